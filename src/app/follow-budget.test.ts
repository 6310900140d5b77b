/** What is known of the budget is asked for at the moments when it changes, and old answers do not replace new ones. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { BudgetReport } from '../lib/budget-report.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { testStore } from '../store/testing/test-store.ts';
import { followBudget } from './follow-budget.ts';

const reportOf = (used: number): BudgetReport => ({
  nowEpochMs: 0,
  limits: [{ kind: 'day-minutes', limit: 10, used, resetsAtEpochMs: null }],
});
const connected = {
  status: 'connected',
  sessionId: 's',
  model: 'm',
  startedAtEpochMs: 0,
  sessionStartedAtEpochMs: 0,
  expiresAtEpochMs: null,
} as const;

let store: ConsoleStore;
let clock: FakeClock;
let answers: ((report: BudgetReport | Error) => void)[];
let stop: () => void;

beforeEach(() => {
  store = testStore();
  clock = new FakeClock();
  answers = [];
  stop = followBudget({
    store,
    clock,
    nowEpochMs: () => 1000,
    loadBudget: () =>
      new Promise((resolve, reject) => {
        answers.push((report) => (report instanceof Error ? reject(report) : resolve(report)));
      }),
  });
});

const settle = () => new Promise((resolve) => setImmediate(resolve));
const used = () => store.getState().budget?.report.limits[0]?.used;

describe('the budget', () => {
  it('is asked for at the start, when a session begins and ends, and while it runs', async () => {
    answers[0]?.(reportOf(1));
    await settle();
    expect(used()).toBe(1);
    clock.advance(60_000);
    expect(answers).toHaveLength(1);
    store.setState({ connection: connected });
    expect(answers).toHaveLength(2);
    clock.advance(20_000);
    expect(answers).toHaveLength(4);
    store.setState({ connection: { status: 'idle' } });
    expect(answers).toHaveLength(5);
    stop();
    clock.advance(60_000);
    expect(answers).toHaveLength(5);
  });

  it('is what the last question was answered, and what was known when there is no answer', async () => {
    store.setState({ connection: connected });
    answers[1]?.(reportOf(2));
    await settle();
    answers[0]?.(reportOf(1));
    await settle();
    expect(used()).toBe(2);
    store.setState({ connection: { status: 'idle' } });
    answers[2]?.(new Error('gone'));
    await settle();
    expect(used()).toBe(2);
  });

  it('is not asked for again while nothing is limited', async () => {
    answers[0]?.({ nowEpochMs: 0, limits: [] });
    store.setState({ connection: connected });
    answers[1]?.({ nowEpochMs: 0, limits: [] });
    await settle();
    clock.advance(60_000);
    expect(answers).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import type { BudgetLimit } from '../../lib/budget-report.ts';
import { remaining } from './budget-words.ts';

const limit = (kind: BudgetLimit['kind'], most: number, used = 0): BudgetLimit => ({
  kind,
  limit: most,
  used,
  resetsAtEpochMs: null,
});
const words = (limits: BudgetLimit[], sinceReportMs = 0, sessionMs: number | null = 0) =>
  remaining({ nowEpochMs: 0, limits }, sinceReportMs, sessionMs);

describe('what remains of a budget', () => {
  it.each([
    [
      'minutes and dollars of the day',
      [limit('day-minutes', 60, 48), limit('day-usd', 2, 1.6)],
      '12 min · $0.40',
    ],
    ['dollars alone', [limit('day-usd', 2, 0.5)], '$1.50'],
    [
      'the shorter of session and day',
      [limit('session-minutes', 15), limit('day-minutes', 60, 50)],
      '10 min',
    ],
    ['less than nothing as nothing', [limit('day-minutes', 5, 7)], '0 s'],
  ])('says %s', (_what, limits, text) => {
    expect(words(limits)?.text).toBe(text);
  });

  it('counts down while a session runs, and only then', () => {
    const limits = [limit('day-minutes', 10, 4)];
    expect(words(limits, 90_000, 90_000)?.text).toBe('4 min');
    expect(words(limits, 90_000, null)?.text).toBe('6 min');
    expect(words([limit('session-minutes', 1)], 0, 20_000)?.text).toBe('40 s');
  });

  it('says nothing where neither time nor money is limited, or no session runs that could be too long', () => {
    expect(words([])).toBeNull();
    expect(words([limit('sessions', 3)])).toBeNull();
    expect(words([limit('session-minutes', 15)], 0, null)).toBeNull();
  });

  it('says when it is little', () => {
    expect(words([limit('day-minutes', 60, 30)])?.isLittle).toBe(false);
    expect(words([limit('day-minutes', 60, 59)])?.isLittle).toBe(true);
    expect(words([limit('day-usd', 2, 1.9)])?.isLittle).toBe(true);
  });
});

/**
 * Keeps what is known of the relay's budget fresh: asked for when the page begins, when a session begins or ends, and every few seconds
 * while one runs. A relay that does not answer is told of by other means; what was known stays.
 */

import type { BudgetReport } from '../lib/budget-report.ts';
import type { Clock } from '../lib/clock.ts';
import { Scope } from '../lib/scope.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { isOpen } from '../store/connection.ts';

const PERIOD_MS = 10_000;

export interface BudgetDeps {
  store: ConsoleStore;
  clock: Clock;
  /** Rejects when there is no answer. */
  loadBudget: () => Promise<BudgetReport>;
  nowEpochMs: () => number;
}

/** The returned function stops. */
export function followBudget({ store, clock, loadBudget, nowEpochMs }: BudgetDeps): () => void {
  const scope = new Scope(clock);
  let asked = 0;
  const ask = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    try {
      const report = await loadBudget();
      // An answer that was overtaken by a later one says nothing new.
      if (mine === asked) store.setState({ budget: { report, atEpochMs: nowEpochMs() } });
    } catch {
      // Nothing to say here: the connection's own state and notices tell of a relay that is gone.
    }
  };
  void ask();
  scope.every(PERIOD_MS, () => {
    const limited = (store.getState().budget?.report.limits.length ?? 0) > 0;
    if (limited && isOpen(store.getState().connection)) void ask();
  });
  scope.add(
    store.subscribe((state, before) => {
      const changed = state.connection.status !== before.connection.status;
      const granted = state.access.status === 'granted' && before.access.status !== 'granted';
      if (changed || granted) void ask();
    }),
  );
  return () => scope.dispose();
}

export async function loadBudget(): Promise<BudgetReport> {
  const response = await fetch('/api/budget', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`The relay answered ${response.status} instead of the budget.`);
  return (await response.json()) as BudgetReport;
}

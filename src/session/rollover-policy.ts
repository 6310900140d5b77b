/**
 * When a conversation leaves a session that is about to reach its longest time: at a quiet moment if there is one, so that nobody
 * is cut off, and in any case before the server ends it. Pure: context in, decision out.
 */

export interface RolloverContext {
  /** Until the server ends the session. */
  remainingMs: number;
  /** Between the session's beginning and its end. */
  lifetimeMs: number;
  /** For how long nobody has spoken, answered or worked; null while somebody does. */
  quietMs: number | null;
  /** The next session's line. */
  next: 'none' | 'opening' | 'ready';
}

export type RolloverDecision = 'wait' | 'open' | 'switch';

/** Two minutes have a quiet moment in them, unless somebody tells a very long story. */
const WINDOW_MS = 120_000;
/** The server's clock and ours may differ, and the last moment is not one to be late for. */
const LAST_MS = 5000;
/** A pause between two sentences is shorter than this. */
const QUIET_MS = 1000;
/** A short session has a short window, in the same proportions as an hour's would be tight. */
const WINDOW_SHARE = 1 / 3;
const LAST_SHARE = 1 / 12;

export function decideRollover({
  remainingMs,
  lifetimeMs,
  quietMs,
  next,
}: RolloverContext): RolloverDecision {
  const lastMs = Math.min(LAST_MS, lifetimeMs * LAST_SHARE);
  if (remainingMs > rolloverWindowMs(lifetimeMs)) return 'wait';
  const quiet = quietMs !== null && quietMs >= QUIET_MS;
  if (next === 'ready') return quiet || remainingMs <= lastMs ? 'switch' : 'wait';
  // Opening takes about a second; twice the last moment leaves time for it.
  return next === 'none' && (quiet || remainingMs <= 2 * lastMs) ? 'open' : 'wait';
}

/** How long before its end a session is left at the first quiet moment. */
export function rolloverWindowMs(lifetimeMs: number): number {
  return Math.min(WINDOW_MS, lifetimeMs * WINDOW_SHARE);
}

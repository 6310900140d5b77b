/**
 * Time, as a value that can be passed in. Everything that waits or measures takes a `Clock`, so tests drive it by hand.
 * The pure rooms have neither DOM nor Node types in scope; the few globals that both share are declared here and nowhere else.
 */

declare const performance: { now(): number; readonly timeOrigin: number };
declare function setTimeout(callback: () => void, delayMs: number): unknown;
declare function clearTimeout(handle: unknown): void;

export interface Clock {
  /** Monotonic milliseconds; only differences mean anything. */
  nowMs(): number;
  /** Runs `callback` once after `delayMs`; the returned function cancels it and may be called at any time. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return () => clearTimeout(handle);
  },
};

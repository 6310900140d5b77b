/**
 * The session's time between batches. Batches say what time it was when they were made and arrive unevenly; this turns them into a
 * clock that runs smoothly and, but for a true jump, never backwards, so that what scrolls by it does not shake.
 */

import type { Clock } from '../lib/clock.ts';

/** A difference larger than this is a jump (a hidden page came back), not jitter, and is followed at once. */
const JUMP_MS = 250;
/** How much of the difference to the latest batch is taken over: one part in ten smooths the jitter of a frame away. */
const FOLLOW = 0.1;
/** Without word that the session runs, time goes on this long after the last batch, then stands. */
const HOLD_MS = 250;

export class SessionClock {
  readonly #clock: Clock;
  #offsetMs: number | null = null;
  #lastBatchMs = 0;
  #shownMs = 0;
  #appliedAtMs = Number.NEGATIVE_INFINITY;
  #running = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Time since the last batch, in milliseconds of the page's clock. */
  get sinceBatchMs(): number {
    return this.#clock.nowMs() - this.#appliedAtMs;
  }

  /** True while the time shown moves by itself. */
  get moving(): boolean {
    return this.#offsetMs !== null && (this.#running || this.sinceBatchMs < HOLD_MS);
  }

  batch(sessionMs: number): void {
    const pageMs = this.#clock.nowMs();
    const offsetMs = sessionMs - pageMs;
    if (this.#offsetMs === null || Math.abs(offsetMs - this.#offsetMs) > JUMP_MS) {
      this.#offsetMs = offsetMs;
      this.#shownMs = sessionMs;
    } else {
      this.#offsetMs += (offsetMs - this.#offsetMs) * FOLLOW;
    }
    this.#lastBatchMs = sessionMs;
    this.#appliedAtMs = pageMs;
  }

  /** From `connected` to `disconnected` time runs even while nothing is reported. */
  setRunning(running: boolean): void {
    this.#running = running;
  }

  nowMs(): number {
    if (this.#offsetMs === null) return 0;
    const free = this.#clock.nowMs() + this.#offsetMs;
    const nowMs = this.#running ? free : Math.min(free, this.#lastBatchMs + HOLD_MS);
    this.#shownMs = Math.max(this.#shownMs, nowMs);
    return this.#shownMs;
  }

  reset(): void {
    this.#offsetMs = null;
    this.#lastBatchMs = 0;
    this.#shownMs = 0;
    this.#appliedAtMs = Number.NEGATIVE_INFINITY;
    this.#running = false;
  }
}

/** A clock that tests turn by hand. Timers due at the same moment run in the order in which they were set. */

import type { Clock } from '../clock.ts';

export class FakeClock implements Clock {
  #nowMs: number;
  #timers: { dueMs: number; callback: () => void }[] = [];

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Timers that have neither run nor been cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves time on by `ms`, running every timer that falls due on the way, those set by timers too. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#timers
        .filter((timer) => timer.dueMs <= endMs)
        .reduce<{ dueMs: number; callback: () => void } | null>(
          (first, timer) => (first === null || timer.dueMs < first.dueMs ? timer : first),
          null,
        );
      if (next === null) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }
}

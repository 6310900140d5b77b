/** Keeps a stream at a multiple of real time. Every wait ends early when the stream is stopped. */

import type { Clock } from '../../../src/lib/clock.ts';

export interface Pace {
  /** How many times faster than real time; the service is about this fast. */
  timesRealTime: number;
}

export const DEFAULT_PACE: Pace = { timesRealTime: 6 };

export class Pacer {
  readonly #clock: Clock;
  readonly #pace: Pace;
  #dueAtMs = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #wake: (() => void) | null = null;

  constructor(clock: Clock, pace: Pace) {
    this.#clock = clock;
    this.#pace = pace;
  }

  /** Waits the share of time that `spanMs` of audio takes. Late timers are made up for; a pause before the stream is not. */
  async pass(spanMs: number): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const stepMs = spanMs / this.#pace.timesRealTime;
    this.#dueAtMs = Math.max(this.#dueAtMs, nowMs - 2 * stepMs) + stepMs;
    await this.wait(Math.max(0, this.#dueAtMs - nowMs));
  }

  /** Resolves after `ms`, or at once when stopped. */
  wait(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => {
        this.#wake = null;
        resolve();
      });
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Resolves only when stopped. */
  waitForEver(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
    this.#wake = null;
  }
}

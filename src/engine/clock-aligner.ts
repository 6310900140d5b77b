/**
 * Relates the audio clock to the session clock. A message can arrive late but never early, so the smallest difference between arrival
 * and audio time seen of late is the best estimate of the offset. Two windows, so that drift is followed; after a silence longer than
 * one the audio clock may have stood still, and the estimate begins anew.
 */

const WINDOW_MS = 2000;

export class ClockAligner {
  #offsetMs = Infinity;
  #currentMinMs = Infinity;
  #windowStartMs = 0;
  #lastArrivedMs = 0;

  /** A message about audio time `contextTimeMs` arrived at session time `arrivedMs`. */
  observe(contextTimeMs: number, arrivedMs: number): void {
    if (arrivedMs - this.#lastArrivedMs > WINDOW_MS) this.reset();
    this.#lastArrivedMs = arrivedMs;
    const difference = arrivedMs - contextTimeMs;
    if (this.#currentMinMs === Infinity) this.#windowStartMs = arrivedMs;
    if (arrivedMs - this.#windowStartMs > WINDOW_MS) {
      this.#offsetMs = this.#currentMinMs;
      this.#currentMinMs = difference;
      this.#windowStartMs = arrivedMs;
    } else {
      this.#currentMinMs = Math.min(this.#currentMinMs, difference);
    }
    this.#offsetMs = Math.min(this.#offsetMs, this.#currentMinMs);
  }

  /** Session time of an audio time, milliseconds. Observe at least once before. */
  toSessionMs(contextTimeMs: number): number {
    return contextTimeMs + this.#offsetMs;
  }

  /** A new audio clock: forget the old one. */
  reset(): void {
    this.#offsetMs = Infinity;
    this.#currentMinMs = Infinity;
  }
}

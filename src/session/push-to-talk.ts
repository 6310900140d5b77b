/** Hold to talk: whether the microphone is let through, and how much was. Sends nothing and decides nothing else. */

import { CORE_SAMPLE_RATE_HZ } from './types.ts';

/** Shorter input is refused by the API ("buffer too small. Expected at least 100ms of audio"). */
export const MIN_TALK_MS = 100;

export class PushToTalk {
  #down = false;
  #startMs: number | null = null;
  #samples = 0;

  get down(): boolean {
    return this.#down;
  }

  press(): boolean {
    if (this.#down) return false;
    this.#down = true;
    this.#startMs = null;
    this.#samples = 0;
    return true;
  }

  /** Audio that was sent while held. `atMs`: session time of its first sample. */
  sent(samples: number, atMs: number): void {
    if (!this.#down) return;
    this.#startMs ??= atMs;
    this.#samples += samples;
  }

  /** Null when it was not held. `startMs` null = too little was said to be worth sending. */
  release(): { startMs: number | null } | null {
    if (!this.#down) return null;
    this.#down = false;
    const enough = (this.#samples * 1000) / CORE_SAMPLE_RATE_HZ >= MIN_TALK_MS;
    return { startMs: enough ? this.#startMs : null };
  }
}

/**
 * Where the server's input time lies on the session's clock. The server counts the audio that was appended, in milliseconds
 * from the first sample; frames that were dropped or held back (mute, push-to-talk up) are not in that count, and clearing
 * the buffer does not reset it. Owns the record of what was appended and when it was captured.
 */

import { CORE_SAMPLE_RATE_HZ } from './types.ts';

const SAMPLES_PER_MS = CORE_SAMPLE_RATE_HZ / 1000;

/** Frames this close to where the last one should have ended are one stretch; a drifting clock starts a new one in time. */
const JOIN_MS = 5;

/** Stretches kept. Server times lie some seconds in the past, so much older ones are never asked for. */
const MAX_STRETCHES = 4096;

interface Stretch {
  /** Input time of the first sample. */
  inputMs: number;
  atMs: number;
  lengthMs: number;
}

export class InputClock {
  #stretches: Stretch[] = [];
  #totalSamples = 0;

  get totalSamples(): number {
    return this.#totalSamples;
  }

  /** `capturedAtMs`: session time of the first of the samples that were sent. */
  append(samples: number, capturedAtMs: number): void {
    const inputMs = this.#totalSamples / SAMPLES_PER_MS;
    const lengthMs = samples / SAMPLES_PER_MS;
    this.#totalSamples += samples;
    const last = this.#stretches.at(-1);
    if (last && Math.abs(last.atMs + last.lengthMs - capturedAtMs) < JOIN_MS) {
      last.lengthMs += lengthMs;
      return;
    }
    this.#stretches.push({ inputMs, atMs: capturedAtMs, lengthMs });
    if (this.#stretches.length > MAX_STRETCHES) this.#stretches.shift();
  }

  /**
   * Session time of an input time. Between two stretches the end of one and the start of the next are the same input time:
   * `edge` says which is meant. Outside of what was appended the nearest stretch is prolonged; null when nothing was.
   */
  toSessionMs(inputMs: number, edge: 'start' | 'end'): number | null {
    const found = this.#find(inputMs, edge);
    return found ? found.atMs + (inputMs - found.inputMs) : null;
  }

  /**
   * Session time at which speech began that the server reports from `inputMs`, padded by up to `paddingMs`. When the padding
   * reaches over a gap in what was sent, speech began behind the gap: the padding is left out.
   */
  speechStartMs(inputMs: number, paddingMs: number): number | null {
    const speaking = this.#find(inputMs + paddingMs, 'end');
    if (speaking && speaking.inputMs > inputMs) return speaking.atMs;
    return this.toSessionMs(inputMs, 'start');
  }

  /** The stretch that holds an input time; the first or the last for one outside. */
  #find(inputMs: number, edge: 'start' | 'end'): Stretch | null {
    const stretches = this.#stretches;
    let found = stretches[0] ?? null;
    let low = 0;
    let high = stretches.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const stretch = stretches[middle];
      if (!stretch) break;
      if (stretch.inputMs < inputMs || (edge === 'start' && stretch.inputMs === inputMs)) {
        found = stretch;
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return found;
  }

  /** Session time just behind the last sample appended; null when nothing was. */
  endMs(): number | null {
    const last = this.#stretches.at(-1);
    return last ? last.atMs + last.lengthMs : null;
  }
}

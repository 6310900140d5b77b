/** Everything the microphone captured, on the session's clock, and which stretch of it became which item. Holds no sound in the heap. */

import { CORE_SAMPLE_RATE_HZ } from '../session/types.ts';
import type { Attic } from './attic/attic.ts';
import { AudioTape } from './audio-tape.ts';

export class SpeechTape {
  readonly #tape: AudioTape;
  /** Session time of the first sample. */
  #startMs: number | null = null;
  readonly #spoken = new Map<string, { from: number; to: number }>();

  constructor(attic?: Attic) {
    this.#tape = new AudioTape(attic);
  }

  /** A gap in capture becomes silence of the same length. */
  append(samples: Int16Array, capturedAtMs: number): void {
    this.#startMs ??= capturedAtMs;
    const missing = toSample(capturedAtMs - this.#startMs) - this.#tape.lengthSamples;
    if (missing > CORE_SAMPLE_RATE_HZ / 10) this.#tape.append(new Int16Array(missing));
    this.#tape.append(samples);
  }

  /** What was said between two session times became an item. */
  spoken(itemId: string, startMs: number, endMs: number): void {
    const tapeStartMs = this.#startMs;
    if (tapeStartMs === null) return;
    this.#spoken.set(itemId, { from: toSample(startMs - tapeStartMs), to: toSample(endMs - tapeStartMs) });
  }

  /** PCM16 at 24 kHz; null when the item was not spoken. */
  async read(itemId: string): Promise<Int16Array<ArrayBuffer> | null> {
    const span = this.#spoken.get(itemId);
    return span ? this.#tape.read(span.from, span.to) : null;
  }

  /** What was captured between two session times, at its place: fills `out`, whose first sample is at `fromMs`. */
  async readSpan(out: Int16Array, fromMs: number): Promise<void> {
    const tapeStartMs = this.#startMs;
    if (tapeStartMs === null) return;
    const from = toSample(fromMs - tapeStartMs);
    const samples = await this.#tape.read(from, from + out.length);
    out.set(samples, Math.max(0, -from));
  }

  seal(): void {
    this.#tape.seal();
  }
}

function toSample(ms: number): number {
  return Math.round((ms * CORE_SAMPLE_RATE_HZ) / 1000);
}

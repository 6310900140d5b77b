/** How loud audio is: peak and RMS of a block, and the 10 ms bins from which waveforms are drawn. Draws nothing. */

import { PCM16_FULL_SCALE } from './pcm16.ts';

export interface Level {
  /** Largest magnitude, 0…1. */
  peak: number;
  /** Root of the mean square, 0…1. */
  rms: number;
}

/** Measures a block of PCM16 into `into` and returns it; an empty block is silent. */
export function measureLevel(pcm16: Int16Array, into: Level): Level {
  let peak = 0;
  let squares = 0;
  for (let i = 0; i < pcm16.length; i += 1) {
    const sample = pcm16[i] ?? 0;
    const magnitude = sample < 0 ? -sample : sample;
    if (magnitude > peak) peak = magnitude;
    squares += sample * sample;
  }
  into.peak = peak / PCM16_FULL_SCALE;
  into.rms = pcm16.length === 0 ? 0 : Math.sqrt(squares / pcm16.length) / PCM16_FULL_SCALE;
  return into;
}

/** 10 ms at 24 kHz. */
export const BIN_SAMPLES = 240;
/** Peak minimum and peak maximum as int8, then RMS as 0…127. */
export const BYTES_PER_BIN = 3;

/** PCM16 has 256 steps to one step of int8. */
const STEPS = 256;

/** Finished bins, in order, beginning with bin number `startBin` of the stream. */
export interface BinRun {
  startBin: number;
  bins: Int8Array<ArrayBuffer>;
}

/** Turns a stream of PCM16 at 24 kHz into bins. How the stream is cut into blocks does not change them. */
export class PeakBinner {
  #bins = new Int8Array(32 * BYTES_PER_BIN);
  #usedBytes = 0;
  #startBin = 0;
  #filled = 0;
  #min = 0;
  #max = 0;
  #squares = 0;

  /** Number of the bin that the next sample falls into. */
  get nextBin(): number {
    return this.#startBin + this.#usedBytes / BYTES_PER_BIN;
  }

  /** Reads the block; does not keep it. */
  push(pcm16: Int16Array): void {
    for (let i = 0; i < pcm16.length; i += 1) {
      const sample = pcm16[i] ?? 0;
      if (this.#filled === 0 || sample < this.#min) this.#min = sample;
      if (this.#filled === 0 || sample > this.#max) this.#max = sample;
      this.#squares += sample * sample;
      this.#filled += 1;
      if (this.#filled === BIN_SAMPLES) this.#close();
    }
  }

  /** Closes a bin that is only partly filled: at the end of an item, so that its last milliseconds are seen too. */
  finish(): void {
    if (this.#filled > 0) this.#close();
  }

  /** Hands out the bins finished since the last call, in a new array that the caller owns; null when there are none. */
  take(): BinRun | null {
    if (this.#usedBytes === 0) return null;
    const run = { startBin: this.#startBin, bins: this.#bins.slice(0, this.#usedBytes) };
    this.#startBin = this.nextBin;
    this.#usedBytes = 0;
    return run;
  }

  #close(): void {
    if (this.#usedBytes + BYTES_PER_BIN > this.#bins.length) {
      const larger = new Int8Array(this.#bins.length * 2);
      larger.set(this.#bins);
      this.#bins = larger;
    }
    const rms = Math.sqrt(this.#squares / this.#filled);
    this.#bins[this.#usedBytes] = Math.trunc(this.#min / STEPS);
    this.#bins[this.#usedBytes + 1] = Math.trunc(this.#max / STEPS);
    this.#bins[this.#usedBytes + 2] = Math.min(127, Math.round(rms / STEPS));
    this.#usedBytes += BYTES_PER_BIN;
    this.#filled = 0;
    this.#squares = 0;
  }
}

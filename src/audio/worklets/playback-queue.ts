/**
 * One item's audio on its way to the speakers: chunks in order of arrival, read sample by sample. Knows how much of it was
 * received, handed on and rendered; knows nothing of other items, of time, or of buffering policy.
 */

import { PCM16_FULL_SCALE } from '../../dsp/pcm16.ts';

/** A chunk that was read: its memory is given back at once. */
const NOTHING = new Int16Array(0);

export class QueuedItem {
  readonly itemId: string;
  /** `drained`: its last sample was handed on, but may still be on its way through the resampler. */
  phase: 'waiting' | 'playing' | 'starved' | 'drained' = 'waiting';
  /** No more audio will come. */
  complete = false;
  receivedSamples = 0;
  /** Handed on to the resampler or the output. */
  takenSamples = 0;
  /** Context frame at which its buffering began: its first enqueue, or the first after it starved. -1: nothing came yet. */
  bufferingSinceFrame = -1;
  /** Context frame since which it has been without audio. */
  emptySinceFrame: number;
  readonly #chunks: Int16Array[] = [];
  #chunk = 0;
  #offset = 0;
  /** The current stretch without a gap: which sample of the source stream its first sample is, and which of the item. */
  #runSource = 0;
  #runSample = 0;

  constructor(itemId: string, createdFrame: number) {
    this.itemId = itemId;
    this.emptySinceFrame = createdFrame;
  }

  get availableSamples(): number {
    return this.receivedSamples - this.takenSamples;
  }

  get inPlay(): boolean {
    return this.phase === 'playing' || this.phase === 'drained';
  }

  /** Keeps the chunk until it is read. */
  append(chunk: Int16Array, frame: number): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.receivedSamples += chunk.length;
    if (this.bufferingSinceFrame < 0) this.bufferingSinceFrame = frame;
  }

  beginRun(sourceSample: number): void {
    this.phase = 'playing';
    this.#runSource = sourceSample;
    this.#runSample = this.takenSamples;
  }

  /** Ran dry before its end, at context frame `frame`. */
  starve(frame: number): void {
    this.phase = 'starved';
    this.bufferingSinceFrame = -1;
    this.emptySinceFrame = frame;
  }

  /** The source stream's numbering starts again at 0; all that was handed on has been rendered. */
  settle(): void {
    this.#runSource = 0;
    this.#runSample = this.takenSamples;
  }

  /** Samples of the item that are out of the speakers when the source stream is rendered up to sample `rendered`. */
  playedAt(rendered: number): number {
    if (this.takenSamples === 0) return 0;
    const inRun = Math.max(0, rendered - this.#runSource);
    return Math.min(this.takenSamples, this.#runSample + inRun);
  }

  /** Moves up to `end - at` samples to `out` from index `at`; returns the index after the last one written. */
  read(out: Float32Array, at: number, end: number): number {
    let to = at;
    while (to < end && this.#chunk < this.#chunks.length) {
      const chunk = this.#chunks[this.#chunk] ?? NOTHING;
      const count = Math.min(end - to, chunk.length - this.#offset);
      for (let i = 0; i < count; i += 1) out[to + i] = (chunk[this.#offset + i] ?? 0) / PCM16_FULL_SCALE;
      to += count;
      this.#offset += count;
      if (this.#offset === chunk.length) {
        this.#chunks[this.#chunk] = NOTHING;
        this.#chunk += 1;
        this.#offset = 0;
      }
    }
    this.takenSamples += to - at;
    return to;
  }
}

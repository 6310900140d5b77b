/**
 * All logic of the capture worklet: mixes to mono, resamples to 24 kHz, cuts exact 20 ms frames and dates them on the audio
 * clock. Knows no worklet, no port: frames go to a callback. Allocates nothing per quantum while the pool has frames.
 */

import { floatToPcm16 } from '../../dsp/pcm16.ts';
import { StreamingResampler } from '../../dsp/resample.ts';

const CORE_RATE_HZ = 24_000;
/** 20 ms at 24 kHz. */
export const FRAME_SAMPLES = 480;
const FRAME_BYTES = FRAME_SAMPLES * 2;
/** Frames kept for reuse: over a second of them, more than an engine ever has in hand. */
const POOL_LIMIT = 64;
const QUANTUM_SAMPLES = 128;

/** Takes the frame's buffer over. `contextTimeMs` is the context time of its first sample. */
export type EmitFrame = (pcm16: ArrayBuffer, contextTimeMs: number, muted: boolean) => void;

export class CaptureCore {
  readonly #rateHz: number;
  readonly #emit: EmitFrame;
  readonly #resampler: StreamingResampler | null;
  #mixed = new Float32Array(QUANTUM_SAMPLES);
  #resampled: Float32Array;
  #pcm16: Int16Array;
  readonly #pool: Int16Array<ArrayBuffer>[] = [];
  #frame = new Int16Array(FRAME_SAMPLES);
  #filled = 0;
  #muted = false;
  /** Where the running stretch of input began, and where the next quantum must be to belong to it. */
  #originFrame = 0;
  #expectedFrame = -1;
  #emittedSamples = 0;

  constructor(contextRateHz: number, emit: EmitFrame) {
    this.#rateHz = contextRateHz;
    this.#emit = emit;
    this.#resampler =
      contextRateHz === CORE_RATE_HZ ? null : new StreamingResampler(contextRateHz, CORE_RATE_HZ);
    this.#resampled = new Float32Array(0);
    this.#pcm16 = new Int16Array(0);
    this.#makeRoom(QUANTUM_SAMPLES);
  }

  /** Frames handed out from now on are all zeros, the one being filled included: nothing said before leaks out of a mute. */
  setMuted(muted: boolean): void {
    this.#muted = muted;
    if (muted) this.#frame.fill(0, 0, this.#filled);
  }

  /** Takes back a frame that was emitted. Buffers of another size, detached ones included, are ignored. */
  recycle(buffer: ArrayBuffer): void {
    if (buffer.byteLength !== FRAME_BYTES || this.#pool.length >= POOL_LIMIT) return;
    this.#pool.push(new Int16Array(buffer));
  }

  /**
   * Takes one quantum, all channels of equal length, whose first sample is at context frame `contextFrame`. No channels means
   * that nothing is connected: no frames are made, and the next input begins a new stretch.
   */
  process(channels: readonly Float32Array[], contextFrame: number): void {
    const length = channels[0]?.length ?? 0;
    if (length === 0) {
      this.#expectedFrame = -1;
      return;
    }
    if (contextFrame !== this.#expectedFrame) this.#begin(contextFrame);
    this.#expectedFrame = contextFrame + length;
    this.#makeRoom(length);
    this.#mix(channels, length);
    let count = length;
    if (this.#resampler) {
      count = this.#resampler.process(this.#mixed, this.#resampled, length);
      floatToPcm16(this.#resampled, this.#pcm16);
    } else {
      floatToPcm16(this.#mixed, this.#pcm16);
    }
    this.#cut(count);
  }

  /** A quantum that does not follow the last one starts anew: a frame never spans a gap, so its date is true throughout. */
  #begin(contextFrame: number): void {
    this.#originFrame = contextFrame;
    this.#emittedSamples = 0;
    this.#filled = 0;
    this.#resampler?.reset();
  }

  /** The quantum is always 128 samples today; a future one of another size costs one allocation. */
  #makeRoom(length: number): void {
    if (this.#mixed.length < length) this.#mixed = new Float32Array(length);
    const atMost = Math.ceil((length * CORE_RATE_HZ) / this.#rateHz) + 1;
    if (this.#pcm16.length >= atMost) return;
    this.#resampled = new Float32Array(atMost);
    this.#pcm16 = new Int16Array(atMost);
  }

  #mix(channels: readonly Float32Array[], length: number): void {
    const mixed = this.#mixed;
    mixed.fill(0);
    // Muted input still runs through the resampler, as silence, so that unmuting lets nothing out that was said in between.
    if (this.#muted) return;
    const share = 1 / channels.length;
    for (const channel of channels) {
      for (let i = 0; i < length; i += 1) mixed[i] = (mixed[i] ?? 0) + (channel[i] ?? 0) * share;
    }
  }

  #cut(count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.#frame[this.#filled] = this.#muted ? 0 : (this.#pcm16[i] ?? 0);
      this.#filled += 1;
      if (this.#filled === FRAME_SAMPLES) this.#finish();
    }
  }

  #finish(): void {
    const delaySamples = this.#resampler?.delaySamples ?? 0;
    const originMs = ((this.#originFrame - delaySamples) * 1000) / this.#rateHz;
    const contextTimeMs = originMs + (this.#emittedSamples * 1000) / CORE_RATE_HZ;
    const full = this.#frame;
    this.#frame = this.#pool.pop() ?? new Int16Array(FRAME_SAMPLES);
    this.#filled = 0;
    this.#emittedSamples += FRAME_SAMPLES;
    this.#emit(full.buffer, contextTimeMs, this.#muted);
  }
}

/** Telephone audio (G.711 at 8 kHz) ↔ PCM16 at 24 kHz, as streams. */

import { type Law, decodeG711, encodeG711 } from './g711.ts';
import { Pcm16Resampler } from './pcm16-resampler.ts';

export const PHONE_RATE_HZ = 8000;
const WIDE_RATE_HZ = 24_000;
const RATIO = WIDE_RATE_HZ / PHONE_RATE_HZ;

/** The byte that is silence (ITU-T G.711: the code of 0). */
export const SILENCE: Record<Law, number> = { ulaw: 0xff, alaw: 0xd5 };

export class PhoneEncoder {
  readonly #law: Law;
  readonly #resampler = new Pcm16Resampler(WIDE_RATE_HZ, PHONE_RATE_HZ);
  /** Bytes at the beginning that are only the filter's delay. */
  readonly #leadBytes: number;
  #toSkip: number;
  #samplesIn = 0;
  #bytesOut = 0;

  constructor(law: Law) {
    this.#law = law;
    this.#leadBytes = Math.round(this.#resampler.delaySamples / RATIO);
    this.#toSkip = this.#leadBytes;
  }

  /**
   * PCM16 at 24 kHz → bytes, in a new array. The filter's delay is taken out: byte n is sample 3n of the stream, and comes as soon as
   * the filter has seen enough behind it.
   */
  encode(pcm16: Int16Array): Uint8Array<ArrayBuffer> {
    this.#samplesIn += pcm16.length;
    const bytes = encodeG711(this.#resampler.process(pcm16), this.#law);
    const skipped = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= skipped;
    this.#bytesOut += bytes.length - skipped;
    return skipped === 0 ? bytes : bytes.slice(skipped);
  }

  /** What is left of the stream: with it a third as many bytes were given as samples taken, rounded. The next block begins a new stream. */
  finish(): Uint8Array<ArrayBuffer> {
    const wanted = Math.round(this.#samplesIn / RATIO) - this.#bytesOut;
    const rest = this.encode(new Int16Array(this.#resampler.delaySamples + RATIO)).slice(0, wanted);
    this.#resampler.reset();
    this.#toSkip = this.#leadBytes;
    this.#samplesIn = 0;
    this.#bytesOut = 0;
    return rest;
  }
}

export class PhoneDecoder {
  readonly #law: Law;
  readonly #resampler = new Pcm16Resampler(PHONE_RATE_HZ, WIDE_RATE_HZ);

  constructor(law: Law) {
    this.#law = law;
  }

  /** Bytes → PCM16 at 24 kHz, three samples a byte, in a new array. Lags by the filter's delay (6 ms). */
  decode(bytes: Uint8Array): Int16Array<ArrayBuffer> {
    return this.#resampler.process(decodeG711(bytes, this.#law));
  }
}

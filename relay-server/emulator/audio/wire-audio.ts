/** Audio as it travels: base64 of PCM16 at 24 kHz or G.711 at 8 kHz ↔ PCM16 at 24 kHz, streaming. */

import { floatToPcm16, pcm16ToFloat } from '../../../src/dsp/pcm16.ts';
import { StreamingResampler } from '../../../src/dsp/resample.ts';
import type { WireFormat } from '../config/session-config.ts';
import { decodeG711, encodeG711, type Law } from './g711.ts';

const CORE_RATE_HZ = 24_000;
const PHONE_RATE_HZ = 8000;

/** 48 for PCM16 at 24 kHz, 8 for G.711. */
export function bytesPerMs(format: WireFormat): number {
  return format.type === 'audio/pcm' ? 48 : 8;
}

function lawOf(format: WireFormat): Law {
  return format.type === 'audio/pcmu' ? 'ulaw' : 'alaw';
}

/** PCM16 samples → little-endian bytes, in a new array. */
export function pcm16Bytes(pcm16: Int16Array): Uint8Array {
  const bytes = new Uint8Array(pcm16.length * 2);
  const view = new DataView(bytes.buffer);
  pcm16.forEach((sample, index) => view.setInt16(index * 2, sample, true));
  return bytes;
}

/** Little-endian bytes → samples, in a new array. A last odd byte is left out. */
export function bytesPcm16(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => view.getInt16(index * 2, true));
}

/** Resamples a stream of PCM16 and returns a new array for each block. */
class Pcm16Resampler {
  readonly #resampler: StreamingResampler;

  constructor(inRateHz: number, outRateHz: number) {
    this.#resampler = new StreamingResampler(inRateHz, outRateHz);
  }

  get delaySamples(): number {
    return this.#resampler.delaySamples;
  }

  process(pcm16: Int16Array): Int16Array {
    const input = new Float32Array(pcm16.length);
    pcm16ToFloat(pcm16, input);
    const output = new Float32Array(this.#resampler.outputSamplesFor(input.length));
    const count = this.#resampler.process(input, output);
    const out = new Int16Array(count);
    floatToPcm16(output.subarray(0, count), out);
    return out;
  }
}

export interface WireDecoder {
  /** Bytes as they came → PCM16 at 24 kHz, a new array. PCM needs an even number of bytes. */
  decode(bytes: Uint8Array): Int16Array;
}

export function createDecoder(format: WireFormat): WireDecoder {
  if (format.type === 'audio/pcm') return { decode: bytesPcm16 };
  const law = lawOf(format);
  const resampler = new Pcm16Resampler(PHONE_RATE_HZ, CORE_RATE_HZ);
  return { decode: (bytes) => resampler.process(decodeG711(bytes, law)) };
}

export interface WireEncoder {
  /** PCM16 at 24 kHz → bytes to send, a new array. */
  encode(pcm16: Int16Array): Uint8Array;
  /** What the filter still holds at the end of an item. */
  flush(): Uint8Array;
}

export function createEncoder(format: WireFormat): WireEncoder {
  if (format.type === 'audio/pcm') return { encode: pcm16Bytes, flush: () => new Uint8Array(0) };
  const law = lawOf(format);
  const resampler = new Pcm16Resampler(CORE_RATE_HZ, PHONE_RATE_HZ);
  return {
    encode: (pcm16) => encodeG711(resampler.process(pcm16), law),
    flush: () => encodeG711(resampler.process(new Int16Array(resampler.delaySamples)), law),
  };
}

/** Whole audio at once. */
export function encodeAll(pcm16: Int16Array, format: WireFormat): Uint8Array {
  const encoder = createEncoder(format);
  const body = encoder.encode(pcm16);
  const tail = encoder.flush();
  const all = new Uint8Array(body.length + tail.length);
  all.set(body);
  all.set(tail, body.length);
  return all;
}

/** Audio as it travels: base64 of PCM16 at 24 kHz or G.711 at 8 kHz ↔ PCM16 at 24 kHz, streaming. */

import type { Law } from '../../../src/dsp/g711.ts';
import { PhoneDecoder, PhoneEncoder } from '../../../src/dsp/phone-audio.ts';
import type { WireFormat } from '../config/session-config.ts';

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

export interface WireDecoder {
  /** Bytes as they came → PCM16 at 24 kHz, a new array. PCM needs an even number of bytes. */
  decode(bytes: Uint8Array): Int16Array;
}

export function createDecoder(format: WireFormat): WireDecoder {
  if (format.type === 'audio/pcm') return { decode: bytesPcm16 };
  return new PhoneDecoder(lawOf(format));
}

export interface WireEncoder {
  /** PCM16 at 24 kHz → bytes to send, a new array. */
  encode(pcm16: Int16Array): Uint8Array;
  /** What the filter still holds at the end of an item. */
  flush(): Uint8Array;
}

export function createEncoder(format: WireFormat): WireEncoder {
  if (format.type === 'audio/pcm') return { encode: pcm16Bytes, flush: () => new Uint8Array(0) };
  const encoder = new PhoneEncoder(lawOf(format));
  return { encode: (pcm16) => encoder.encode(pcm16), flush: () => encoder.finish() };
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

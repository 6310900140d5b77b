/** PCM16 as text frames carry it: little endian, in base64. */

import { decodeBase64, encodeBase64 } from './base64.ts';

/** Null when it is not base64. */
export function decodePcm16(audioBase64: string): Int16Array<ArrayBuffer> | null {
  const bytes = decodeBase64(audioBase64);
  return bytes === null ? null : pcm16Of(bytes);
}

/** The bytes as samples; half a sample at the end is left out. The buffer holds exactly the audio, so it can be transferred. */
export function pcm16Of(bytes: Uint8Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
  const samples = bytes.byteLength >> 1;
  // A view needs an even offset, and whoever transfers the buffer transfers the whole.
  const whole = bytes.byteOffset === 0 && bytes.buffer.byteLength === samples * 2;
  return new Int16Array(whole ? bytes.buffer : bytes.slice(0, samples * 2).buffer);
}

export function encodePcm16(pcm16: Int16Array): string {
  return encodeBase64(new Uint8Array(pcm16.buffer, pcm16.byteOffset, pcm16.byteLength));
}

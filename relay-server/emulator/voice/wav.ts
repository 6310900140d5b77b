/** Reads the WAV that a synthesiser writes. */

export interface MonoWav {
  sampleRateHz: number;
  pcm16: Int16Array;
}

/**
 * Parses RIFF/WAVE with 16-bit mono PCM, or returns null when it is anything else. A data chunk that claims more than there is, as
 * programs that cannot seek write it, is cut to what there is. Copies.
 */
export function readMonoWav(bytes: Uint8Array): MonoWav | null {
  if (bytes.length < 12) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return null;
  let sampleRateHz = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag(at) === 'fmt ' && body + 16 <= bytes.length) {
      const isMono16 =
        view.getUint16(body, true) === 1 &&
        view.getUint16(body + 2, true) === 1 &&
        view.getUint16(body + 14, true) === 16;
      if (!isMono16) return null;
      sampleRateHz = view.getUint32(body + 4, true);
    } else if (tag(at) === 'data') {
      if (sampleRateHz === 0) return null;
      const count = Math.floor(Math.min(size, bytes.length - body) / 2);
      const pcm16 = new Int16Array(count);
      for (let n = 0; n < count; n += 1) pcm16[n] = view.getInt16(body + 2 * n, true);
      return { sampleRateHz, pcm16 };
    }
    at = body + size + (size % 2);
  }
  return null;
}

/** Reads WAV files of PCM16, whoever wrote them. */

export interface Wav {
  sampleRateHz: number;
  channels: number;
  /** Interleaved when there are several channels: whole frames. */
  pcm16: Int16Array<ArrayBuffer>;
}

/**
 * Parses RIFF/WAVE with 16-bit PCM, or returns null when it is anything else. A data chunk that claims more than there is, as
 * programs that cannot seek write it, is cut to what there is. Copies.
 */
export function readWav(bytes: Uint8Array): Wav | null {
  if (bytes.length < 12) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return null;
  let sampleRateHz = 0;
  let channels = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag(at) === 'fmt ' && body + 16 <= bytes.length) {
      if (view.getUint16(body, true) !== 1 || view.getUint16(body + 14, true) !== 16) return null;
      channels = view.getUint16(body + 2, true);
      sampleRateHz = view.getUint32(body + 4, true);
    } else if (tag(at) === 'data') {
      if (sampleRateHz === 0 || channels === 0) return null;
      const frames = Math.floor(Math.min(size, bytes.length - body) / (2 * channels));
      const pcm16 = new Int16Array(frames * channels);
      for (let n = 0; n < pcm16.length; n += 1) pcm16[n] = view.getInt16(body + 2 * n, true);
      return { sampleRateHz, channels, pcm16 };
    }
    at = body + size + (size % 2);
  }
  return null;
}

/** As `readWav`, and null for more than one channel too. */
export function readMonoWav(bytes: Uint8Array): Wav | null {
  const wav = readWav(bytes);
  return wav?.channels === 1 ? wav : null;
}

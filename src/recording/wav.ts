/**
 * Writes WAV files of PCM16 piece by piece: a header that says how long the sound will be, then the samples as they come. Whoever writes
 * knows the length beforehand, so that no file must be gone back into.
 */

import { invariant } from '../lib/errors.ts';

export interface WavShape {
  sampleRateHz: number;
  channels: 1 | 2;
  /** Samples of each channel. */
  frames: number;
}

const WAV_HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;
/** Sizes are counted in 32 bits, and the outer one counts the header too. RF64 would hold more, but few programs open it. */
const MOST_DATA_BYTES = 0xffff_ffff - (WAV_HEADER_BYTES - 8) - 1;

/** Longer than a WAV file can be. The message is for a person. */
class WavTooLongError extends Error {
  override readonly name = 'WavTooLongError';

  constructor({ sampleRateHz, channels, frames }: WavShape) {
    const hours = (samples: number) => (samples / sampleRateHz / 3600).toFixed(1);
    const most = MOST_DATA_BYTES / (channels * BYTES_PER_SAMPLE);
    super(
      `The sound is ${hours(frames)} hours long, and a WAV file of it holds ${hours(most)} (4 GB). Export the session file instead; it has no such limit.`,
    );
  }
}

/** The first bytes of the file. Throws `WavTooLongError`. */
export function wavHeader(shape: WavShape): Uint8Array<ArrayBuffer> {
  const { sampleRateHz, channels, frames } = shape;
  const dataBytes = frames * channels * BYTES_PER_SAMPLE;
  if (dataBytes > MOST_DATA_BYTES) throw new WavTooLongError(shape);
  const bytes = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, name: string) => {
    for (let n = 0; n < name.length; n += 1) view.setUint8(at + n, name.charCodeAt(n));
  };
  tag(0, 'RIFF');
  view.setUint32(4, WAV_HEADER_BYTES - 8 + dataBytes, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * BYTES_PER_SAMPLE, true);
  view.setUint16(32, channels * BYTES_PER_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  tag(36, 'data');
  view.setUint32(40, dataBytes, true);
  return bytes;
}

/** Two channels of equal length as a stereo file has them: left, right, left, right. */
export function interleave(left: Int16Array, right: Int16Array): Int16Array<ArrayBuffer> {
  invariant(left.length === right.length, 'two channels of unequal length; fill the shorter with silence');
  const both = new Int16Array(left.length * 2);
  for (let n = 0; n < left.length; n += 1) {
    both[2 * n] = left[n] ?? 0;
    both[2 * n + 1] = right[n] ?? 0;
  }
  return both;
}

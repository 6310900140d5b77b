import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWav } from './wav-reader.ts';
import { interleave, wavHeader } from './wav.ts';

const samples = fc.int16Array();

/** A file of pieces, as one. */
function whole(...pieces: (Uint8Array | Int16Array)[]): Uint8Array {
  const bytes = pieces.map((piece) => new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
  const file = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of bytes) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

describe('A WAV file', () => {
  it('reads back as it was written, in however many pieces', () => {
    fc.assert(
      fc.property(fc.array(samples), fc.integer({ min: 8000, max: 48_000 }), (pieces, sampleRateHz) => {
        const all = pieces.flatMap((piece) => [...piece]);
        const header = wavHeader({ sampleRateHz, channels: 1, frames: all.length });
        expect(readWav(whole(header, ...pieces))).toEqual({
          sampleRateHz,
          channels: 1,
          pcm16: Int16Array.from(all),
        });
      }),
    );
  });

  it('of two voices has one on the left and the other on the right', () => {
    const both = interleave(Int16Array.of(1, 2), Int16Array.of(-1, -2));
    const file = whole(wavHeader({ sampleRateHz: 24_000, channels: 2, frames: 2 }), both);
    expect(readWav(file)).toEqual({
      sampleRateHz: 24_000,
      channels: 2,
      pcm16: Int16Array.of(1, -1, 2, -2),
    });
  });

  it('does not mix two channels of unequal length', () => {
    expect(() => interleave(new Int16Array(2), new Int16Array(1))).toThrow('unequal length');
  });

  it('that would be longer than the format can say is refused in words', () => {
    const shape = { sampleRateHz: 24_000, channels: 2, frames: 24_000 * 3600 * 12 } as const;
    expect(wavHeader(shape)).toHaveLength(44);
    expect(() => wavHeader({ ...shape, frames: 24_000 * 3600 * 13 })).toThrow(
      'The sound is 13.0 hours long, and a WAV file of it holds 12.4 (4 GB).',
    );
  });
});

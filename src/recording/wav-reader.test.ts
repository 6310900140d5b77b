import { describe, expect, it } from 'vitest';
import { readMonoWav } from './wav-reader.ts';

function wav({ channels = 1, bits = 16, claim = 4 } = {}): Uint8Array {
  const bytes = Buffer.alloc(50);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(42, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(16_000, 24);
  bytes.writeUInt16LE(bits, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(claim, 40);
  bytes.writeInt16LE(-2, 44);
  bytes.writeInt16LE(300, 46);
  bytes.writeInt16LE(5, 48);
  return bytes;
}

describe('a WAV', () => {
  it('is read with its rate', () => {
    expect(readMonoWav(wav())).toEqual({ sampleRateHz: 16_000, channels: 1, pcm16: Int16Array.of(-2, 300) });
  });

  it('that claims more than it has is cut to what there is', () => {
    expect(readMonoWav(wav({ claim: 0xffff_ffff }))?.pcm16).toEqual(Int16Array.of(-2, 300, 5));
  });

  it.each([[wav({ channels: 2 })], [wav({ bits: 8 })], [new Uint8Array(3)], [new Uint8Array(60)]])(
    'of another kind is refused',
    (bytes) => {
      expect(readMonoWav(bytes)).toBeNull();
    },
  );
});

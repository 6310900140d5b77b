import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesPcm16, bytesPerMs, createDecoder, createEncoder, encodeAll, pcm16Bytes } from './wire-audio.ts';

const sine = (hz: number, rateHz: number, samples: number) =>
  Float32Array.from({ length: samples }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rateHz));

describe('audio on the wire', () => {
  it('gives back PCM16 bit for bit', () => {
    fc.assert(
      fc.property(fc.int16Array(), (pcm16) => {
        expect(bytesPcm16(pcm16Bytes(pcm16))).toEqual(pcm16);
      }),
    );
  });

  it('is little-endian', () => {
    expect([...pcm16Bytes(Int16Array.of(0x0102, -2))]).toEqual([0x02, 0x01, 0xfe, 0xff]);
  });

  it.each(['audio/pcmu', 'audio/pcma'] as const)('carries a tone through %s and back', (type) => {
    const format = { type };
    const tone = Int16Array.from(sine(440, 24_000, 24_000), (value) => value * 32_767);
    const encoder = createEncoder(format);
    const bytes: number[] = [];
    for (let at = 0; at < tone.length; at += 777) bytes.push(...encoder.encode(tone.slice(at, at + 777)));
    bytes.push(...encoder.flush());
    // Nothing is lost and nothing added: 8 bytes a millisecond.
    expect(bytes.length / bytesPerMs(format)).toBe(1000);
    const back = createDecoder(format).decode(Uint8Array.from(bytes));
    const middle = back.slice(6000, 18_000);
    const rms = Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0) / middle.length);
    expect(rms / 32_767).toBeCloseTo(0.5 / Math.SQRT2, 1);
  });

  it('encodes a whole item as its pieces', () => {
    const tone = Int16Array.from(sine(300, 24_000, 4800), (value) => value * 32_767);
    expect(encodeAll(tone, { type: 'audio/pcm', rate: 24_000 })).toEqual(pcm16Bytes(tone));
    expect(encodeAll(tone, { type: 'audio/pcmu' }).length).toBeGreaterThanOrEqual(1600);
  });
});

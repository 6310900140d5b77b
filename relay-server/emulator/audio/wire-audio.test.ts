import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeRate } from './change-rate.ts';
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
    // Nothing is lost: 8 bytes a millisecond, and at most the filter's delay more.
    expect(bytes.length / bytesPerMs(format)).toBeGreaterThanOrEqual(1000);
    expect(bytes.length / bytesPerMs(format)).toBeLessThan(1020);
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

describe('change of rate of whole audio', () => {
  it('keeps the length in time and the alignment', () => {
    const out = changeRate(sine(440, 16_000, 16_000), 16_000, 24_000);
    const wanted = sine(440, 24_000, 24_000);
    expect(out.length).toBe(24_000);
    const worst = Math.max(
      ...out.slice(500, 23_500).map((value, n) => Math.abs(value - (wanted[n + 500] ?? 0))),
    );
    expect(worst).toBeLessThan(0.005);
  });

  it('copies when the rates are equal', () => {
    const samples = sine(440, 24_000, 10);
    const out = changeRate(samples, 24_000, 24_000);
    expect(out).toEqual(samples);
    expect(out).not.toBe(samples);
  });
});

import { describe, expect, it } from 'vitest';
import { changeRate } from './change-rate.ts';

const sine = (hz: number, rateHz: number, samples: number) =>
  Float32Array.from({ length: samples }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rateHz));

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

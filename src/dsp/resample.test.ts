import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamingResampler } from './resample.ts';

const pairs: [number, number][] = [
  [48_000, 24_000],
  [44_100, 24_000],
  [16_000, 24_000],
  [8_000, 24_000],
  [96_000, 24_000],
  [24_000, 48_000],
  [24_000, 44_100],
  [24_000, 16_000],
  [24_000, 8_000],
];

function tone(frequencyHz: number, rateHz: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * frequencyHz * i) / rateHz));
}

function resampleWhole(input: Float32Array, inRateHz: number, outRateHz: number): Float32Array {
  const resampler = new StreamingResampler(inRateHz, outRateHz);
  const output = new Float32Array(resampler.outputSamplesFor(input.length));
  expect(resampler.process(input, output)).toBe(output.length);
  return output;
}

/** Amplitude of a tone of that frequency, and the RMS of all that is not that tone, by a least-squares fit. */
function fitTone(samples: Float32Array, frequencyHz: number, rateHz: number) {
  let [ss, cc, sc, xs, xc] = [0, 0, 0, 0, 0];
  samples.forEach((x, i) => {
    const s = Math.sin((2 * Math.PI * frequencyHz * i) / rateHz);
    const c = Math.cos((2 * Math.PI * frequencyHz * i) / rateHz);
    ss += s * s;
    cc += c * c;
    sc += s * c;
    xs += x * s;
    xc += x * c;
  });
  const determinant = ss * cc - sc * sc;
  const a = (xs * cc - xc * sc) / determinant;
  const b = (xc * ss - xs * sc) / determinant;
  let rest = 0;
  samples.forEach((x, i) => {
    const angle = (2 * Math.PI * frequencyHz * i) / rateHz;
    rest += (x - a * Math.sin(angle) - b * Math.cos(angle)) ** 2;
  });
  return { amplitude: Math.hypot(a, b), restRms: Math.sqrt(rest / samples.length) };
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

const decibels = (ratio: number) => 20 * Math.log10(ratio);

/** The middle of a stream, away from the filter's beginning. */
function settled(samples: Float32Array): Float32Array {
  return samples.subarray(Math.floor(samples.length / 4));
}

describe.each(pairs)('%d → %d Hz', (inRateHz, outRateHz) => {
  const nyquistHz = Math.min(inRateHz, outRateHz) / 2;
  const length = Math.floor(inRateHz / 5);

  test('passes every tone below 0.88 of the lower Nyquist frequency within 0.01 dB, with nothing else above −80 dB', () => {
    for (const part of [0.01, 0.1, 0.3, 0.5, 0.7, 0.8, 0.879]) {
      const frequencyHz = part * nyquistHz;
      const output = settled(resampleWhole(tone(frequencyHz, inRateHz, length), inRateHz, outRateHz));
      const { amplitude, restRms } = fitTone(output, frequencyHz, outRateHz);
      expect(Math.abs(decibels(amplitude))).toBeLessThan(0.01);
      expect(decibels(restRms / Math.SQRT1_2)).toBeLessThan(-80);
    }
  });

  test('a constant stays that constant', () => {
    for (const sample of settled(resampleWhole(new Float32Array(2000).fill(0.5), inRateHz, outRateHz))) {
      expect(sample).toBeCloseTo(0.5, 6);
    }
  });

  test('lags by exactly `delaySamples` of the input', () => {
    const frequencyHz = nyquistHz / 10;
    const resampler = new StreamingResampler(inRateHz, outRateHz);
    const output = resampleWhole(tone(frequencyHz, inRateHz, length), inRateHz, outRateHz);
    const from = Math.floor(output.length / 2);
    for (let i = from; i < from + 100; i += 1) {
      const atSeconds = i / outRateHz - resampler.delaySamples / inRateHz;
      expect(output[i]).toBeCloseTo(Math.sin(2 * Math.PI * frequencyHz * atSeconds), 3);
    }
  });

  test('gives the same samples however the stream is cut', () => {
    const input = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i * i * 0.01));
    const whole = resampleWhole(input, inRateHz, outRateHz);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 30 }), (cuts) => {
        const resampler = new StreamingResampler(inRateHz, outRateHz);
        const output = new Float32Array(whole.length);
        let written = 0;
        let from = 0;
        for (let i = 0; from < input.length; i += 1) {
          const cut = i < cuts.length ? (cuts[i] ?? 0) : input.length;
          const block = input.subarray(from, from + cut);
          const expected = resampler.outputSamplesFor(block.length);
          const count = resampler.process(block, output.subarray(written));
          expect(count).toBe(expected);
          written += count;
          from += cut;
        }
        expect(written).toBe(whole.length);
        expect(output).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test('pulling blocks of 128 gives the same samples, each block filled by just enough input', () => {
    const input = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i * i * 0.01));
    const whole = resampleWhole(input, inRateHz, outRateHz);
    const resampler = new StreamingResampler(inRateHz, outRateHz);
    const block = new Float32Array(128);
    let from = 0;
    for (let at = 0; ; at += block.length) {
      const wanted = resampler.inputSamplesFor(block.length);
      if (from + wanted > input.length) break;
      if (wanted > 0) expect(resampler.outputSamplesFor(wanted - 1)).toBeLessThan(block.length);
      expect(resampler.process(input.subarray(from), block, wanted)).toBe(block.length);
      expect(block).toEqual(whole.subarray(at, at + block.length));
      from += wanted;
    }
    expect(from).toBeGreaterThan(2000);
  });
});

test.each(pairs.filter(([inRateHz, outRateHz]) => inRateHz > outRateHz))(
  '%d → %d Hz rejects every tone that would alias by 80 dB or more',
  (inRateHz, outRateHz) => {
    const nyquistHz = outRateHz / 2;
    const length = Math.floor(inRateHz / 5);
    for (const part of [0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.95]) {
      const frequencyHz = nyquistHz + 1 + part * (inRateHz / 2 - nyquistHz);
      const output = settled(resampleWhole(tone(frequencyHz, inRateHz, length), inRateHz, outRateHz));
      expect(decibels(rms(output) / Math.SQRT1_2)).toBeLessThan(-80);
    }
  },
);

test('equal rates pass every sample through at once', () => {
  const input = Float32Array.of(0.1, -0.2, 0.3);
  expect(resampleWhole(input, 24_000, 24_000)).toEqual(input);
  expect(new StreamingResampler(24_000, 24_000).delaySamples).toBe(0);
});

test('the delay is about 2 ms between 48 and 24 kHz', () => {
  expect(new StreamingResampler(48_000, 24_000).delaySamples / 48).toBeLessThan(2.1);
  expect(new StreamingResampler(24_000, 48_000).delaySamples / 24).toBeLessThan(2.1);
});

test('after a reset it is as new', () => {
  const input = tone(1000, 44_100, 500);
  const resampler = new StreamingResampler(44_100, 24_000);
  const first = new Float32Array(resampler.outputSamplesFor(500));
  resampler.process(input, first);
  resampler.reset();
  const second = new Float32Array(resampler.outputSamplesFor(500));
  resampler.process(input, second);
  expect(second).toEqual(first);
});

test('input that finds no room and rates that are none are mistakes of the caller', () => {
  const resampler = new StreamingResampler(24_000, 48_000);
  expect(() => resampler.process(new Float32Array(10), new Float32Array(5))).toThrow(RangeError);
  expect(() => new StreamingResampler(0, 24_000)).toThrow(RangeError);
  expect(() => new StreamingResampler(44_100.5, 24_000)).toThrow(RangeError);
});

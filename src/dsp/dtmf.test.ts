import { describe, expect, it } from 'vitest';
import { dtmfTones } from './dtmf.ts';

/** Power of one frequency in a stretch (Goertzel's sum, by its definition). */
function power(samples: Int16Array, hz: number, rateHz: number): number {
  let [re, im] = [0, 0];
  samples.forEach((sample, n) => {
    re += sample * Math.cos((2 * Math.PI * hz * n) / rateHz);
    im += sample * Math.sin((2 * Math.PI * hz * n) / rateHz);
  });
  return Math.hypot(re, im) / samples.length;
}

const ALL = [697, 770, 852, 941, 1209, 1336, 1477, 1633];

describe('the tones of a telephone’s keys', () => {
  it.each([
    ['1', 697, 1209],
    ['5', 770, 1336],
    ['#', 941, 1477],
    ['0', 941, 1336],
    ['D', 941, 1633],
  ])('%s is %d and %d Hz and nothing else', (key, low, high) => {
    const tone = dtmfTones(key, 8000).subarray(0, 800);
    const loudest = ALL.toSorted((a, b) => power(tone, b, 8000) - power(tone, a, 8000));
    expect(loudest.slice(0, 2).toSorted((a, b) => a - b)).toEqual([low, high]);
    expect(power(tone, loudest[2] ?? 0, 8000)).toBeLessThan(power(tone, low, 8000) / 10);
  });

  it('has a tone of 100 ms and a pause of 100 ms for each key, and does not clip', () => {
    const tones = dtmfTones('12', 8000);
    expect(tones.length).toBe(3200);
    expect(Math.max(...tones.subarray(800, 1600))).toBe(0);
    expect(Math.max(...tones.map(Math.abs))).toBeLessThan(32_767);
  });

  it('is silent for what is no key', () => {
    expect(Math.max(...dtmfTones('x', 8000))).toBe(0);
  });
});

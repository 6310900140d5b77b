import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { floatToPcm16, pcm16ToFloat } from './pcm16.ts';

test('pcm16 → float → pcm16 gives back the same bits', () => {
  const all = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
  const samples = new Float32Array(all.length);
  const back = new Int16Array(all.length);
  expect(pcm16ToFloat(all, samples)).toBe(65_536);
  expect(floatToPcm16(samples, back)).toBe(65_536);
  expect(back).toEqual(all);
});

test('a float is at most half a step away from its pcm16, and louder than full scale is clamped', () => {
  fc.assert(
    fc.property(fc.float({ min: -4, max: 4, noNaN: true }), (sample) => {
      const out = new Int16Array(1);
      floatToPcm16(Float32Array.of(sample), out);
      const inRange = Math.max(-32_768, Math.min(32_767, sample * 32_768));
      return Math.abs((out[0] ?? 0) - inRange) <= 0.5;
    }),
  );
});

test('what is no number becomes silence, and infinities become full scale', () => {
  const out = new Int16Array(3);
  floatToPcm16(Float32Array.of(Number.NaN, Infinity, -Infinity), out);
  expect([...out]).toEqual([0, 32_767, -32_768]);
});

test('no more is written than the output can hold', () => {
  expect(floatToPcm16(new Float32Array(5), new Int16Array(3))).toBe(3);
  expect(pcm16ToFloat(new Int16Array(2), new Float32Array(3))).toBe(2);
});

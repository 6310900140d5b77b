/** The yardstick of the tests that listen: it must find a voice wherever it is, and not find one that is not there. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { correlate, isOver, levelsOf, rms, toRate } from '../support/signal.ts';
import { readWav } from '../support/wav.ts';

const speech = join(import.meta.dirname, '../fixtures/speech');
const at8k = (name: string) => {
  const { samples, rateHz } = readWav(join(speech, name));
  return toRate(samples, rateHz, 8000);
};
const question = at8k('question.wav');
const interruption = at8k('interruption.wav');
const after = (samples: number, voice: Int16Array) => Int16Array.from([...new Int16Array(samples), ...voice]);

describe('correlate', () => {
  it('finds each quarter of a second of a voice, at whatever sample it begins', () => {
    for (let shift = 0; shift < 7; shift += 1) {
      const heard = after(800 + shift, question);
      for (let at = 0; at + 2000 <= question.length; at += 2000) {
        const part = question.subarray(at, at + 2000);
        if (rms(part) < 0.01) continue;
        const { coefficient, atSample } = correlate(part, heard);
        expect(coefficient).toBeCloseTo(1, 6);
        expect(atSample).toBe(800 + shift + at);
      }
    }
  });

  it('is as large as the share of the voice in what was heard', () => {
    const length = Math.min(question.length, interruption.length);
    const mixed = Int16Array.from({ length }, (_, n) => ((question[n] ?? 0) + (interruption[n] ?? 0)) / 4);
    const share = correlate(question.subarray(0, length), mixed).coefficient;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.95);
  });

  it('finds no voice in another, in silence, in too little, and none of nothing', () => {
    const second = question.subarray(4000, 12_000);
    expect(correlate(second, interruption).coefficient).toBeLessThan(0.5);
    expect(correlate(second, new Int16Array(20_000))).toEqual({ coefficient: 0, atSample: 0 });
    expect(correlate(second, second.subarray(1)).coefficient).toBe(0);
    expect(correlate(new Int16Array(0), second).coefficient).toBe(0);
  });
});

describe('isOver', () => {
  it('wants sound, and a second of silence after it', () => {
    const levels = (...parts: Int16Array[]) =>
      levelsOf(Int16Array.from(parts.flatMap((part) => [...part])), 8000);
    expect(isOver(levels(question))).toBe(false);
    expect(isOver(levels(new Int16Array(16_000)))).toBe(false);
    expect(isOver(levels(question, new Int16Array(7000)))).toBe(false);
    expect(isOver(levels(question, new Int16Array(8320)))).toBe(true);
  });
});

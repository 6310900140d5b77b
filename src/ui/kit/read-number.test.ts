import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber } from './read-number.ts';

const limits = { min: 0, max: 1, whole: false, emptyMeans: null };

describe('readNumber', () => {
  it('takes every number within the limits and none outside', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (value) => {
        const read = readNumber(String(value), 'Threshold', { ...limits, min: -10, max: 10 });
        expect(read.ok).toBe(value >= -10 && value <= 10);
        if (read.ok) expect(read.value).toBe(Number(String(value)));
      }),
    );
  });

  it.each(['abc', '1,5', '--1', 'NaN', 'Infinity'])(
    'refuses %j in words that name the field and the limits',
    (text) => {
      const read = readNumber(text, 'Threshold', limits);
      expect(read).toEqual({ ok: false, problem: 'Threshold takes a number from 0 to 1. Not sent.' });
    },
  );

  it('wants whole numbers where only those make sense', () => {
    expect(readNumber('1.5', 'Silence', { min: 0, max: 10, whole: true, emptyMeans: null }).ok).toBe(false);
    expect(readNumber('2', 'Silence', { min: 0, max: 10, whole: true, emptyMeans: null })).toEqual({
      ok: true,
      value: 2,
    });
  });

  it('reads an empty field as null only where empty has a meaning', () => {
    expect(readNumber(' ', 'Idle timeout', { ...limits, emptyMeans: 'off' })).toEqual({
      ok: true,
      value: null,
    });
    expect(readNumber('', 'Threshold', limits).ok).toBe(false);
  });
});

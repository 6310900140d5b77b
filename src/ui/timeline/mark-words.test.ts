import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mark } from '../../session/types.ts';
import { hoverLines, markWords, nearestMark } from './mark-words.ts';

function mark(atMs: number, patch: Partial<Mark> = {}): Mark {
  return { kind: 'interrupted', atMs, label: 'by speech', itemId: null, ...patch };
}

describe('marks in words', () => {
  it('names the mark and gives its reason', () => {
    expect(markWords(mark(0))).toBe('Interrupted: by speech');
    expect(markWords(mark(0, { label: ' ' }))).toBe('Interrupted');
    expect(markWords(mark(0, { label: 'interrupted' }))).toBe('Interrupted');
  });

  it('says the time, the mark and how much was not heard', () => {
    const span = { kind: 'cut' as const, itemId: 'a', startMs: 1000, endMs: 2500, fromSample: 0 };
    expect(hoverLines(1234, { mark: null, unheard: null, tool: null })).toEqual(['1.234 s']);
    expect(hoverLines(1234, { mark: mark(1200), unheard: span, tool: null })).toEqual([
      '1.200 s',
      'Interrupted: by speech',
      '1.5 s never heard',
    ]);
    expect(hoverLines(1234, { mark: null, unheard: { ...span, kind: 'queued' }, tool: null })).toEqual([
      '1.234 s',
      '1.5 s received, not yet played',
    ]);
  });

  it('finds the nearest mark within reach, or none', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), fc.nat(1000), fc.nat(100), (times, at, reach) => {
        const marks = times.toSorted((a, b) => a - b).map((time) => mark(time));
        const from = marks.findIndex((each) => each.atMs >= at - reach);
        const found = nearestMark(marks, from < 0 ? marks.length : from, at, reach);
        const distances = times.map((time) => Math.abs(time - at)).filter((distance) => distance <= reach);
        expect(found ? Math.abs(found.atMs - at) : null).toBe(
          distances.length > 0 ? Math.min(...distances) : null,
        );
      }),
    );
  });
});

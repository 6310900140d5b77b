import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowPlaces } from './row-places.ts';

describe('RowPlaces', () => {
  it('puts what is below an open row further down', () => {
    const places = new RowPlaces(5, 24, [{ position: 1, heightPx: 100 }]);
    expect([0, 1, 2, 5].map((position) => places.topOf(position))).toEqual([0, 24, 124, 196]);
    expect([0, 1].map((position) => places.heightOf(position))).toEqual([24, 100]);
    expect(places.totalPx).toBe(196);
  });

  it('names the nearest row past either end, and none of an empty list', () => {
    const places = new RowPlaces(3, 24, []);
    expect([-50, 5000].map((offsetPx) => places.positionAt(offsetPx))).toEqual([0, 2]);
    expect(new RowPlaces(0, 24, []).positionAt(10)).toBe(-1);
  });

  it('finds each row by every pixel of it, whichever are open', () => {
    const tall = fc.uniqueArray(fc.tuple(fc.nat(19), fc.integer({ min: 24, max: 90 })), {
      selector: ([position]) => position,
    });
    fc.assert(
      fc.property(tall, (rows) => {
        const open = rows
          .map(([position, heightPx]) => ({ position, heightPx }))
          .toSorted((a, b) => a.position - b.position);
        const places = new RowPlaces(20, 24, open);
        for (let position = 0; position < 20; position += 1) {
          const topPx = places.topOf(position);
          expect(places.positionAt(topPx)).toBe(position);
          expect(places.positionAt(topPx + places.heightOf(position) - 1)).toBe(position);
        }
      }),
    );
  });
});

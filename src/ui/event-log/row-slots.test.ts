import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowSlots } from './row-slots.ts';

const ascending = fc.uniqueArray(fc.nat(30), { maxLength: 12 }).map((seqs) => seqs.toSorted((a, b) => a - b));

describe('RowSlots', () => {
  it('fills the elements of rows that went with those that come', () => {
    const slots = new RowSlots();
    const keys = slots.assign([0, 1, 2]);
    expect(slots.assign([70, 71, 72])).toEqual(keys);
  });

  it('leaves rows that stay in their elements', () => {
    const slots = new RowSlots();
    const [, second, third] = slots.assign([0, 1, 2]);
    expect(slots.assign([1, 2, 3]).slice(0, 2)).toEqual([second, third]);
  });

  it('answers the same when it is asked the same', () => {
    const slots = new RowSlots();
    slots.assign([0, 1, 5]);
    expect(slots.assign([3, 5, 8])).toEqual(slots.assign([3, 5, 8]));
  });

  it('never moves an element past another, nor gives one to two rows', () => {
    fc.assert(
      fc.property(fc.array(ascending, { maxLength: 8 }), (drawings) => {
        const slots = new RowSlots();
        let before: number[] = [];
        for (const seqs of drawings) {
          const keys = slots.assign(seqs);
          expect(new Set(keys).size).toBe(seqs.length);
          const places = keys.map((key) => before.indexOf(key)).filter((place) => place >= 0);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
          before = keys;
        }
      }),
    );
  });
});

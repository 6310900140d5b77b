import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeqList } from './seq-list.ts';

const held = (list: SeqList) => Array.from({ length: list.length }, (_, position) => list.at(position));
const ascending = (a: number, b: number) => a - b;
const numbers = fc.uniqueArray(fc.nat({ max: 5000 }), { maxLength: 60 });

describe('SeqList', () => {
  it('stays in order, each number once, whatever is added and removed', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), seqs: numbers }),
      fc.record({ do: fc.constant('remove' as const), seqs: numbers }),
      fc.record({ do: fc.constant('add all' as const), seqs: numbers }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const list = new SeqList();
        const model = new Set<number>();
        for (const { do: what, seqs } of steps) {
          if (what === 'add all') list.addAll(seqs.filter((seq) => !model.has(seq)).toSorted(ascending));
          for (const seq of seqs) {
            if (what === 'add') list.add(seq);
            if (what === 'remove') list.remove(seq);
            if (what === 'remove') model.delete(seq);
            else model.add(seq);
          }
        }
        expect(held(list)).toEqual([...model].toSorted(ascending));
        for (const seq of model) expect(list.at(list.positionOf(seq))).toBe(seq);
      }),
    );
  });

  it('grows past its first room in one step and in many', () => {
    const list = new SeqList();
    list.addAll(Array.from({ length: 3000 }, (_, index) => index * 2));
    for (let seq = 6001; seq < 9000; seq += 1) list.push(seq);
    expect(list.length).toBe(3000 + 2999);
    expect([list.at(2999), list.at(3000), list.positionOf(3), list.lowerBound(9999)]).toEqual([
      5998, 6001, -1, 5999,
    ]);
  });
});

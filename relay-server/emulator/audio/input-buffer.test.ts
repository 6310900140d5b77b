import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputBuffer } from './input-buffer.ts';

describe('the input buffer', () => {
  it('behaves as one long array with a front that moves', () => {
    const step = fc.oneof(
      fc.record({ append: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ drop: fc.integer({ min: -5, max: 120 }) }),
      fc.record({ from: fc.integer({ min: -5, max: 120 }), to: fc.integer({ min: -5, max: 120 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const buffer = new InputBuffer();
        const all: number[] = [];
        let front = 0;
        for (const each of steps) {
          if ('append' in each) {
            const block = Int16Array.from({ length: each.append }, (_, n) => all.length + n);
            buffer.append(block);
            all.push(...block);
          } else if ('drop' in each) {
            buffer.dropBefore(each.drop);
            front = Math.min(Math.max(front, each.drop), all.length);
          } else {
            const wanted = all.slice(Math.max(each.from, front), Math.max(each.to, 0));
            expect([...buffer.slice(each.from, each.to)]).toEqual(
              each.to > Math.max(each.from, front) ? wanted : [],
            );
          }
          expect(buffer.startSample).toBe(front);
          expect(buffer.endSample).toBe(all.length);
          expect(buffer.lengthMs).toBeCloseTo((all.length - front) / 24);
        }
      }),
    );
  });

  it('keeps its clock when it is cleared', () => {
    const buffer = new InputBuffer();
    buffer.append(new Int16Array(2400));
    buffer.clear();
    expect([buffer.lengthMs, buffer.endSample]).toEqual([0, 2400]);
  });
});

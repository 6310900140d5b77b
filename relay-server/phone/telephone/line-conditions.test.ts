import { describe, expect, it } from 'vitest';
import { type Conditions, GOOD_LINE, LineConditions } from './line-conditions.ts';

function passed(conditions: Partial<Conditions>, packets = 2000) {
  const line = new LineConditions<number>({ ...GOOD_LINE, ...conditions });
  return Array.from({ length: packets }, (_, n) => line.pass(n)).flat();
}

describe('a telephone line', () => {
  it('that is good passes everything at once', () => {
    expect(passed({}, 5)).toEqual([0, 1, 2, 3, 4].map((packet) => ({ packet, delayMs: 0 })));
  });

  it('loses about as many as it should, and the same ones each time', () => {
    const left = passed({ loss: 0.1 });
    expect(left.length).toBeGreaterThan(1740);
    expect(left.length).toBeLessThan(1860);
    expect(passed({ loss: 0.1 })).toEqual(left);
    expect(passed({ loss: 0.1, seed: 2 })).not.toEqual(left);
  });

  it('makes packets late, but not by more than it may', () => {
    const delays = passed({ jitterMs: 40 }).map(({ delayMs }) => delayMs);
    expect(Math.max(...delays)).toBeLessThanOrEqual(40);
    expect(new Set(delays).size).toBeGreaterThan(30);
  });

  it('swaps neighbours and loses none of them but perhaps the last', () => {
    const order = passed({ reorder: 0.2 }).map(({ packet }) => packet);
    expect(order.length).toBeGreaterThanOrEqual(1999);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: order.length }, (_, n) => n));
    const swaps = order.filter((packet, n) => packet < (order[n - 1] ?? -1)).length;
    expect(swaps).toBeGreaterThan(250);
  });
});

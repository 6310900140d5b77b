import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutwardWalk } from './outward-walk.ts';

describe('OutwardWalk', () => {
  it('goes both ways from where it begins', () => {
    const walk = new OutwardWalk(100, 50);
    expect(walk.next(10)).toEqual({ earlier: { from: 45, to: 50 }, later: { from: 50, to: 55 } });
    expect(walk.done).toBe(false);
  });

  it('goes one way where there is no other', () => {
    expect(new OutwardWalk(100, 100).next(10)).toMatchObject({ earlier: { from: 90, to: 100 } });
    expect(new OutwardWalk(100, 0).next(10)).toMatchObject({ later: { from: 0, to: 10 } });
    expect(new OutwardWalk(0, 0).done).toBe(true);
  });

  it('comes to every position once, never to more than it was asked for, and is never idle', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(400), fc.integer({ min: 1, max: 50 }), (length, start, most) => {
        const walk = new OutwardWalk(length, start);
        const seen: number[] = [];
        while (!walk.done) {
          const stretches = Object.values(walk.next(most));
          const count = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
          expect(count).toBeGreaterThan(0);
          expect(count).toBeLessThanOrEqual(most);
          for (const { from, to } of stretches) for (let at = from; at < to; at += 1) seen.push(at);
        }
        expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length }, (_, at) => at));
      }),
    );
  });
});

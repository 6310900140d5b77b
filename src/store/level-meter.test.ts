import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LevelMeter, meterPosition } from './level-meter.ts';

describe('level meter', () => {
  it('puts silence at the left, loud speech at the right, and keeps the order between', () => {
    expect(meterPosition(0)).toBe(0);
    expect(meterPosition(1)).toBe(1);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          expect(meterPosition(low)).toBeLessThanOrEqual(meterPosition(high));
        },
      ),
    );
  });

  it('rises faster than it falls and comes to rest at 0', () => {
    const meter = new LevelMeter();
    meter.follow(0, 0);
    const up = meter.follow(1, 30);
    expect(up).toBeGreaterThan(0.6);
    const down = meter.follow(0, 60);
    expect(down).toBeGreaterThan(up * 0.8);
    expect(meter.follow(0, 5000)).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeColumns, PeakLane } from './peak-lane.ts';

function bins(...values: [number, number, number][]): Int8Array<ArrayBuffer> {
  return Int8Array.from(values.flat());
}

const bin = fc.tuple(
  fc.integer({ min: -127, max: 0 }),
  fc.integer({ min: 0, max: 127 }),
  fc.integer({ min: 0, max: 127 }),
);

describe('PeakLane', () => {
  it('reads one bin a column as it was written', () => {
    const lane = new PeakLane();
    lane.write(1, bins([-127, 64, 32], [0, 0, 0], [-10, 127, 5]));
    const out = makeColumns(5);
    lane.read(out, 0, 5, 0, 1);
    expect([...out.max].map((value) => Math.round(value * 127))).toEqual([0, 64, 0, 127, 0]);
    expect([...out.min].map((value) => Math.round(value * 127))).toEqual([0, -127, 0, -10, 0]);
    expect([...out.rms].map((value) => Math.round(value * 127))).toEqual([0, 32, 0, 5, 0]);
  });

  it('never loses a peak, whatever the zoom', () => {
    fc.assert(
      fc.property(
        fc.array(bin, { minLength: 1, maxLength: 600 }),
        fc.double({ min: 0.05, max: 90, noNaN: true }),
        (list, perColumn) => {
          const lane = new PeakLane();
          lane.write(0, bins(...list));
          const columns = Math.ceil((list.length + 16) / perColumn) + 1;
          const out = makeColumns(columns);
          lane.read(out, 0, columns, 0, perColumn);
          const greatest = Math.max(...list.map(([, max]) => max)) / 127;
          const shown = Math.max(...out.max);
          expect(shown).toBeLessThanOrEqual(greatest + 1e-6);
          // Between two columns of a close zoom a peak may fall short by what one column is of a bin.
          if (perColumn >= 1) expect(shown).toBeCloseTo(greatest, 5);
        },
      ),
    );
  });

  it('reads the same whether written at once or in pieces', () => {
    fc.assert(
      fc.property(
        fc.array(bin, { minLength: 2, maxLength: 300 }),
        fc.nat(299),
        fc.constantFrom(0.5, 3, 40),
        (list, at, perColumn) => {
          const cut = Math.min(at, list.length);
          const whole = new PeakLane();
          whole.write(0, bins(...list));
          const pieces = new PeakLane();
          pieces.write(cut, bins(...list.slice(cut)));
          pieces.write(0, bins(...list.slice(0, cut)));
          const a = makeColumns(100);
          const b = makeColumns(100);
          whole.read(a, 0, 100, -5.5, perColumn);
          pieces.read(b, 0, 100, -5.5, perColumn);
          expect(b).toEqual(a);
        },
      ),
    );
  });

  it('leaves out runs that cannot be', () => {
    const lane = new PeakLane();
    lane.write(-1, bins([-1, 1, 1]));
    lane.write(0.5, bins([-1, 1, 1]));
    lane.write(2 ** 40, bins([-1, 1, 1]));
    lane.write(0, new Int8Array(2));
    expect(lane.length).toBe(0);
  });

  it('holds an hour in about a megabyte and a half', () => {
    const lane = new PeakLane();
    for (let second = 0; second < 3600; second += 1) lane.write(second * 100, new Int8Array(300));
    expect(lane.length).toBe(360_000);
    expect(lane.bytes).toBeLessThan(1_800_000);
  });

  it('tells the loudest of a stretch', () => {
    const lane = new PeakLane();
    lane.write(0, bins([0, 0, 10], [0, 0, 127], [0, 0, 20]));
    expect(lane.loudest(-4, 1)).toBeCloseTo(10 / 127);
    expect(lane.loudest(0, 99)).toBe(1);
    expect(lane.loudest(3, 9)).toBe(0);
  });
});

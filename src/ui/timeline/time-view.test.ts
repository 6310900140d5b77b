import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MS_PER_PX,
  excursion,
  lanesOf,
  leftOf,
  minorTicks,
  pan,
  playheadX,
  rasterOf,
  shownWords,
  tickLabel,
  tickStepMs,
  timeAt,
  type TimeView,
  toStart,
  xOf,
  zoom,
} from './time-view.ts';

const live: TimeView = { msPerPx: DEFAULT_MS_PER_PX, leftMs: null };
const width = fc.integer({ min: 200, max: 4000 });
const nowMs = fc.integer({ min: 0, max: 3_600_000 });
const view = fc.record<TimeView>({
  msPerPx: fc.double({ min: 1, max: 3000, noNaN: true }),
  leftMs: fc.option(fc.double({ min: 0, max: 3_600_000, noNaN: true })),
});

describe('view of time', () => {
  it('follows live with the playhead at its place, whatever the time', () => {
    fc.assert(
      fc.property(width, nowMs, (px, now) => {
        const raster = rasterOf(live, px, 2, now);
        expect(Math.abs(xOf(raster, now) / 2 - playheadX(px))).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it('leaves room for queued sound right of the playhead', () => {
    fc.assert(
      fc.property(width, (px) => {
        expect(px - playheadX(px)).toBeGreaterThanOrEqual(48);
        expect(px - playheadX(px)).toBeLessThanOrEqual(220);
      }),
    );
  });

  it('goes back by pixels and is live again past the present', () => {
    const back = pan(live, -400, 1000, 60_000);
    expect(back.leftMs).toBe(leftOf(live, 1000, 60_000) - 10_000);
    expect(pan(back, 399, 1000, 60_000).leftMs).not.toBeNull();
    expect(pan(back, 400, 1000, 60_000).leftMs).toBeNull();
  });

  it('stops at the start, and stays live while there is nothing earlier', () => {
    expect(pan(live, -1e9, 1000, 60_000).leftMs).toBe(0);
    expect(toStart(live, 1000, 60_000).leftMs).toBe(0);
    expect(pan(live, -500, 1000, 5000).leftMs).toBeNull();
  });

  it('keeps the time under the pointer while zooming, unless an end is reached', () => {
    fc.assert(
      fc.property(
        view,
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        width,
        nowMs,
        (v, factor, at, px, now) => {
          const atX = at * px;
          const next = zoom(v, factor, atX, px, now);
          expect(next.msPerPx).toBeGreaterThanOrEqual(1 / 24);
          expect(next.msPerPx).toBeLessThanOrEqual(3000);
          if (v.leftMs === null) expect(next.leftMs).toBeNull();
          if (v.leftMs === null || next.leftMs === null || next.leftMs === 0) return;
          expect(next.leftMs + atX * next.msPerPx).toBeCloseTo(v.leftMs + atX * v.msPerPx, 3);
        },
      ),
    );
  });

  it('turns pixels into time and back', () => {
    fc.assert(
      fc.property(view, width, nowMs, fc.double({ min: 0, max: 4000, noNaN: true }), (v, px, now, x) => {
        const raster = rasterOf(v, px, 1.5, now);
        expect(xOf(raster, timeAt(raster, x))).toBeCloseTo(x, 3);
      }),
    );
  });

  it('covers the same time with a column at every scroll position of one zoom', () => {
    const a = rasterOf({ msPerPx: 25, leftMs: 1000 }, 800, 2, 0);
    const b = rasterOf({ msPerPx: 25, leftMs: 1237 }, 800, 2, 0);
    expect(timeAt(a, 500 - a.leftColumn)).toBe(timeAt(b, 500 - b.leftColumn));
  });

  it('says what is shown in words', () => {
    expect(shownWords(live, 1000, 60_000)).toBe('0:39 to 1:00, live');
    expect(shownWords({ msPerPx: 10, leftMs: 5000 }, 1000, 60_000)).toBe('0:05 to 0:15');
    expect(shownWords(live, 1000, 500)).toBe('0:00 to 0:00, live');
  });
});

describe('axis', () => {
  it('spaces labels at least as far as asked', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 3000, noNaN: true }), (msPerPx) => {
        const stepMs = tickStepMs(msPerPx, 84);
        expect(stepMs / msPerPx).toBeGreaterThanOrEqual(84);
        expect(Number.isInteger((stepMs / minorTicks(stepMs)) * 10)).toBe(true);
      }),
    );
  });

  it('labels time with the decimals that the step needs', () => {
    expect(tickLabel(12_000, 5000)).toBe('0:12');
    expect(tickLabel(65_400, 200)).toBe('1:05.4');
    expect(tickLabel(5450, 50)).toBe('0:05.45');
    expect(tickLabel(3_600_000, 600_000)).toBe('60:00');
  });
});

describe('lanes', () => {
  it('keep both voices off each other and off the axis', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 400 }), fc.constantFrom(1, 1.25, 1.5, 2, 3), (height, ratio) => {
        const lanes = lanesOf(height, ratio);
        expect(lanes.youMid - lanes.reach).toBeGreaterThanOrEqual(0);
        expect(lanes.youMid + lanes.reach).toBeLessThanOrEqual(lanes.axisTop);
        expect(lanes.assistantMid - lanes.reach).toBeGreaterThanOrEqual(lanes.axisBottom);
        expect(lanes.assistantMid + lanes.reach).toBeLessThanOrEqual(lanes.height);
      }),
    );
  });

  it('lift quiet speech and keep order, sign, silence and full scale', () => {
    expect([excursion(0), excursion(1), excursion(-1), excursion(2)]).toEqual([0, 1, -1, 1]);
    expect(excursion(0.2)).toBeGreaterThan(0.3);
    fc.assert(
      fc.property(fc.integer({ min: -127, max: 126 }), (step) => {
        expect(excursion((step + 1) / 127)).toBeGreaterThan(excursion(step / 127));
      }),
    );
  });
});

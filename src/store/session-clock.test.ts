import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionClock } from './session-clock.ts';

function handClock() {
  const page = { at: 5000, nowMs: () => page.at, after: () => () => {} };
  return { page, clock: new SessionClock(page) };
}

describe('SessionClock', () => {
  it('stands at 0 before the first batch', () => {
    const { page, clock } = handClock();
    page.at += 10_000;
    expect([clock.nowMs(), clock.moving]).toEqual([0, false]);
  });

  it('runs on between batches and stands a quarter of a second after the last', () => {
    const { page, clock } = handClock();
    clock.batch(1000);
    page.at += 100;
    expect(clock.nowMs()).toBe(1100);
    expect(clock.moving).toBe(true);
    page.at += 10_000;
    expect(clock.nowMs()).toBe(1250);
    expect(clock.moving).toBe(false);
  });

  it('runs on without batches while the session is running', () => {
    const { page, clock } = handClock();
    clock.setRunning(true);
    clock.batch(0);
    page.at += 60_000;
    expect([clock.nowMs(), clock.moving]).toEqual([60_000, true]);
    clock.setRunning(false);
    expect(clock.moving).toBe(false);
  });

  it('never runs backwards and stays within the jitter of the batches', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ waitMs: fc.nat(40), lateMs: fc.nat(60) }), { maxLength: 60 }),
        (batches) => {
          const { page, clock } = handClock();
          clock.setRunning(true);
          let shown = 0;
          let sessionMs = 1000;
          for (const { waitMs, lateMs } of batches) {
            page.at += waitMs;
            sessionMs += waitMs;
            clock.batch(sessionMs - lateMs);
            const nowMs = clock.nowMs();
            expect(nowMs).toBeGreaterThanOrEqual(shown);
            expect(Math.abs(nowMs - sessionMs)).toBeLessThanOrEqual(61);
            shown = nowMs;
          }
        },
      ),
    );
  });

  it('follows a jump at once', () => {
    const { page, clock } = handClock();
    clock.batch(1000);
    page.at += 16;
    clock.batch(9000);
    expect(clock.nowMs()).toBe(9000);
  });

  it('starts again after a reset', () => {
    const { clock } = handClock();
    clock.batch(90_000);
    clock.reset();
    expect(clock.nowMs()).toBe(0);
    clock.batch(20);
    expect(clock.nowMs()).toBe(20);
  });
});

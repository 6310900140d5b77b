import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlayoutLedger } from './playout-ledger.ts';

describe('what the caller has heard', () => {
  it('follows time from the moment when something is sent into silence', () => {
    const ledger = new PlayoutLedger();
    ledger.sent('a', 1600, 1000);
    expect(ledger.playedOf('a', 1000)).toBe(0);
    expect(ledger.playedOf('a', 1050)).toBe(400);
    expect(ledger.playedOf('a', 5000)).toBe(1600);
  });

  it('never passes a mark that has not come back, and goes on from one that has', () => {
    const ledger = new PlayoutLedger();
    ledger.sent('a', 800, 0);
    const half = ledger.mark('a', false);
    ledger.sent('a', 800, 0);
    ledger.mark('a', true);
    // The line is slow: a hundred milliseconds of sound have not been reported after two hundred.
    expect(ledger.playedOf('a', 200)).toBe(800);
    expect(ledger.reported(half, 200)).toEqual([{ itemId: 'a', isEnd: false }]);
    expect(ledger.playedOf('a', 220)).toBe(960);
    expect(ledger.playedOf('a', 1000)).toBe(1600);
  });

  it('takes a mark as the end of all before it', () => {
    const ledger = new PlayoutLedger();
    ledger.sent('a', 160, 0);
    ledger.mark('a', true);
    ledger.sent('b', 160, 0);
    const second = ledger.mark('b', true);
    expect(ledger.reported(second, 5)).toEqual([
      { itemId: 'a', isEnd: true },
      { itemId: 'b', isEnd: true },
    ]);
    expect(ledger.playedOf('a', 5)).toBeNull();
    expect(ledger.isDry(5)).toBe(true);
    expect(ledger.hasUnreported).toBe(false);
  });

  it('counts silence of ours as nobody’s, but as time', () => {
    const ledger = new PlayoutLedger();
    ledger.sent('a', 100, 0);
    ledger.sent(null, 60, 0);
    ledger.sent('b', 160, 0);
    expect(ledger.playedOf('a', 20)).toBe(100);
    expect(ledger.playedOf('b', 20)).toBe(0);
    expect(ledger.playedOf('b', 30)).toBe(80);
  });

  it('says on clear how much of each item was heard, in order, and forgets the marks in it', () => {
    const ledger = new PlayoutLedger();
    ledger.sent('a', 800, 0);
    const stale = ledger.mark('a', true);
    ledger.sent('b', 800, 0);
    ledger.mark('b', false);
    // 61 ms are three frames and a little: the fourth is in the ear, and heard to its end.
    expect(ledger.clear(61)).toEqual([
      { itemId: 'a', playedBytes: 640 },
      { itemId: 'b', playedBytes: 0 },
    ]);
    expect(ledger.reported(stale, 62)).toEqual([]);
    ledger.sent('c', 160, 100);
    expect(ledger.playedOf('c', 110)).toBe(80);
  });

  it('never says more than was sent and never goes back, whatever comes when', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('send' as const), bytes: fc.integer({ min: 1, max: 900 }) }),
      fc.record({ kind: fc.constant('mark' as const) }),
      fc.record({ kind: fc.constant('report' as const) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 300 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = new PlayoutLedger();
        const marks: string[] = [];
        let [sent, nowMs, before] = [0, 0, 0];
        for (const each of steps) {
          if (each.kind === 'send') {
            ledger.sent('a', each.bytes, nowMs);
            sent += each.bytes;
          }
          if (each.kind === 'mark') marks.push(ledger.mark('a', false));
          const mark = each.kind === 'report' ? marks.shift() : undefined;
          if (mark !== undefined) ledger.reported(mark, nowMs);
          if (each.kind === 'wait') nowMs += each.ms;
          const played = ledger.playedOf('a', nowMs) ?? 0;
          expect(played).toBeGreaterThanOrEqual(before);
          expect(played).toBeLessThanOrEqual(sent);
          before = played;
        }
      }),
    );
  });
});

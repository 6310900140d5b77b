import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeardLedger } from './heard-ledger.ts';

describe('the heard ledger', () => {
  it('cuts at the whole millisecond that was heard, rounded down', () => {
    const ledger = new HeardLedger();
    ledger.received('a', 24_000);
    ledger.interrupt('a', 'speech');
    expect(ledger.settle('a', 1234 * 24 - 1)).toEqual({ kind: 'truncate', heardMs: 1000 });
    const other = new HeardLedger();
    other.received('a', 48_000);
    other.interrupt('a', 'speech');
    expect(other.settle('a', 1234 * 24 - 1)).toEqual({ kind: 'truncate', heardMs: 1233 });
  });

  it('deletes what was not heard for a millisecond, because the server refuses a cut at 0', () => {
    const ledger = new HeardLedger();
    ledger.received('a', 24_000);
    ledger.interrupt('a', 'stop');
    expect(ledger.settle('a', 23)).toEqual({ kind: 'delete' });
    expect(ledger.get('a')?.truncatedAtMs).toBe(0);
  });

  it('leaves alone what was heard whole, but cuts when more was to come', () => {
    const whole = new HeardLedger();
    whole.received('a', 4800);
    whole.complete('a');
    whole.interrupt('a', 'stop');
    expect(whole.settle('a', 4800)).toEqual({ kind: 'none' });
    const more = new HeardLedger();
    more.received('a', 4800);
    more.interrupt('a', 'stop');
    expect(more.settle('a', 4800)).toEqual({ kind: 'truncate', heardMs: 200 });
  });

  it('counts audio after the interruption as late and not as received', () => {
    const ledger = new HeardLedger();
    ledger.received('a', 100);
    ledger.interrupt('a', 'stop');
    expect(ledger.received('a', 50)).toBe(false);
    expect(ledger.get('a')).toMatchObject({ receivedSamples: 100, lateSamples: 50 });
    expect(ledger.lateSamples).toBe(50);
  });

  it('knows the position until it is settled and then no more', () => {
    const ledger = new HeardLedger();
    ledger.received('a', 4800);
    ledger.interrupt('a', 'stop');
    expect(ledger.heard('a', 2400)).toBe(true);
    expect(ledger.settle('a', null)).toEqual({ kind: 'truncate', heardMs: 100 });
    expect(ledger.heard('a', 4800)).toBe(false);
    expect(ledger.settle('a', 4800)).toEqual({ kind: 'none' });
  });

  it('does not offer for interruption what playback has ended', () => {
    const ledger = new HeardLedger();
    ledger.received('a', 4800);
    expect(ledger.unheard()).toEqual(['a']);
    ledger.complete('a');
    expect(ledger.unheard()).toEqual(['a']);
    ledger.end('a', 4790);
    expect(ledger.unheard()).toEqual([]);
  });

  it('never says that more was heard than received, whatever playback reports', () => {
    const step = fc.record({
      do: fc.constantFrom('received', 'heard', 'complete', 'interrupt', 'settle', 'end'),
      n: fc.oneof(
        fc.integer({ min: -10, max: 10_000 }),
        fc.constant(Number.NaN),
        fc.constant(Infinity),
        fc.double(),
      ),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const ledger = new HeardLedger();
        let heard = 0;
        for (const { do: what, n } of steps) {
          if (what === 'received')
            ledger.received('a', Number.isFinite(n) ? Math.abs(Math.floor(n)) % 10_000 : 0);
          if (what === 'heard') ledger.heard('a', n);
          if (what === 'complete') ledger.complete('a');
          if (what === 'interrupt') ledger.interrupt('a', 'stop');
          if (what === 'end') ledger.end('a', n);
          const cut = what === 'settle' ? ledger.settle('a', n) : null;
          const entry = ledger.get('a');
          if (!entry) continue;
          expect(entry.heardSamples).toBeLessThanOrEqual(entry.receivedSamples);
          expect(entry.heardSamples).toBeGreaterThanOrEqual(heard);
          heard = entry.heardSamples;
          if (cut?.kind !== 'truncate') continue;
          expect(Number.isInteger(cut.heardMs)).toBe(true);
          expect(cut.heardMs).toBeGreaterThan(0);
          expect(cut.heardMs * 24).toBeLessThanOrEqual(entry.receivedSamples);
        }
      }),
    );
  });
});

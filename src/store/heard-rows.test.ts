import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageItem } from '../../tests/support/items.ts';
import { HeardLedger } from '../session/heard-ledger.ts';
import type { Heard } from '../session/types.ts';
import { heardRows, heardTotals } from './heard-rows.ts';

const heard: Heard = {
  receivedSamples: 48_000,
  heardSamples: 24_000,
  heardChars: 5,
  complete: false,
  interrupted: null,
  truncatedAtMs: null,
  lateSamples: 0,
};

function rowsOf(...answers: (Heard | null)[]) {
  const items = answers.map((entry, index) =>
    messageItem({ id: `a${index}`, role: 'assistant', heard: entry, startedAtMs: index * 1000 }),
  );
  return heardRows(Object.fromEntries(items.map((item) => [item.id, item])), [
    'gone',
    ...items.map(({ id }) => id),
  ]);
}

describe('rows of the heard ledger', () => {
  it('call the unheard rest queued while the answer may still be heard', () => {
    expect(rowsOf(heard)[0]).toMatchObject({ receivedMs: 2000, heardMs: 1000, queuedMs: 1000, cutMs: 0 });
  });

  it('call it cut once somebody interrupted, and what came after that late', () => {
    const cut: Heard = { ...heard, interrupted: 'speech', truncatedAtMs: 1000, lateSamples: 2400 };
    expect(rowsOf(cut)[0]).toMatchObject({
      receivedMs: 2000,
      heardMs: 1000,
      queuedMs: 0,
      cutMs: 1000,
      toldMs: 1000,
      lateMs: 100,
    });
  });

  it('are there for spoken answers only, in the order of the conversation', () => {
    expect(rowsOf(null, heard, heard).map(({ itemId }) => itemId)).toEqual(['a1', 'a2']);
  });

  it('account for every sample that the ledger received, whatever happens in whatever order', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('received' as const), samples: fc.nat(5000) }),
      fc.record({ kind: fc.constant('heard' as const), samples: fc.integer({ min: -10, max: 60_000 }) }),
      fc.constantFrom(
        { kind: 'interrupt' as const },
        { kind: 'settle' as const },
        { kind: 'complete' as const },
      ),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const ledger = new HeardLedger();
        let sent = 0;
        ledger.received('a', 0);
        for (const happened of steps) {
          if (happened.kind === 'received') {
            ledger.received('a', happened.samples);
            sent += happened.samples;
          } else if (happened.kind === 'heard') ledger.heard('a', happened.samples);
          else if (happened.kind === 'interrupt') ledger.interrupt('a', 'stop');
          else if (happened.kind === 'settle') ledger.settle('a', null);
          else ledger.complete('a');
        }
        const entry = ledger.get('a');
        if (entry === null) throw new Error('the ledger has lost its answer');
        const totals = heardTotals(rowsOf({ ...entry, heardChars: 0 }));
        for (const ms of Object.values(totals)) expect(ms).toBeGreaterThanOrEqual(0);
        expect(totals.heardMs + totals.queuedMs + totals.cutMs).toBeCloseTo(totals.receivedMs, 6);
        expect(totals.receivedMs + totals.lateMs).toBeCloseTo(sent / 24, 6);
      }),
    );
  });
});

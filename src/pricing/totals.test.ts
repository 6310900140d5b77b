/** Money over turns, worked by hand at the rates of gpt-realtime-2.1: text 4, cached 0.4, audio out 64 millionths; a minute transcribed 0.0045. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editedPrices } from './price-edits.ts';
import { type BilledResponse, type BilledTurn, costTotals, turnCostUsd } from './totals.ts';

const MODEL = 'gpt-realtime-2.1';

function response(text: number, cached: number, audioOut: number, model = MODEL): BilledResponse {
  const detail = {
    input: { text, audio: 0, image: 0 },
    cached: { text: cached, audio: 0, image: 0 },
    output: { text: 0, audio: audioOut },
    estimated: false,
  };
  return { model, endMs: 1, usage: { detail } };
}

function turn(
  responses: BilledResponse[],
  seconds: number | null = null,
  model = 'gpt-transcribe',
): BilledTurn {
  const transcription = seconds === null ? null : { usage: { kind: 'duration', seconds } as const, model };
  return { responses, transcription };
}

describe('what turns cost together', () => {
  it('is the sum of the parts, with what has no price counted and not taken for nothing', () => {
    const turns = [
      turn([response(1000, 0, 100)]),
      turn([response(1100, 1000, 50)], 60),
      turn(
        [
          response(1, 0, 1, 'somebodys-model'),
          { model: MODEL, endMs: 5, usage: null },
          { model: MODEL, endMs: null, usage: null },
        ],
        60,
        'somebodys-ears',
      ),
    ];
    const totals = costTotals(turns);
    // One response and one transcription without a price, one response without usage; the running one is not over.
    expect(totals).toMatchObject({ priced: 3, unpriced: 3, transcriptionUsd: 0.0045, estimated: false });
    expect(totals.inputUsd.text).toBeCloseTo(0.0044, 12);
    expect(totals.cachedUsd.text).toBeCloseTo(0.0004, 12);
    expect(totals.outputUsd.audio).toBeCloseTo(0.0096, 12);
    expect(totals.totalUsd).toBeCloseTo(0.0044 + 0.0004 + 0.0096 + 0.0045, 12);
    expect(turnCostUsd(turn([{ model: MODEL, endMs: 5, usage: null }]))).toBeNull();
  });

  it('is unknown, not nothing, while nothing could be priced', () => {
    expect(costTotals([]).totalUsd).toBeNull();
  });

  it('is the same whichever way the turns are added up', () => {
    const some = fc.record({ text: fc.nat(9000), out: fc.nat(900), seconds: fc.option(fc.nat(60)) });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 20 }), (entries) => {
        const turns = entries.map(({ text, out, seconds }) =>
          turn([response(text, Math.floor(text / 2), out)], seconds),
        );
        const totals = costTotals(turns);
        const each = turns.reduce((sum, one) => sum + (turnCostUsd(one) ?? 0), 0);
        const kinds = [totals.inputUsd, totals.cachedUsd, totals.outputUsd].flatMap((part) =>
          Object.values(part),
        );
        expect(totals.totalUsd).toBeCloseTo(each, 9);
        expect(kinds.reduce((sum, usd) => sum + usd, totals.transcriptionUsd)).toBeCloseTo(each, 9);
      }),
    );
  });

  it('is counted by the prices of the person where they have their own', () => {
    const perMillionTokens = {
      text: { input: 1, cached: 1, output: 1 },
      audio: { input: 1, cached: 1, output: 1 },
      image: { input: 1, cached: 1 },
    };
    const prices = editedPrices({
      models: [{ model: 'somebodys-model', perMillionTokens }],
      transcription: [{ model: 'gpt-transcribe', perMinute: 6 }],
    });
    const turns = [turn([response(1_000_000, 0, 0, 'somebodys-model'), response(1_000_000, 0, 0)], 30)];
    // 1 for theirs, 4 for the table's, 3 for half a minute.
    expect(costTotals(turns, prices).totalUsd).toBeCloseTo(8, 12);
  });
});

/** Money over turns, worked by hand: a text token of these turns costs 4, a cached one 0.4, an audio token of output 64 millionths. */

import { describe, expect, it } from 'vitest';
import type { Turn } from '../session/turns.ts';
import { testTurn } from './testing/test-turn.ts';
import { costTotals, forecastTenMinutes, turnCostUsd } from './turn-costs.ts';

interface Sent {
  fresh: number;
  cached?: number;
  resent?: number;
  output: number;
}

function response({ fresh, cached = 0, resent = 0, output }: Sent): Turn['responses'][number] {
  const none = { text: 0, audio: 0, image: 0 };
  const inputUsd = { ...none, text: (fresh * 4) / 1e6 };
  const cachedUsd = { ...none, text: (cached * 0.4) / 1e6 };
  const outputUsd = { text: 0, audio: (output * 64) / 1e6 };
  const inputTokens = fresh + cached;
  return {
    id: 'r',
    startMs: 0,
    endMs: 1,
    outcome: 'completed',
    usage: { inputTokens, outputTokens: output, cachedTokens: cached, detail: null },
    cost: {
      totalUsd: inputUsd.text + cachedUsd.text + outputUsd.audio,
      inputUsd,
      cachedUsd,
      outputUsd,
      estimated: false,
    },
    price: null,
    story: {
      inputTokens,
      cachedTokens: cached,
      resentTokens: resent,
      newTokens: inputTokens - resent,
      hitRate: null,
      cache: resent === 0 ? 'first' : 'kept',
      changes: [],
      extraUsd: null,
    },
  };
}

/** Turn `number` of one a minute. */
function turn(number: number, sent: Sent): Turn {
  const startMs = (number - 1) * 60_000;
  return testTurn(number, {
    moments: { speechStart: startMs, end: startMs + 5000 },
    responses: [response(sent)],
  });
}

describe('totals', () => {
  it('are the sums of the parts, with what has no price counted and not taken for nothing', () => {
    const unpriced = { ...response({ fresh: 1, output: 1 }), cost: null };
    const turns = [
      turn(1, { fresh: 1000, output: 100 }),
      { ...turn(2, { fresh: 100, cached: 1000, resent: 1100, output: 50 }), transcription: paid(0.0045) },
      testTurn(3, { responses: [unpriced, { ...unpriced, endMs: null }], transcription: paid(null) }),
    ];
    const totals = costTotals(turns);
    expect(totals).toMatchObject({ priced: 2, unpriced: 2, transcriptionUsd: 0.0045, estimated: false });
    expect(totals.inputUsd.text).toBeCloseTo(0.0044, 12);
    expect(totals.cachedUsd.text).toBeCloseTo(0.0004, 12);
    expect(totals.outputUsd.audio).toBeCloseTo(0.0096, 12);
    expect(totals.responsesUsd).toBeCloseTo(0.0044 + 0.0004 + 0.0096, 12);
    const each = turns.map(turnCostUsd);
    expect(each[2]).toBeNull();
    expect((each[0] ?? 0) + (each[1] ?? 0)).toBeCloseTo(totals.responsesUsd + totals.transcriptionUsd, 12);
  });
});

describe('the forecast', () => {
  it('is not there before a response was priced', () => {
    expect(forecastTenMinutes([], 0)).toBeNull();
    expect(forecastTenMinutes([testTurn(1, { moments: { sent: 5 } })], 60_000)).toBeNull();
  });

  it('from one turn takes its input for the price of context, and says that it is rough', () => {
    const forecast = forecastTenMinutes([turn(1, { fresh: 1000, output: 100 })], 60_000);
    // Ten turns. New in each: output 6400, input 4000. Context: 1100 now and 100 more each, at 4: 4 × (10 × 1100 + 100 × 45).
    expect(forecast?.turns).toBe(10);
    expect(forecast?.rough).toBe(true);
    expect(forecast?.usd).toBeCloseTo((10 * 10_400 + 4 * 15_500) / 1e6, 12);
  });

  it('from one very quick turn does not make a hundred of it', () => {
    expect(forecastTenMinutes([turn(1, { fresh: 1000, output: 100 })], 1)?.turns).toBe(40);
  });

  it('lets the context grow as it did, at what context cost so far', () => {
    const turns = [
      turn(1, { fresh: 1000, output: 100 }),
      turn(2, { fresh: 50, cached: 1100, resent: 1100, output: 100 }),
      turn(3, { fresh: 50, cached: 1250, resent: 1250, output: 100 }),
    ];
    const forecast = forecastTenMinutes(turns, 180_000);
    // Ten turns. New: output 6400, input 50 × 4. Growth: 100 + 50. Context: 1400 now, all cached: 0.4 × (10 × 1400 + 150 × 45).
    expect(forecast).toMatchObject({ turns: 10, rough: false });
    expect(forecast?.usd).toBeCloseTo((10 * 6600 + 0.4 * 20_750) / 1e6, 12);
  });
});

function paid(costUsd: number | null): Turn['transcription'] {
  return { usage: { kind: 'duration', seconds: 60 }, model: 'gpt-transcribe', costUsd };
}

/** Money to come, worked by hand: a text token of these turns costs 4, a cached one 0.4, an audio token of output 64 millionths. */

import { describe, expect, it } from 'vitest';
import { editedPrices } from '../pricing/price-edits.ts';
import type { Turn } from '../session/turns.ts';
import { testResponse, testTurn, testUsage } from './testing/test-turn.ts';
import { forecastTenMinutes } from './forecast.ts';

interface Sent {
  fresh: number;
  cached?: number;
  resent?: number;
  output: number;
}

function response({ fresh, cached = 0, resent = 0, output }: Sent): Turn['responses'][number] {
  const inputTokens = fresh + cached;
  return testResponse({
    usage: testUsage(inputTokens, cached, output),
    story: {
      inputTokens,
      cachedTokens: cached,
      resentTokens: resent,
      newTokens: inputTokens - resent,
      hitRate: null,
      cache: resent === 0 ? 'first' : 'kept',
      changes: [],
      sincePreviousMs: 0,
      missed: null,
    },
  });
}

/** Turn `number` of one a minute. */
function turn(number: number, sent: Sent): Turn {
  const startMs = (number - 1) * 60_000;
  return testTurn(number, {
    moments: { speechStart: startMs, end: startMs + 5000 },
    responses: [response(sent)],
  });
}

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

  it('follows the prices of the person', () => {
    const turns = [turn(1, { fresh: 1000, output: 100 })];
    const model = 'gpt-realtime-2.1';
    const perMillionTokens = {
      text: { input: 8, cached: 0.8, output: 48 },
      audio: { input: 64, cached: 0.8, output: 128 },
      image: { input: 10, cached: 1 },
    };
    const doubled = editedPrices({ models: [{ model, perMillionTokens }], transcription: [] });
    const before = forecastTenMinutes(turns, 60_000)?.usd ?? 0;
    expect(before).toBeGreaterThan(0);
    expect(forecastTenMinutes(turns, 60_000, doubled)?.usd).toBeCloseTo(2 * before, 12);
  });
});

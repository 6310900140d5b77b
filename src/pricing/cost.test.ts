/** What a response costs. Worked by hand from the table's rates, so that a slip in either shows. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type UsageDetail, missedCacheUsd, responseCost, transcriptionCost } from './cost.ts';
import { PRICES, modelPrice } from './prices.ts';

const NONE: UsageDetail = {
  input: { text: 0, audio: 0, image: 0 },
  cached: { text: 0, audio: 0, image: 0 },
  output: { text: 0, audio: 0 },
  estimated: false,
};
const usd = (usage: Partial<UsageDetail>, model = 'gpt-realtime-2.1') =>
  responseCost({ ...NONE, ...usage }, model)?.totalUsd;

describe('a response costs', () => {
  it.each([
    // A minute of a person: 600 tokens (one for 100 ms). A minute of the assistant: 1200 (one for 50 ms).
    ['a minute of a person', { input: { text: 0, audio: 600, image: 0 } }, 'gpt-realtime-2.1', 0.0192],
    ['a minute of a person', { input: { text: 0, audio: 600, image: 0 } }, 'gpt-realtime-2.1-mini', 0.006],
    ['a minute of the assistant', { output: { text: 0, audio: 1200 } }, 'gpt-realtime-2.1', 0.0768],
    ['a minute of the assistant', { output: { text: 0, audio: 1200 } }, 'gpt-realtime-2.1-mini', 0.024],
    // The sample turn of the documentation, 91 tokens of audio and 30 of their transcript: 91 × 64 + 30 × 24 = 6544 millionths.
    [
      'a spoken sentence with its transcript',
      { output: { text: 30, audio: 91 } },
      'gpt-realtime-2',
      0.006544,
    ],
    [
      // 500 × 4 + (1000 − 800) × 32 + 800 × 0.4 = 2000 + 6400 + 320.
      'context, most of its sound cached',
      { input: { text: 500, audio: 1000, image: 0 }, cached: { text: 0, audio: 800, image: 0 } },
      'gpt-realtime-2.1',
      0.00872,
    ],
    ['an image', { input: { text: 0, audio: 0, image: 1000 } }, 'gpt-realtime-2.1', 0.005],
  ])('%s', (_what, usage, model, expected) => {
    expect(usd(usage, model)).toBeCloseTo(expected, 12);
  });

  it('the same for a dated version of a model', () => {
    const usage = { output: { text: 10, audio: 100 } };
    expect(usd(usage, 'gpt-realtime-2025-08-28')).toBe(usd(usage, 'gpt-realtime'));
  });

  it('an unknown amount for a model that the table does not know, not nothing', () => {
    expect(responseCost(NONE, 'somebodys-model')).toBeNull();
  });

  it('in all what its parts cost, never less than nothing, and twice as much for twice the tokens', () => {
    const kind = fc.tuple(fc.nat(100_000), fc.nat(100_000));
    fc.assert(
      fc.property(kind, kind, kind, fc.nat(9999), fc.nat(9999), (text, audio, image, outText, outAudio) => {
        const usage: UsageDetail = {
          input: { text: Math.max(...text), audio: Math.max(...audio), image: Math.max(...image) },
          cached: { text: Math.min(...text), audio: Math.min(...audio), image: Math.min(...image) },
          output: { text: outText, audio: outAudio },
          estimated: false,
        };
        const cost = responseCost(usage, 'gpt-realtime-2.1');
        if (cost === null) throw new Error('the table has lost its first model');
        const parts = [cost.inputUsd, cost.cachedUsd, cost.outputUsd].flatMap((part) => Object.values(part));
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        expect(cost.totalUsd).toBeCloseTo(
          parts.reduce((sum, part) => sum + part, 0),
          9,
        );
        const twice = ({ text, audio, image }: UsageDetail['input']) => ({
          text: text * 2,
          audio: audio * 2,
          image: image * 2,
        });
        const doubled: UsageDetail = {
          input: twice(usage.input),
          cached: twice(usage.cached),
          output: { text: usage.output.text * 2, audio: usage.output.audio * 2 },
          estimated: false,
        };
        expect(responseCost(doubled, 'gpt-realtime-2.1')?.totalUsd).toBeCloseTo(cost.totalUsd * 2, 9);
      }),
    );
  });
});

it('a cache that did not hold costs the difference between the two rates of input', () => {
  const price = modelPrice('gpt-realtime-2.1');
  if (price === null) throw new Error('the table has lost its first model');
  // 1000 × (4 − 0.4) + 600 × (32 − 0.4) millionths.
  expect(missedCacheUsd({ text: 1000, audio: 600, image: 0 }, price)).toBeCloseTo(0.02256, 12);
});

describe('transcription costs', () => {
  it('by the minute or by tokens, as the model is billed', () => {
    expect(transcriptionCost({ kind: 'duration', seconds: 90 }, 'gpt-transcribe')).toBeCloseTo(0.00675, 12);
    const tokens = { kind: 'tokens', textInput: 0, audioInput: 1000, output: 200 } as const;
    expect(transcriptionCost(tokens, 'gpt-4o-transcribe')).toBeCloseTo(0.0045, 12);
  });

  it('an unknown amount when the model is unknown or billed otherwise', () => {
    expect(transcriptionCost({ kind: 'duration', seconds: 1 }, 'x')).toBeNull();
    expect(
      transcriptionCost({ kind: 'tokens', textInput: 1, audioInput: 1, output: 1 }, 'gpt-transcribe'),
    ).toBeNull();
  });
});

describe('the table of prices', () => {
  it('has a date, no model twice, and rates that make sense', () => {
    expect(PRICES.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const names = [...PRICES.models, ...PRICES.transcription].map(({ model }) => model);
    expect(new Set(names).size).toBe(names.length);
    for (const { perMillionTokens: rates } of PRICES.models) {
      for (const kind of [rates.text, rates.audio, rates.image]) {
        expect(kind.cached).toBeGreaterThan(0);
        expect(kind.cached).toBeLessThan(kind.input);
      }
    }
  });

  it('says when a model retires', () => {
    expect(modelPrice('gpt-realtime-mini-2025-12-15')?.shutdown).toBe('2027-01-20');
  });
});

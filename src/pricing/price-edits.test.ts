import { describe, expect, it } from 'vitest';
import { editedPrices, NO_EDITS, nameProblem, withEdit, withoutEdit } from './price-edits.ts';
import { modelPrice, PRICES, transcriptionPrice } from './prices.ts';

const ones = {
  text: { input: 1, cached: 1, output: 1 },
  audio: { input: 1, cached: 1, output: 1 },
  image: { input: 1, cached: 1 },
};

describe('a person’s own prices', () => {
  it('leave the table as it is while there are none', () => {
    expect(editedPrices(NO_EDITS)).toEqual(PRICES);
  });

  it('take the place of the table’s, which still says when the model retires', () => {
    const prices = editedPrices({
      models: [{ model: 'gpt-realtime', perMillionTokens: ones }],
      transcription: [{ model: 'whisper-1', perMinute: 9 }],
    });
    expect(modelPrice('gpt-realtime-2025-08-28', prices)).toEqual({
      model: 'gpt-realtime',
      perMillionTokens: ones,
      shutdown: '2027-01-20',
      confidence: 'own',
      source: null,
    });
    expect(transcriptionPrice('whisper-1', prices)).toMatchObject({ perMinute: 9, shutdown: '2027-02-26' });
    expect(prices.models.map(({ model }) => model)).toEqual(PRICES.models.map(({ model }) => model));
  });

  it('of a model billed otherwise than the table says leave nothing of the table’s way', () => {
    const prices = editedPrices({
      models: [],
      transcription: [{ model: 'gpt-4o-transcribe', perMinute: 1 }],
    });
    expect(transcriptionPrice('gpt-4o-transcribe', prices)?.perMillionTokens).toBeUndefined();
  });

  it('can be for a model that the table does not know', () => {
    const prices = editedPrices({
      models: [{ model: 'my-deployment', perMillionTokens: ones }],
      transcription: [],
    });
    expect(prices.models.at(-1)?.model).toBe('my-deployment');
    expect(nameProblem('my-deployment', prices)).toMatch(/in the table already/);
    expect(nameProblem('another', prices)).toBeNull();
    expect(nameProblem('  ', prices)).toMatch(/needs its name/);
    expect(nameProblem('x'.repeat(201), prices)).toMatch(/at most 200/);
  });

  it('are one a model, and can be taken back', () => {
    const edits = withEdit(withEdit([{ model: 'a', n: 1 }], { model: 'b', n: 1 }), { model: 'a', n: 2 });
    expect(edits).toEqual([
      { model: 'b', n: 1 },
      { model: 'a', n: 2 },
    ]);
    expect(withoutEdit(edits, 'a')).toEqual([{ model: 'b', n: 1 }]);
  });
});

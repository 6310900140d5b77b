import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTranscriptionUsage, readUsage } from './realtime-usage.ts';

describe('usage on the wire', () => {
  const wire = {
    total_tokens: 1600,
    input_tokens: 1500,
    output_tokens: 121,
    input_token_details: {
      text_tokens: 500,
      audio_tokens: 1000,
      image_tokens: 0,
      cached_tokens: 900,
      cached_tokens_details: { text_tokens: 100, audio_tokens: 800, image_tokens: 0 },
    },
    output_token_details: { text_tokens: 30, audio_tokens: 91 },
  };

  it('is read kind by kind', () => {
    expect(readUsage(wire)).toEqual({
      input: { text: 500, audio: 1000, image: 0 },
      cached: { text: 100, audio: 800, image: 0 },
      output: { text: 30, audio: 91 },
      estimated: false,
    });
  });

  it('without details is taken for the dearest kind, and said to be an estimate', () => {
    expect(readUsage({ input_tokens: 10, output_tokens: 20 })).toEqual({
      input: { text: 0, audio: 10, image: 0 },
      cached: { text: 0, audio: 0, image: 0 },
      output: { text: 0, audio: 20 },
      estimated: true,
    });
  });

  it('that says how much was cached but not of what, counts the cheapest kind as cached', () => {
    const { cached_tokens_details: _details, ...rest } = wire.input_token_details;
    expect(readUsage({ ...wire, input_token_details: rest })).toMatchObject({
      cached: { text: 500, audio: 400 },
      estimated: true,
    });
  });

  it('never yields more cached than input, or a count below zero, whatever it holds', () => {
    const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(null, 'x', undefined, -1, Infinity));
    const detail = fc.record(
      { text_tokens: number, audio_tokens: number, image_tokens: number, cached_tokens: number },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(number, number, detail, detail, detail, (input, output, inDetail, cached, outDetail) => {
        const usage = readUsage({
          input_tokens: input,
          output_tokens: output,
          input_token_details: { ...inDetail, cached_tokens_details: cached },
          output_token_details: outDetail,
        });
        if (usage === null) throw new Error('usage was there');
        for (const kind of ['text', 'audio', 'image'] as const) {
          expect(usage.cached[kind]).toBeGreaterThanOrEqual(0);
          expect(usage.cached[kind]).toBeLessThanOrEqual(usage.input[kind]);
        }
        expect(usage.output.text).toBeGreaterThanOrEqual(0);
        expect(usage.output.audio).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of a transcription is read in both its forms', () => {
    expect(readTranscriptionUsage({ type: 'duration', seconds: 3 })).toEqual({
      kind: 'duration',
      seconds: 3,
    });
    expect(
      readTranscriptionUsage({
        type: 'tokens',
        input_tokens: 30,
        output_tokens: 7,
        input_token_details: { text_tokens: 2, audio_tokens: 28 },
      }),
    ).toEqual({ kind: 'tokens', textInput: 2, audioInput: 28, output: 7 });
    expect(readTranscriptionUsage(null)).toBeNull();
    expect(readTranscriptionUsage({ type: 'words' })).toBeNull();
  });
});

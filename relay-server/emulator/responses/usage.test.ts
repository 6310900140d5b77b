import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainItem, SpokenAudio, userAudioItem } from '../conversation/stored-item.ts';
import { buildUsage, cachedPart, countContext, TokenBucket } from './usage.ts';

const count = fc.nat(100_000);
const counts = fc.record({ text: count, audio: count, image: count });

describe('usage', () => {
  it('adds up, and never caches more than was read', () => {
    fc.assert(
      fc.property(counts, counts, count, count, (before, now, text, audio) => {
        const usage = buildUsage(now, cachedPart(before, now), { text, audio });
        const input = usage.input_token_details;
        const cached = input?.cached_tokens_details;
        expect(usage.total_tokens).toBe((usage.input_tokens ?? 0) + (usage.output_tokens ?? 0));
        expect(usage.input_tokens).toBe(
          (input?.text_tokens ?? 0) + (input?.audio_tokens ?? 0) + (input?.image_tokens ?? 0),
        );
        expect(usage.output_tokens).toBe(text + audio);
        expect(input?.cached_tokens).toBe(
          (cached?.text_tokens ?? 0) + (cached?.audio_tokens ?? 0) + (cached?.image_tokens ?? 0),
        );
        expect(input?.cached_tokens).toBeLessThanOrEqual(usage.input_tokens ?? 0);
      }),
    );
  });

  it('counts ten tokens for a second of a person, twenty for one of the assistant, one for four characters', () => {
    const pcm = { type: 'audio/pcm', rate: 24_000 } as const;
    const heard = userAudioItem('u', { pcm16: new Int16Array(24_000), speechMs: 700, format: pcm });
    const answer = plainItem({ id: 'a', type: 'message', role: 'assistant', content: [] });
    answer.spoken = new SpokenAudio(pcm);
    answer.spoken.append(new Uint8Array(48_000));
    expect(countContext('12345678', [], [heard])).toEqual({ text: 2, audio: 10, image: 0 });
    expect(countContext('', [], [answer])).toEqual({ text: 0, audio: 20, image: 0 });
    const typed = plainItem({
      id: 't',
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'four' },
        { type: 'input_image', image_url: 'data:' },
      ],
    });
    expect(countContext('', [], [typed])).toEqual({ text: 1, audio: 0, image: 85 });
  });

  it('caches nothing for the first response', () => {
    expect(cachedPart(null, { text: 5, audio: 5, image: 5 })).toEqual({ text: 0, audio: 0, image: 0 });
  });
});

describe('the token bucket', () => {
  it('refills with time and never falls below nothing', () => {
    const bucket = new TokenBucket(0);
    expect(bucket.take(10_000, 0)).toEqual({
      name: 'tokens',
      limit: 40_000,
      remaining: 30_000,
      reset_seconds: 15,
    });
    expect(bucket.take(0, 7_500).remaining).toBe(35_000);
    expect(bucket.take(90_000, 7_500)).toMatchObject({ remaining: 0, reset_seconds: 60 });
    expect(bucket.take(0, 1e9).remaining).toBe(40_000);
  });
});

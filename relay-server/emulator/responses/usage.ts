/**
 * Token counts that add up. The rates are those of the service's documentation for audio (a token per 100 ms of a person's audio and per
 * 50 ms of the assistant's) and a rule of thumb for text (four characters). The whole context is counted again for each response; what
 * an earlier response had already sent counts as cached.
 */

import type * as Wire from 'openai/resources/realtime/realtime';
import { type StoredItem, textOf } from '../conversation/stored-item.ts';
import { SAMPLES_PER_MS } from '../audio/input-buffer.ts';

const USER_AUDIO_MS_PER_TOKEN = 100;
const ASSISTANT_AUDIO_MS_PER_TOKEN = 50;
const CHARS_PER_TOKEN = 4;
/** A low-detail image; the emulator does not look at its size. */
const TOKENS_PER_IMAGE = 85;

export interface TokenCount {
  text: number;
  audio: number;
  image: number;
}

export function textTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

export function assistantAudioTokens(ms: number): number {
  return Math.ceil(ms / ASSISTANT_AUDIO_MS_PER_TOKEN);
}

export function userAudioTokens(ms: number): number {
  return Math.ceil(ms / USER_AUDIO_MS_PER_TOKEN);
}

function itemTokens(item: StoredItem): TokenCount {
  const { object, userAudio, spoken } = item;
  if (userAudio) {
    const typed = object.type === 'message' && object.role === 'user' ? object.content : [];
    const text = typed.map((part) => (part.type === 'input_text' ? (part.text ?? '') : '')).join('');
    return {
      text: textTokens(text),
      audio: userAudioTokens(userAudio.pcm16.length / SAMPLES_PER_MS),
      image: imageTokens(item),
    };
  }
  return {
    text: textTokens(textOf(object)),
    audio: spoken ? assistantAudioTokens(spoken.ms) : 0,
    image: imageTokens(item),
  };
}

function imageTokens({ object }: StoredItem): number {
  if (object.type !== 'message' || object.role !== 'user') return 0;
  return object.content.filter((part) => part.type === 'input_image').length * TOKENS_PER_IMAGE;
}

/** All that a response reads: instructions, tools, items. */
export function countContext(
  instructions: string,
  tools: readonly unknown[],
  items: readonly StoredItem[],
): TokenCount {
  const total: TokenCount = {
    text: textTokens(instructions) + (tools.length > 0 ? textTokens(JSON.stringify(tools)) : 0),
    audio: 0,
    image: 0,
  };
  for (const item of items) {
    const tokens = itemTokens(item);
    total.text += tokens.text;
    total.audio += tokens.audio;
    total.image += tokens.image;
  }
  return total;
}

/** Of each kind no more than was sent before, and no more than is sent now. */
export function cachedPart(before: TokenCount | null, now: TokenCount): TokenCount {
  return {
    text: Math.min(before?.text ?? 0, now.text),
    audio: Math.min(before?.audio ?? 0, now.audio),
    image: Math.min(before?.image ?? 0, now.image),
  };
}

export function buildUsage(
  input: TokenCount,
  cached: TokenCount,
  output: { text: number; audio: number },
): Wire.RealtimeResponseUsage {
  const inputTokens = input.text + input.audio + input.image;
  const outputTokens = output.text + output.audio;
  return {
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: input.image,
      cached_tokens: cached.text + cached.audio + cached.image,
      cached_tokens_details: {
        text_tokens: cached.text,
        audio_tokens: cached.audio,
        image_tokens: cached.image,
      },
    },
    output_token_details: { text_tokens: output.text, audio_tokens: output.audio },
  };
}

/** A bucket of tokens a minute, as `rate_limits.updated` reports it. It never refuses. */
export class TokenBucket {
  readonly limit = 40_000;
  #remaining = this.limit;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Takes `tokens` and returns what is left, and the seconds until the bucket is full. */
  take(
    tokens: number,
    nowMs: number,
  ): { name: 'tokens'; limit: number; remaining: number; reset_seconds: number } {
    const refilled = this.#remaining + ((nowMs - this.#atMs) / 60_000) * this.limit;
    this.#atMs = nowMs;
    this.#remaining = Math.max(0, Math.min(this.limit, refilled) - tokens);
    const resetSeconds = ((this.limit - this.#remaining) / this.limit) * 60;
    return {
      name: 'tokens',
      limit: this.limit,
      remaining: Math.floor(this.#remaining),
      reset_seconds: Math.round(resetSeconds * 1000) / 1000,
    };
  }
}

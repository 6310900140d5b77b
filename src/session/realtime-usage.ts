/**
 * The adapter's reading of usage: what `response.done` and the end of a transcription say on the wire, as the core's counts. Numbers
 * that make no sense count as absent, and what is absent is put where it costs most, and said so.
 */

import type { TokenKinds, TranscriptionUsage, UsageDetail } from '../pricing/cost.ts';

/** `usage` of a response. Null when there is none. */
export function readUsage(usage: unknown): UsageDetail | null {
  if (!isObject(usage)) return null;
  const input = kinds(usage.input_token_details);
  const inputDetails = isObject(usage.input_token_details) ? usage.input_token_details : {};
  const output = kinds(usage.output_token_details);
  const unnamedInput = Math.max(0, count(usage.input_tokens) - total(input));
  const unnamedOutput = Math.max(0, count(usage.output_tokens) - output.text - output.audio);
  input.audio += unnamedInput;
  const cached = cachedOf(inputDetails, input);
  return {
    input,
    cached: cached.kinds,
    output: { text: output.text, audio: output.audio + unnamedOutput },
    estimated: unnamedInput > 0 || unnamedOutput > 0 || cached.estimated,
  };
}

/** `usage` of a completed transcription. Null when there is none that can be read. */
export function readTranscriptionUsage(usage: unknown): TranscriptionUsage | null {
  if (!isObject(usage)) return null;
  if (usage.type === 'duration') return { kind: 'duration', seconds: count(usage.seconds) };
  if (usage.type !== 'tokens') return null;
  const details = isObject(usage.input_token_details) ? usage.input_token_details : {};
  const textInput = count(details.text_tokens);
  return {
    kind: 'tokens',
    textInput,
    audioInput: Math.max(count(details.audio_tokens), count(usage.input_tokens) - textInput),
    output: count(usage.output_tokens),
  };
}

/** Without its kinds, what was cached is taken to be what is cheapest to have cached, so that the cost is not understated: text first. */
function cachedOf(
  details: Record<string, unknown>,
  input: TokenKinds,
): { kinds: TokenKinds; estimated: boolean } {
  const named = kinds(details.cached_tokens_details);
  const known = {
    text: Math.min(named.text, input.text),
    audio: Math.min(named.audio, input.audio),
    image: Math.min(named.image, input.image),
  };
  let unnamed = Math.max(0, count(details.cached_tokens) - total(known));
  const estimated = unnamed > 0;
  for (const kind of ['text', 'image', 'audio'] as const) {
    const more = Math.min(unnamed, input[kind] - known[kind]);
    known[kind] += more;
    unnamed -= more;
  }
  return { kinds: known, estimated };
}

function kinds(details: unknown): TokenKinds {
  if (!isObject(details)) return { text: 0, audio: 0, image: 0 };
  return {
    text: count(details.text_tokens),
    audio: count(details.audio_tokens),
    image: count(details.image_tokens),
  };
}

function total({ text, audio, image }: TokenKinds): number {
  return text + audio + image;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

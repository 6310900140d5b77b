/**
 * What a response cost, by kind of token. Arithmetic only: the counts are the service's own, the rates
 * stand in `prices.ts`. Cached tokens are part of the input and cost their own rate, so nothing is counted twice. Dollars at full
 * precision; rounding is for whoever shows them.
 */

import {
  type ModelPrice,
  type PriceTable,
  type TranscriptionPrice,
  modelPrice,
  transcriptionPrice,
} from './prices.ts';

export interface TokenKinds {
  text: number;
  audio: number;
  image: number;
}

/** Tokens of one response. `cached` is part of `input`, kind by kind. */
export interface UsageDetail {
  input: TokenKinds;
  cached: TokenKinds;
  output: { text: number; audio: number };
  /** The service did not say what kinds they were; they are taken for the dearest. */
  estimated: boolean;
}

/** What transcribing one spoken item took. */
export type TranscriptionUsage =
  | { kind: 'duration'; seconds: number }
  | { kind: 'tokens'; textInput: number; audioInput: number; output: number };

export interface ResponseCost {
  totalUsd: number;
  /** Input that was not cached, input that was, output. */
  inputUsd: TokenKinds;
  cachedUsd: TokenKinds;
  outputUsd: { text: number; audio: number };
  estimated: boolean;
}

const MILLION = 1_000_000;

/** Null when the table does not know the model: an unknown price is not zero. */
export function responseCost(usage: UsageDetail, model: string, prices?: PriceTable): ResponseCost | null {
  const price = modelPrice(model, prices);
  return price === null ? null : costAt(usage, price);
}

export function costAt({ input, cached, output, estimated }: UsageDetail, price: ModelPrice): ResponseCost {
  const { text, audio, image } = price.perMillionTokens;
  const inputUsd = {
    text: ((input.text - cached.text) * text.input) / MILLION,
    audio: ((input.audio - cached.audio) * audio.input) / MILLION,
    image: ((input.image - cached.image) * image.input) / MILLION,
  };
  const cachedUsd = {
    text: (cached.text * text.cached) / MILLION,
    audio: (cached.audio * audio.cached) / MILLION,
    image: (cached.image * image.cached) / MILLION,
  };
  const outputUsd = {
    text: (output.text * text.output) / MILLION,
    audio: (output.audio * audio.output) / MILLION,
  };
  const totalUsd = sum(inputUsd) + sum(cachedUsd) + outputUsd.text + outputUsd.audio;
  return { totalUsd, inputUsd, cachedUsd, outputUsd, estimated };
}

/** What these tokens cost more than the same cached. */
export function missedCacheUsd(missed: TokenKinds, { perMillionTokens }: ModelPrice): number {
  const { text, audio, image } = perMillionTokens;
  const millionths =
    missed.text * (text.input - text.cached) +
    missed.audio * (audio.input - audio.cached) +
    missed.image * (image.input - image.cached);
  return millionths / MILLION;
}

/** Dollars; null when the table does not know the model, or not for this kind of count. */
export function transcriptionCost(
  usage: TranscriptionUsage,
  model: string,
  prices?: PriceTable,
): number | null {
  const price = transcriptionPrice(model, prices);
  return price === null ? null : transcriptionCostAt(usage, price);
}

function transcriptionCostAt(usage: TranscriptionUsage, price: TranscriptionPrice): number | null {
  if (usage.kind === 'duration') {
    return price.perMinute === undefined ? null : (usage.seconds / 60) * price.perMinute;
  }
  const rates = price.perMillionTokens;
  if (rates === undefined) return null;
  const { textInput, audioInput, output } = usage;
  return (
    (textInput * rates.text.input + audioInput * rates.audio.input + output * rates.text.output) / MILLION
  );
}

function sum({ text, audio, image }: TokenKinds): number {
  return text + audio + image;
}

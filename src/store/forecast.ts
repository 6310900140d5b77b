/** What ten more minutes like the turns so far would cost, at the rates of a table. Pure. */

import { costOfResponse, costTotals } from '../pricing/totals.ts';
import type { TokenKinds } from '../pricing/cost.ts';
import type { PriceTable } from '../pricing/prices.ts';
import type { ContextStory } from '../session/context-story.ts';
import type { Turn } from '../session/turns.ts';

export interface Forecast {
  usd: number;
  /** Turns expected in that time. */
  turns: number;
  /** From so few turns, or so short a time, that it says little. */
  rough: boolean;
}

const FORECAST_MS = 600_000;
/** A pace is not taken from less than this: one quick turn would make a hundred of it. */
const SHORTEST_MS = 15_000;

/**
 * What the next ten minutes cost if they go on like the turns so far. Each response has two parts: what is new in it (words, answer,
 * transcription), which costs as much on average as it did; and the context sent again, which grows by as many tokens with each response
 * as it did on average, at the rate that such tokens cost so far (their mixture of cached and uncached included). With n responses to
 * come, C tokens of context now and g more with each: n·new + rate·(n·C + g·n·(n−1)/2). Before anything was sent again its rate is that
 * of all input so far, which is too much rather than too little. null until a response was priced. The end of the context window,
 * where a service begins to leave out the oldest, is not foreseen.
 */
export function forecastTenMinutes(
  turns: readonly Turn[],
  nowMs: number,
  prices?: PriceTable,
): Forecast | null {
  const responses = turns
    .filter(({ trigger }) => trigger !== 'aside')
    .flatMap((turn) => turn.responses)
    .flatMap((response) => {
      const { story, usage } = response;
      const cost = costOfResponse(response, prices);
      return cost && story && usage ? [{ cost, story, usage }] : [];
    });
  const last = responses.at(-1);
  const startMs = Math.min(...turns.flatMap(({ moments }) => Object.values(moments)));
  if (!last || !Number.isFinite(startMs)) return null;
  const elapsedMs = Math.max(SHORTEST_MS, nowMs - startMs);
  const { transcriptionUsd } = costTotals(turns, prices);
  // The first response reads the instructions, which none after it brings anew.
  const later = responses.filter(({ story }) => story.cache !== 'first');
  const typical = later.length > 0 ? later : responses;
  const outputUsd = sumOf(responses, ({ cost }) => cost.outputUsd.text + cost.outputUsd.audio);
  const newInputUsd = sumOf(typical, ({ cost, story }) => kinds(cost.inputUsd) * (1 - resentShare(story)));
  const resentUsd = sumOf(
    responses,
    ({ cost, story }) => kinds(cost.cachedUsd) + kinds(cost.inputUsd) * resentShare(story),
  );
  const resentTokens = sumOf(responses, ({ story }) => story.resentTokens);
  const inputUsd = sumOf(responses, ({ cost }) => kinds(cost.inputUsd) + kinds(cost.cachedUsd));
  const inputTokens = sumOf(responses, ({ story }) => story.inputTokens);
  const rate = resentTokens > 0 ? resentUsd / resentTokens : inputUsd / Math.max(1, inputTokens);
  const newUsd = (outputUsd + transcriptionUsd) / responses.length + newInputUsd / typical.length;
  const growth =
    sumOf(responses, ({ usage }) => usage.outputTokens) / responses.length +
    sumOf(later, ({ story }) => story.newTokens) / Math.max(1, later.length);
  const n = (responses.length * FORECAST_MS) / elapsedMs;
  const contextNow = last.usage.inputTokens + last.usage.outputTokens;
  const context = n * contextNow + (growth * n * Math.max(0, n - 1)) / 2;
  return {
    usd: n * newUsd + rate * context,
    turns: (turns.length * FORECAST_MS) / elapsedMs,
    rough: responses.length < 3 || nowMs - startMs < 60_000,
  };
}

/** Part of the uncached input that had been sent before. */
function resentShare({ inputTokens, cachedTokens, resentTokens }: ContextStory): number {
  const uncached = inputTokens - cachedTokens;
  return uncached === 0 ? 0 : (resentTokens - cachedTokens) / uncached;
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}

function kinds({ text, audio, image }: TokenKinds): number {
  return text + audio + image;
}

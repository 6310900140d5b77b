/**
 * Why a response's input cost what it did: how much of it had been sent before, how much of that the service had cached, and what broke
 * the cache if it broke. Pure: two usages and what happened between them.
 */

import type { TokenKinds, UsageDetail } from './cost.ts';
import type { ResponseUsage } from './facts.ts';
import type { ModelPrice } from './prices.ts';

/** What changes text that was sent before, so that the service must read from there on anew. */
export type ContextChange = 'session' | 'instructions' | 'tools' | 'deleted' | 'truncated';

export interface ContextStory {
  inputTokens: number;
  cachedTokens: number;
  /** Input that an earlier response had read or made already. */
  resentTokens: number;
  newTokens: number;
  /** Share of the input that was cached, 0…1; null of an empty input. */
  hitRate: number | null;
  /**
   * `first`: nothing had been sent before. `kept`: what the previous response read was cached. Else the cache broke: by changes of
   * ours, or (`service`) without any that is known here.
   */
  cache: 'first' | 'kept' | 'service' | ContextChange;
  /** All that changed since the previous response, the first of it being `cache` where that broke. */
  changes: ContextChange[];
  /** What it cost more than the same with everything cached that the previous response had read; null when it cannot be told. */
  extraUsd: number | null;
}

/** The service caches in whole blocks; its documented samples show multiples of 64, its guide says 128. */
const BLOCK_TOKENS = 128;

/** Of several changes the one that stands earliest in the input breaks the most. */
const EARLIEST_FIRST: readonly ContextChange[] = ['session', 'instructions', 'tools', 'deleted', 'truncated'];

export function contextStory(
  usage: ResponseUsage,
  previous: ResponseUsage | null,
  changed: ReadonlySet<ContextChange>,
  price: ModelPrice | null,
): ContextStory {
  const { inputTokens } = usage;
  const cachedTokens = Math.min(usage.cachedTokens, inputTokens);
  const before = previous === null ? 0 : previous.inputTokens + previous.outputTokens;
  const resentTokens = Math.max(cachedTokens, Math.min(inputTokens, before));
  const changes = EARLIEST_FIRST.filter((change) => changed.has(change));
  const reusable = Math.min(inputTokens, previous?.inputTokens ?? 0);
  const kept = cachedTokens > reusable - BLOCK_TOKENS && (cachedTokens > 0 || reusable === 0);
  return {
    inputTokens,
    cachedTokens,
    resentTokens,
    newTokens: inputTokens - resentTokens,
    hitRate: inputTokens === 0 ? null : cachedTokens / inputTokens,
    cache: previous === null ? 'first' : kept ? 'kept' : (changes[0] ?? 'service'),
    changes,
    extraUsd: extraUsd(usage.detail, previous?.detail ?? null, price),
  };
}

function extraUsd(
  now: UsageDetail | null,
  before: UsageDetail | null,
  price: ModelPrice | null,
): number | null {
  if (now === null || before === null || price === null) return null;
  const { text, audio, image } = price.perMillionTokens;
  const missed = (kind: keyof TokenKinds) =>
    Math.max(0, Math.min(now.input[kind], before.input[kind]) - now.cached[kind]);
  const millionths =
    missed('text') * (text.input - text.cached) +
    missed('audio') * (audio.input - audio.cached) +
    missed('image') * (image.input - image.cached);
  return millionths / 1_000_000;
}

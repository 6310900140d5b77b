/**
 * Why a response's input cost what it did: how much of it had been sent before, how much of that the service had cached, and what broke
 * the cache if it broke. Pure: two usages and what happened between them. Tokens only; their price is another matter.
 */

import type { TokenKinds, UsageDetail } from '../pricing/cost.ts';
import type { ResponseUsage } from './facts.ts';

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
   * ours; because the service left out the oldest of a conversation that had grown too long (`trimmed`); because so much time had
   * passed that the service may have given it up (`idle`); or (`service`) without anything that is known here.
   */
  cache: 'first' | 'kept' | 'trimmed' | 'idle' | 'service' | ContextChange;
  /** All that changed since the previous response, the first of it being `cache` where that broke. */
  changes: ContextChange[];
  /** Since the previous response had ended. */
  sincePreviousMs: number;
  /** Tokens that the previous response had read and that were not cached; null when it cannot be told. */
  missed: TokenKinds | null;
}

interface StoryFacts {
  usage: ResponseUsage;
  /** Of the previous response of the conversation. */
  previous: ResponseUsage | null;
  changed: ReadonlySet<ContextChange>;
  sincePreviousMs: number;
}

/** The service caches in whole blocks; its documented samples show multiples of 64, its guide says 128. */
const BLOCK_TOKENS = 128;

/** The service's guide to prompt caching: what is not used stays for five to ten minutes, off the peak up to an hour. */
const CACHE_LASTS_MS = 300_000;

/** Of several changes the one that stands earliest in the input breaks the most. */
const EARLIEST_FIRST: readonly ContextChange[] = ['session', 'instructions', 'tools', 'deleted', 'truncated'];

export function contextStory({ usage, previous, changed, sincePreviousMs }: StoryFacts): ContextStory {
  const { inputTokens } = usage;
  const cachedTokens = Math.min(usage.cachedTokens, inputTokens);
  const before = previous === null ? 0 : previous.inputTokens + previous.outputTokens;
  const resentTokens = Math.max(cachedTokens, Math.min(inputTokens, before));
  const changes = EARLIEST_FIRST.filter((change) => changed.has(change));
  const previousInput = previous?.inputTokens ?? 0;
  const reusable = Math.min(inputTokens, previousInput);
  const kept = cachedTokens > reusable - BLOCK_TOKENS && (cachedTokens > 0 || reusable === 0);
  // What only grows has become shorter, and nobody here took anything away.
  const shrank = inputTokens < previousInput;
  const unasked = shrank ? 'trimmed' : sincePreviousMs > CACHE_LASTS_MS ? 'idle' : 'service';
  return {
    inputTokens,
    cachedTokens,
    resentTokens,
    newTokens: inputTokens - resentTokens,
    hitRate: inputTokens === 0 ? null : cachedTokens / inputTokens,
    cache: previous === null ? 'first' : kept ? 'kept' : (changes[0] ?? unasked),
    changes,
    sincePreviousMs,
    missed: missedTokens(usage.detail, previous?.detail ?? null),
  };
}

function missedTokens(now: UsageDetail | null, before: UsageDetail | null): TokenKinds | null {
  if (now === null || before === null) return null;
  const missed = (kind: keyof TokenKinds) =>
    Math.max(0, Math.min(now.input[kind], before.input[kind]) - now.cached[kind]);
  return { text: missed('text'), audio: missed('audio'), image: missed('image') };
}

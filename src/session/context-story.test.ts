import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ContextChange, contextStory } from './context-story.ts';
import type { ResponseUsage } from './facts.ts';
import { modelPrice } from './prices.ts';

const price = modelPrice('gpt-realtime-2.1');
const usage = (inputTokens: number, cachedTokens: number, outputTokens = 50): ResponseUsage => ({
  inputTokens,
  cachedTokens,
  outputTokens,
  detail: null,
});
const nothing = new Set<ContextChange>();

it('tells what was sent again from what is new', () => {
  expect(contextStory(usage(1300, 1024), usage(1000, 0, 200), nothing, price)).toEqual({
    inputTokens: 1300,
    cachedTokens: 1024,
    resentTokens: 1200,
    newTokens: 100,
    hitRate: 1024 / 1300,
    cache: 'kept',
    changes: [],
    extraUsd: null,
  });
});

it('takes a block less than all for kept, and nothing at all for broken even where little was there to keep', () => {
  const cacheOf = (cached: number, before: number) =>
    contextStory(usage(2000, cached), usage(before, 0), nothing, price).cache;
  expect([cacheOf(900, 1000), cacheOf(800, 1000), cacheOf(0, 100), cacheOf(64, 100)]).toEqual([
    'kept',
    'service',
    'service',
    'kept',
  ]);
});

it('blames the change that stands earliest in the input, and none when the cache held', () => {
  const changes = new Set<ContextChange>(['truncated', 'tools']);
  expect(contextStory(usage(2000, 0), usage(1000, 0), changes, price)).toMatchObject({
    cache: 'tools',
    changes: ['tools', 'truncated'],
  });
  expect(contextStory(usage(2000, 1000), usage(1000, 0), changes, price).cache).toBe('kept');
});

it('never counts more than there is, nor less than nothing, whatever the service says', () => {
  const any = fc.tuple(fc.nat(5000), fc.nat(9000), fc.nat(5000)).map(([a, b, c]) => usage(a, b, c));
  fc.assert(
    fc.property(any, fc.option(any), (now, before) => {
      const story = contextStory(now, before, nothing, price);
      expect(story.resentTokens + story.newTokens).toBe(story.inputTokens);
      expect(story.cachedTokens).toBeLessThanOrEqual(story.resentTokens);
      expect(story.newTokens).toBeGreaterThanOrEqual(0);
      expect(story.hitRate ?? 0).toBeLessThanOrEqual(1);
    }),
  );
});

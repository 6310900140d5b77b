import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ContextChange, contextStory } from './context-story.ts';
import type { ResponseUsage } from './facts.ts';

const usage = (inputTokens: number, cachedTokens: number, outputTokens = 50): ResponseUsage => ({
  inputTokens,
  cachedTokens,
  outputTokens,
  detail: null,
});
const nothing = new Set<ContextChange>();
const story = (
  now: ResponseUsage,
  previous: ResponseUsage | null,
  changed: ReadonlySet<ContextChange> = nothing,
  sincePreviousMs = 1000,
) => contextStory({ usage: now, previous, changed, sincePreviousMs });

it('tells what was sent again from what is new', () => {
  expect(story(usage(1300, 1024), usage(1000, 0, 200))).toEqual({
    inputTokens: 1300,
    cachedTokens: 1024,
    resentTokens: 1200,
    newTokens: 100,
    hitRate: 1024 / 1300,
    cache: 'kept',
    changes: [],
    sincePreviousMs: 1000,
    missed: null,
  });
});

it('takes a block less than all for kept, and nothing at all for broken even where little was there to keep', () => {
  const cacheOf = (cached: number, before: number) => story(usage(2000, cached), usage(before, 0)).cache;
  expect([cacheOf(900, 1000), cacheOf(800, 1000), cacheOf(0, 100), cacheOf(64, 100)]).toEqual([
    'kept',
    'service',
    'service',
    'kept',
  ]);
});

it('blames the change that stands earliest in the input, and none when the cache held', () => {
  const changes = new Set<ContextChange>(['truncated', 'tools']);
  expect(story(usage(2000, 0), usage(1000, 0), changes)).toMatchObject({
    cache: 'tools',
    changes: ['tools', 'truncated'],
  });
  expect(story(usage(2000, 1000), usage(1000, 0), changes).cache).toBe('kept');
});

it('names the service’s own trimming where the context shrank unasked, and a long silence where nothing else happened', () => {
  expect(story(usage(20_000, 300), usage(28_000, 27_000)).cache).toBe('trimmed');
  expect(story(usage(2000, 0), usage(1000, 900), nothing, 301_000).cache).toBe('idle');
  expect(story(usage(2000, 0), usage(1000, 900), nothing, 299_000).cache).toBe('service');
  // What was done here explains more than time and length do.
  const deleted = new Set<ContextChange>(['deleted']);
  expect(story(usage(500, 0), usage(1000, 900), deleted, 301_000).cache).toBe('deleted');
});

it('counts what was not cached kind by kind, no more than had been read before', () => {
  const detailed = (text: number, audio: number, cachedText: number, cachedAudio: number): ResponseUsage => ({
    inputTokens: text + audio,
    cachedTokens: cachedText + cachedAudio,
    outputTokens: 0,
    detail: {
      input: { text, audio, image: 0 },
      cached: { text: cachedText, audio: cachedAudio, image: 0 },
      output: { text: 0, audio: 0 },
      estimated: false,
    },
  });
  expect(story(detailed(1010, 700, 0, 128), detailed(1000, 600, 0, 0)).missed).toEqual({
    text: 1000,
    audio: 472,
    image: 0,
  });
});

it('never counts more than there is, nor less than nothing, whatever the service says', () => {
  const any = fc.tuple(fc.nat(5000), fc.nat(9000), fc.nat(5000)).map(([a, b, c]) => usage(a, b, c));
  fc.assert(
    fc.property(any, fc.option(any), (now, before) => {
      const told = story(now, before);
      expect(told.resentTokens + told.newTokens).toBe(told.inputTokens);
      expect(told.cachedTokens).toBeLessThanOrEqual(told.resentTokens);
      expect(told.newTokens).toBeGreaterThanOrEqual(0);
      expect(told.hitRate ?? 0).toBeLessThanOrEqual(1);
    }),
  );
});

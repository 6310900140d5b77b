import { describe, expect, it } from 'vitest';
import { messageItem, toolCallItem } from '../../tests/support/items.ts';
import type { SessionDigest } from '../engine/export/session-digest.ts';
import { defaultSettings } from './default-settings.ts';
import type { PriceTable } from '../pricing/prices.ts';
import { alignTurns, compareSettings, numbersOf } from './session-comparison.ts';
import { testResponse, testTurn } from './testing/test-turn.ts';

const settings = defaultSettings(null);
const tool = { name: 'get_weather', description: 'The weather', parameters: { type: 'object' } };

function digest(patch: Partial<SessionDigest> = {}): SessionDigest {
  return {
    title: 'A',
    startedAtEpochMs: 0,
    lengthMs: 60_000,
    upstream: 'Emulator',
    model: 'gpt-realtime',
    settings,
    heard: 'reported',
    turns: [],
    items: [],
    usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, responses: 0 },
    damage: null,
    ...patch,
  };
}

const prices: PriceTable = {
  asOf: '2026-05-01',
  currency: 'USD',
  models: [
    {
      model: 'm',
      shutdown: null,
      confidence: 'own',
      source: null,
      perMillionTokens: {
        text: { input: 0, cached: 0, output: 1_000_000 },
        audio: { input: 0, cached: 0, output: 0 },
        image: { input: 0, cached: 0 },
      },
    },
  ],
  transcription: [],
};

/** By that table; a response without a price is of a model that it does not know. */
function response(id: string, totalUsd: number | null) {
  const none = { text: 0, audio: 0, image: 0 };
  const output = { text: totalUsd ?? 1, audio: 0 };
  const detail = { input: none, cached: none, output, estimated: false };
  const usage = { inputTokens: 0, outputTokens: 1, cachedTokens: 0, detail };
  return testResponse({ id, model: totalUsd === null ? 'unknown' : 'm', usage });
}

describe('Two sessions', () => {
  it('with the same settings do not differ', () => {
    expect(compareSettings(settings, structuredClone(settings)).differences).toEqual([]);
  });

  it('differ in each setting that is not the same, and in those that only one has', () => {
    const a = {
      ...settings,
      speed: 1,
      tools: [tool],
      turnDetection: {
        kind: 'semantic_vad',
        eagerness: 'low',
        createResponse: true,
        interruptResponse: true,
      },
    } as const;
    const b = { ...a, speed: 1.2, tools: [], turnDetection: { kind: 'none' } } as const;
    const { differences } = compareSettings({ ...a, tools: [tool] }, { ...b, tools: [] });
    expect(differences).toEqual(
      expect.arrayContaining([
        { path: 'speed', a: '1', b: '1.2' },
        { path: 'turnDetection.kind', a: 'semantic_vad', b: 'none' },
        { path: 'turnDetection.eagerness', a: 'low', b: null },
        { path: 'tools.get_weather', a: 'The weather {"type":"object"}', b: null },
      ]),
    );
    expect(differences).toHaveLength(6);
  });

  it('have percentiles of the turns that were spoken and heard, and the cost of all that could be priced', () => {
    const turns = [
      testTurn(1, { moments: { speechEnd: 0, audible: 400 }, responses: [response('r1', 0.5)] }),
      testTurn(2, { moments: { speechEnd: 1000, audible: 1800 }, responses: [response('r2', null)] }),
      testTurn(3, { trigger: 'text', responses: [response('r3', 0.25)] }),
      testTurn(4, { trigger: 'aside' }),
    ];
    expect(numbersOf(digest({ turns }), prices)).toMatchObject({
      turns: 3,
      p50Ms: 400,
      p95Ms: 800,
      costUsd: 0.75,
    });
    expect(numbersOf(digest(), prices)).toMatchObject({ turns: 0, p50Ms: null, p95Ms: null, costUsd: null });
  });

  it('have their turns side by side, each with what was said and what came of it', () => {
    const items = [
      messageItem({ id: 'u1', text: 'Hello' }),
      toolCallItem({ id: 't1', responseId: 'r1' }),
      messageItem({ id: 'a1', role: 'assistant', text: 'Hi', responseId: 'r2' }),
    ];
    const turns = [testTurn(1, { responses: [response('r1', null), response('r2', null)] })];
    const pairs = alignTurns(
      digest({ items, turns: [testTurn(9, { trigger: 'aside' }), ...turns] }),
      digest({ items: [], turns: [testTurn(1), testTurn(2)] }),
      prices,
    );
    expect(pairs.map(({ number }) => number)).toEqual([1, 2]);
    expect(pairs[0]?.a?.said).toBe(items[0]);
    expect(pairs[0]?.a?.answers).toEqual([items[1], items[2]]);
    // Deleted meanwhile.
    expect(pairs[0]?.b?.said).toBeNull();
    expect(pairs[1]?.a).toBeNull();
  });
});

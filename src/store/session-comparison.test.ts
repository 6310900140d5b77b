import { describe, expect, it } from 'vitest';
import { messageItem, toolCallItem } from '../../tests/support/items.ts';
import type { SessionDigest } from '../engine/export/session-digest.ts';
import { PRICES } from '../pricing/prices.ts';
import { turnCostUsd } from '../pricing/totals.ts';
import { defaultSettings } from './default-settings.ts';
import { alignTurns, compareSettings, numbersOf } from './session-comparison.ts';
import { testResponse, testTurn, testUsage } from './testing/test-turn.ts';

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
      testTurn(1, {
        moments: { speechEnd: 0, audible: 400 },
        responses: [testResponse({ usage: testUsage(1000, 0, 500) })],
      }),
      testTurn(2, { moments: { speechEnd: 1000, audible: 1800 }, responses: [testResponse()] }),
      testTurn(3, { trigger: 'text', responses: [testResponse({ usage: testUsage(2000, 500, 100) })] }),
      testTurn(4, { trigger: 'aside' }),
    ];
    const [first, , third] = turns.map((turn) => turnCostUsd(turn));
    const numbers = numbersOf(digest({ turns }), PRICES);
    expect(numbers).toMatchObject({ turns: 3, p50Ms: 400, p95Ms: 800 });
    expect(first).toBeGreaterThan(0);
    expect(numbers.costUsd).toBeCloseTo((first ?? 0) + (third ?? 0), 10);
    expect(numbersOf(digest(), PRICES)).toMatchObject({ turns: 0, p50Ms: null, p95Ms: null, costUsd: null });
  });

  it('have their turns side by side, each with what was said and what came of it', () => {
    const items = [
      messageItem({ id: 'u1', text: 'Hello' }),
      toolCallItem({ id: 't1', responseId: 'r1' }),
      messageItem({ id: 'a1', role: 'assistant', text: 'Hi', responseId: 'r2' }),
    ];
    const turns = [testTurn(1, { responses: [testResponse({ id: 'r1' }), testResponse({ id: 'r2' })] })];
    const pairs = alignTurns(
      digest({ items, turns: [testTurn(9, { trigger: 'aside' }), ...turns] }),
      digest({ items: [], turns: [testTurn(1), testTurn(2)] }),
      PRICES,
    );
    expect(pairs.map(({ number }) => number)).toEqual([1, 2]);
    expect(pairs[0]?.a?.said).toBe(items[0]);
    expect(pairs[0]?.a?.answers).toEqual([items[1], items[2]]);
    // Deleted meanwhile.
    expect(pairs[0]?.b?.said).toBeNull();
    expect(pairs[1]?.a).toBeNull();
  });
});

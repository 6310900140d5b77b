/** Two sessions side by side: figures, settings that differ, turns in the order of the conversation. Pure. */

import type { SessionDigest } from '../engine/export/session-digest.ts';
import type { PriceTable } from '../pricing/prices.ts';
import { costTotals, turnCostUsd } from '../pricing/totals.ts';
import type { Turn } from '../session/turns.ts';
import type { Item, SessionSettings } from '../session/types.ts';
import { percentile, voiceToVoiceMs } from '../lib/latency.ts';
import { cutByPerson } from './turn-figures.ts';

export interface SessionNumbers {
  lengthMs: number;
  turns: number;
  /** Voice to voice; null: no turn was spoken and heard. */
  p50Ms: number | null;
  p95Ms: number | null;
  interruptions: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  /** null: nothing could be priced. */
  costUsd: number | null;
}

export function numbersOf({ lengthMs, turns, usage }: SessionDigest, prices: PriceTable): SessionNumbers {
  const latencies = turns.map(voiceToVoiceMs).filter((ms) => ms !== null);
  return {
    lengthMs,
    turns: conversational(turns).length,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    interruptions: turns.filter(cutByPerson).length,
    inputTokens: usage.inputTokens,
    cachedTokens: usage.cachedTokens,
    outputTokens: usage.outputTokens,
    costUsd: costTotals(turns, prices).totalUsd,
  };
}

interface SettingDifference {
  /** `turnDetection.threshold`, `tools.get_weather`. */
  path: string;
  /** As text; null: this session has no such setting. */
  a: string | null;
  b: string | null;
}

export interface SettingsComparison {
  differences: SettingDifference[];
  /** How many are the same. */
  same: number;
}

export function compareSettings(a: SessionSettings, b: SessionSettings): SettingsComparison {
  const [ofA, ofB] = [flat(a), flat(b)];
  const paths = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const all = paths.map((path) => ({ path, a: ofA.get(path) ?? null, b: ofB.get(path) ?? null }));
  const differences = all.filter((each) => each.a !== each.b);
  return { differences, same: all.length - differences.length };
}

function flat(settings: SessionSettings): Map<string, string> {
  const { tools, ...rest } = settings;
  const found = new Map<string, string>();
  const visit = (path: string, value: unknown) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) visit(path === '' ? name : `${path}.${name}`, inner);
    } else {
      found.set(path, typeof value === 'string' ? value : JSON.stringify(value));
    }
  };
  visit('', rest);
  for (const { name, description, parameters } of tools) {
    found.set(`tools.${name}`, `${description} ${JSON.stringify(parameters)}`);
  }
  return found;
}

export interface TurnSide {
  turn: Turn;
  /** What the person said or typed; null when they did not, or it is not there any more. */
  said: Item | null;
  /** What came of it: messages and tool calls, in order. */
  answers: Item[];
  voiceToVoiceMs: number | null;
  costUsd: number | null;
}

export interface TurnPair {
  /** From 1. */
  number: number;
  a: TurnSide | null;
  b: TurnSide | null;
}

/** The first beside the first and so on, as when one script was spoken twice. What went on outside of a conversation has no place in it. */
export function alignTurns(a: SessionDigest, b: SessionDigest, prices: PriceTable): TurnPair[] {
  const [ofA, ofB] = [sides(a, prices), sides(b, prices)];
  return Array.from({ length: Math.max(ofA.length, ofB.length) }, (_, index) => ({
    number: index + 1,
    a: ofA[index] ?? null,
    b: ofB[index] ?? null,
  }));
}

function sides({ turns, items }: SessionDigest, prices: PriceTable): TurnSide[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const byResponse = new Map<string, Item[]>();
  for (const item of items) {
    if (!('responseId' in item) || item.responseId === null || item.responseId === undefined) continue;
    byResponse.set(item.responseId, [...(byResponse.get(item.responseId) ?? []), item]);
  }
  return conversational(turns).map((turn) => ({
    turn,
    said: (turn.itemId === null ? undefined : byId.get(turn.itemId)) ?? null,
    answers: turn.responses.flatMap(({ id }) => byResponse.get(id) ?? []),
    voiceToVoiceMs: voiceToVoiceMs(turn),
    costUsd: turnCostUsd(turn, prices),
  }));
}

function conversational(turns: readonly Turn[]): Turn[] {
  return turns.filter(({ trigger }) => trigger !== 'aside');
}

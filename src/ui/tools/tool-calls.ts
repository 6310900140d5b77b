/** Reads the demo tools' calls out of the conversation. Pure; what cannot be read is left out. */

import type { Item, ToolCallItem } from '../../session/types.ts';

export interface WeatherCall {
  itemId: string;
  lat: number;
  lng: number;
  location: string;
  state: ToolCallItem['state'];
  /** The temperature in words, or what went wrong; null while it runs. */
  words: string | null;
}

export interface MemoryEntry {
  key: string;
  value: string;
}

type Conversation = { items: Record<string, Item>; order: string[] };

/** All calls of one tool, in conversation order. */
export function callsOf({ items, order }: Conversation, name: string): ToolCallItem[] {
  const calls: ToolCallItem[] = [];
  for (const itemId of order) {
    const item = items[itemId];
    if (item?.kind === 'tool-call' && item.name === name) calls.push(item);
  }
  return calls;
}

/** The last call that says where; null when there is none. */
export function latestWeather(calls: ToolCallItem[]): WeatherCall | null {
  for (const call of calls.toReversed()) {
    const { lat, lng, location } = readObject(call.argumentsText);
    if (typeof lat !== 'number' || typeof lng !== 'number') continue;
    if (Math.abs(lat) > 90 || Math.abs(lng) > 180) continue;
    return {
      itemId: call.id,
      lat,
      lng,
      location: typeof location === 'string' ? location : '',
      state: call.state,
      words: resultWords(call),
    };
  }
  return null;
}

/** What was remembered: the last value of each key, in the order in which keys came up. Calls that failed do not count. */
export function memoryOf(calls: ToolCallItem[]): MemoryEntry[] {
  const entries = new Map<string, string>();
  for (const call of calls) {
    if (call.state !== 'done') continue;
    const { key, value } = readObject(call.argumentsText);
    if (typeof key === 'string')
      entries.set(key, typeof value === 'string' ? value : JSON.stringify(value ?? ''));
  }
  return [...entries].map(([key, value]) => ({ key, value }));
}

function resultWords(call: ToolCallItem): string | null {
  if (call.output === null) return null;
  const output = readObject(call.output);
  if (call.state === 'failed') return typeof output.error === 'string' ? output.error : call.output;
  const temperature = measure(output.temperature);
  const wind = measure(output.wind_speed);
  return [temperature, wind && `wind ${wind}`].filter(Boolean).join(', ') || null;
}

function measure(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('value' in value) || !('units' in value)) return null;
  const { value: amount, units } = value;
  return typeof amount === 'number' && typeof units === 'string' ? `${amount} ${units}` : null;
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Arguments are still streaming, or a tool answered in plain text.
    return {};
  }
}

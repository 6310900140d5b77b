/**
 * What the page remembers between visits: looks, column sizes, devices, and the last settings. Owns one entry of local storage. Damaged,
 * foreign or full storage never throws: what cannot be read falls back field by field, what cannot be written is kept for this visit.
 */

import * as z from 'zod/mini';
import { MOST_USD, NO_EDITS } from '../pricing/price-edits.ts';

// Without this zod compiles validators with `new Function`, which the page's content security policy reports.
z.config({ jitless: true });

/** Also read by `public/theme.js`, before anything is drawn. */
export const PREFERENCES_KEY = 'sidetone.preferences';

const serverVad = z.object({
  kind: z.literal('server_vad'),
  threshold: z.number().check(z.minimum(0), z.maximum(1)),
  prefixPaddingMs: z.number().check(z.minimum(0)),
  silenceDurationMs: z.number().check(z.minimum(0)),
  createResponse: z.boolean(),
  interruptResponse: z.boolean(),
  idleTimeoutMs: z.nullable(z.number().check(z.minimum(0))),
});

const semanticVad = z.object({
  kind: z.literal('semantic_vad'),
  eagerness: z.enum(['low', 'medium', 'high', 'auto']),
  createResponse: z.boolean(),
  interruptResponse: z.boolean(),
});

/** The last settings. Tools are kept by name: their definitions belong to the program, not to the storage. */
const rememberedSettings = z.object({
  model: z.string().check(z.minLength(1)),
  voice: z.string().check(z.minLength(1)),
  instructions: z.string(),
  outputModality: z.enum(['audio', 'text']),
  turnDetection: z.discriminatedUnion('kind', [
    serverVad,
    semanticVad,
    z.object({ kind: z.literal('none') }),
  ]),
  transcription: z.nullable(
    z.object({ model: z.string().check(z.minLength(1)), language: z.string(), prompt: z.string() }),
  ),
  noiseReduction: z.nullable(z.enum(['near_field', 'far_field'])),
  speed: z.number().check(z.minimum(0.25), z.maximum(1.5)),
  maxOutputTokens: z.union([z.literal('inf'), z.int().check(z.minimum(1))]),
  toolNames: z.array(z.string()),
  toolChoice: z.enum(['auto', 'none', 'required']),
});

const logFilter = z.object({
  text: z.string(),
  pattern: z.boolean(),
  // Filters that an older page kept say nothing of it.
  frames: z.prefault(z.boolean(), false),
  direction: z.enum(['all', 'client', 'server']),
  troubleOnly: z.boolean(),
  hiddenTypes: z.array(z.string()),
});

const usd = z.number().check(z.minimum(0), z.maximum(MOST_USD));
const modelName = z.string().check(z.minLength(1));
const transcriptionTokens = z.object({
  text: z.object({ input: usd, output: usd }),
  audio: z.object({ input: usd }),
});

/** A person's own prices: rows that they changed or added. */
const prices = z.object({
  models: z.array(
    z.object({
      model: modelName,
      perMillionTokens: z.object({
        text: z.object({ input: usd, cached: usd, output: usd }),
        audio: z.object({ input: usd, cached: usd, output: usd }),
        image: z.object({ input: usd, cached: usd }),
      }),
    }),
  ),
  transcription: z.array(
    z.union([
      z.object({ model: modelName, perMinute: usd }),
      z.object({ model: modelName, perMillionTokens: transcriptionTokens }),
    ]),
  ),
});

const percentages = z.record(z.string(), z.number().check(z.minimum(0), z.maximum(100)));

const fields = {
  theme: z.enum(['system', 'light', 'dark']),
  /** Per layout, panel id → percent of the width. */
  columns: z.record(z.string(), percentages),
  collapsedSections: z.array(z.string()),
  /** The panel chosen where not all fit. */
  panel: z.enum(['transcript', 'events', 'turns', 'session']),
  /** What the turns panel shows. */
  turnsView: z.enum(['latency', 'heard', 'cost']),
  microphoneId: z.string(),
  speakerId: z.string(),
  volume: z.number().check(z.minimum(0), z.maximum(1)),
  processing: z.object({
    echoCancellation: z.boolean(),
    noiseSuppression: z.boolean(),
    autoGainControl: z.boolean(),
  }),
  logFilter,
  /** In the order in which they were saved; names are unique. */
  savedFilters: z.array(z.object({ name: z.string().check(z.minLength(1)), filter: logFilter })),
  prices,
  /** Sessions are kept in the browser's storage as they happen. */
  record: z.boolean(),
  /** What all kept sessions may take together. */
  storageLimitBytes: z.number().check(z.minimum(1)),
  /** What stands in the composer of events, and what was sent from it, the newest last. */
  composerDraft: z.string(),
  composerHistory: z.array(z.string()),
  settings: z.nullable(rememberedSettings),
  upstreamId: z.string(),
  /** Instructions typed and not applied yet; null = none. */
  instructionsDraft: z.nullable(z.string()),
  /** The numbers of each kind of turn detection, for when one comes back to it. */
  serverVad: z.nullable(serverVad),
  semanticVad: z.nullable(semanticVad),
  /** Which of them `Voice activity` stands for. */
  vadKind: z.enum(['server_vad', 'semantic_vad']),
  emulatorNoteDismissed: z.boolean(),
};

export type Preferences = { [Name in keyof typeof fields]: z.output<(typeof fields)[Name]> };
export type RememberedSettings = z.output<typeof rememberedSettings>;
export type Theme = Preferences['theme'];

export const defaultPreferences: Preferences = {
  theme: 'system',
  columns: {},
  collapsedSections: [],
  panel: 'transcript',
  turnsView: 'latency',
  microphoneId: '',
  speakerId: '',
  volume: 1,
  processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  logFilter: {
    text: '',
    pattern: false,
    frames: false,
    direction: 'all',
    troubleOnly: false,
    hiddenTypes: [],
  },
  savedFilters: [],
  composerDraft: '',
  composerHistory: [],
  prices: NO_EDITS,
  record: true,
  storageLimitBytes: 1_000_000_000,
  settings: null,
  upstreamId: '',
  instructionsDraft: null,
  serverVad: null,
  semanticVad: null,
  vadKind: 'server_vad',
  emulatorNoteDismissed: false,
};

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

export interface PreferenceKeeper {
  /** The same object until something is saved. */
  load: () => Preferences;
  save: (patch: Partial<Preferences>) => void;
  /** The returned function unsubscribes. */
  subscribe: (listener: () => void) => () => void;
}

/** `storage` null = remember for this visit only. */
export function createPreferenceKeeper(storage: Storage | null): PreferenceKeeper {
  let current: Preferences | null = null;
  const listeners = new Set<() => void>();
  const load = () => (current ??= readPreferences(storage));
  return {
    load,
    save(patch) {
      current = { ...load(), ...patch };
      writePreferences(storage, current);
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The page's own keeper. */
export const preferences = createPreferenceKeeper(pageStorage());
export const loadPreferences = () => preferences.load();
export const savePreferences = (patch: Partial<Preferences>) => preferences.save(patch);

/** Reading `localStorage` itself throws where the person has forbidden storage. */
function pageStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

function readPreferences(storage: Storage | null): Preferences {
  const stored = parseStored(storage);
  const entries = Object.entries(fields).map(([name, schema]) => {
    const parsed = schema.safeParse(stored[name]);
    return [name, parsed.success ? parsed.data : defaultPreferences[name as keyof Preferences]];
  });
  return Object.fromEntries(entries) as Preferences;
}

function parseStored(storage: Storage | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(storage?.getItem(PREFERENCES_KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Not JSON, or storage is forbidden: start afresh; the next save repairs it.
    return {};
  }
}

function writePreferences(storage: Storage | null, value: Preferences): void {
  try {
    storage?.setItem(PREFERENCES_KEY, JSON.stringify(value));
  } catch {
    // Full or forbidden: `current` still holds it for this visit, and there is nothing a person could do in the middle of a talk.
  }
}

/**
 * What is configured of an upstream, wherever it comes from: environment variables (`upstream-variables.ts`) or the configuration file
 * (`upstreams-section.ts`).
 */

import type { Secret } from '../secret.ts';
import { DEFAULT_MODEL, OPENAI_MODELS, TRANSCRIPTION_MODELS, VOICES } from './catalogue.ts';

/** What an upstream has to offer, as far as we are told. */
export interface Offer {
  /** The default model is one of them. */
  models: readonly string[];
  defaultModel: string;
  voices: readonly string[];
  /** Empty: the console asks for no transcription. */
  transcriptionModels: readonly string[];
  /** A model of the table of prices, where the names here are not in it; null: by their own names. */
  pricedAs: string | null;
}

/** Where a person mends what is wrong, in words that fit into a sentence. */
export interface Hints {
  key: string;
  address: string;
}

export interface RemoteUpstreamConfig {
  kind: 'openai' | 'azure' | 'compatible';
  /** In addresses: `/upstreams/ID/v1/realtime`, `?upstream=ID`. */
  id: string;
  /** Shown to people: `OpenAI`, the host of a compatible server, or what the file says. */
  name: string;
  /** Address of the Realtime WebSocket, without query. */
  url: string;
  apiKey: Secret | null;
  organization: string | null;
  project: string | null;
  /** Names an end user to the service when the client names none, or when what it says is ignored. */
  safetyIdentifier: string | null;
  ignoreClientSafetyIdentifier: boolean;
  /** Further headers, by name. */
  headers: Readonly<Record<string, Secret>>;
  offer: Offer;
  hints: Hints;
}

export interface EmulatorUpstreamConfig {
  kind: 'emulator';
  id: string;
  name: string;
  offer: Offer;
}

export type UpstreamConfig = RemoteUpstreamConfig | EmulatorUpstreamConfig;

/** At least one; the first is the default. */
export type UpstreamConfigs = readonly [UpstreamConfig, ...UpstreamConfig[]];

/** The default model is put in front of a list that lacks it. */
export function offerOf(named: {
  models?: readonly string[] | undefined;
  defaultModel?: string | undefined;
  voices?: readonly string[] | undefined;
  transcriptionModels?: readonly string[] | undefined;
  pricedAs?: string | undefined;
}): Offer {
  const listed = named.models ?? [];
  const models = listed.length > 0 ? listed : OPENAI_MODELS;
  const defaultModel = named.defaultModel ?? listed[0] ?? DEFAULT_MODEL;
  return {
    models: models.includes(defaultModel) ? models : [defaultModel, ...models],
    defaultModel,
    voices: named.voices ?? VOICES,
    transcriptionModels: named.transcriptionModels ?? TRANSCRIPTION_MODELS,
    pricedAs: named.pricedAs ?? null,
  };
}

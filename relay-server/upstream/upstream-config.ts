/**
 * Which upstreams there are: one from environment variables, or those that the configuration file lists. The first is the one that is
 * used when nobody asks for another.
 */

import { z } from 'zod';
import type { SecretField } from '../config-file.ts';
import type { Secret } from '../secret.ts';
import { DEFAULT_MODEL, OPENAI_MODELS, TRANSCRIPTION_MODELS, VOICES } from './catalogue.ts';
import { modelPrice } from '../../src/session/prices.ts';
import { azureUrl, realtimeUrl } from './realtime-url.ts';

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

// ------------------------------------------------------------ the configuration file

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;
/** A header's name (RFC 9110, token). */
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** Headers that the relay sets itself, or that belong to the handshake. */
const OWN_HEADERS =
  /^(?:authorization|host|connection|upgrade|expect|content-length|transfer-encoding|openai-.*|x-client-request-id|sec-websocket-.*)$/i;

/** What becomes a header as it stands: another character would make every connection fail. */
const headerWord = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be one word of letters, digits and signs that HTTP allows in a header');

const names = z.array(z.string().trim().min(1, 'must not be empty')).min(1, 'must list at least one');

const address = (read: (base: string) => ReturnType<typeof realtimeUrl>) =>
  z.string().transform((value, context) => {
    const result = read(value);
    if (result.ok) return result.url;
    context.addIssue({ code: 'custom', message: result.problem });
    return z.NEVER;
  });

/** The section `upstreams`. */
export function upstreamsSection(secret: SecretField) {
  const common = {
    name: z.string().regex(ID, 'must be a short name of letters, digits, dots and hyphens, such as azure'),
    /** Shown instead of the name. */
    label: z.string().trim().min(1, 'must not be empty').optional(),
    default: z.boolean().default(false),
    models: names.optional(),
    defaultModel: z.string().optional(),
    voices: names.optional(),
    transcriptionModels: names.optional(),
    pricedAs: z
      .string()
      .refine((model) => modelPrice(model) !== null, 'is no model of the table of prices')
      .optional(),
  };
  const remote = {
    organization: headerWord.optional(),
    project: headerWord.optional(),
    safetyIdentifier: headerWord.max(64, 'must have at most 64 characters').optional(),
    /** Whether clients may name an end user themselves. */
    ignoreClientSafetyIdentifier: z.boolean().default(false),
  };
  const headers = z
    .record(
      z
        .string()
        .regex(HEADER_NAME, 'is not the name of a header')
        .refine((name) => !OWN_HEADERS.test(name), 'is a header that the relay sets itself'),
      secret('value'),
    )
    .default({});
  const entry = z.discriminatedUnion(
    'kind',
    [
      z.strictObject({
        ...common,
        ...remote,
        kind: z.literal('openai'),
        apiKey: secret(),
        url: address(realtimeUrl).default('wss://api.openai.com/v1/realtime'),
      }),
      z.strictObject({
        ...common,
        ...remote,
        kind: z.literal('azure'),
        apiKey: secret(),
        endpoint: address(azureUrl),
        // Names of deployments; nobody else knows them.
        models: names,
      }),
      z.strictObject({
        ...common,
        ...remote,
        kind: z.literal('compatible'),
        apiKey: secret().optional(),
        url: address(realtimeUrl),
        headers,
      }),
      z.strictObject({ ...common, kind: z.literal('emulator') }),
    ],
    { error: 'must have a kind: openai, azure, compatible or emulator' },
  );
  return z
    .array(entry)
    .min(1, 'must list at least one')
    .refine(
      (entries) => new Set(entries.map(({ name }) => name)).size === entries.length,
      'must have different names',
    )
    .refine(
      (entries) => entries.filter((each) => each.default).length <= 1,
      'must have no more than one default',
    )
    .optional();
}

type FileEntry = NonNullable<z.output<ReturnType<typeof upstreamsSection>>>[number];

/** From the file's section to configurations, the default first. */
export function upstreamsOfFile(entries: readonly FileEntry[]): UpstreamConfigs {
  const inOrder = entries.toSorted((a, b) => Number(b.default) - Number(a.default));
  const [first, ...others] = inOrder.map(upstreamOfFile);
  if (first === undefined) throw new Error('the section lists no upstream; its schema should have said so');
  return [first, ...others];
}

function upstreamOfFile(entry: FileEntry): UpstreamConfig {
  const id = entry.name;
  const name = entry.label ?? entry.name;
  if (entry.kind === 'emulator') return { kind: 'emulator', id, name, offer: offerOf(entry) };
  const isAzure = entry.kind === 'azure';
  return {
    kind: entry.kind,
    id,
    name,
    url: isAzure ? entry.endpoint : entry.url,
    apiKey: entry.apiKey ?? null,
    organization: entry.organization ?? null,
    project: entry.project ?? null,
    safetyIdentifier: entry.safetyIdentifier ?? null,
    ignoreClientSafetyIdentifier: entry.ignoreClientSafetyIdentifier,
    headers: entry.kind === 'compatible' ? entry.headers : {},
    offer: offerOf(isAzure ? { transcriptionModels: [], ...entry } : entry),
    hints: {
      key: `the apiKey of the upstream ${id} in the configuration file`,
      address: `the ${isAzure ? 'endpoint' : 'url'} of the upstream ${id} in the configuration file`,
    },
  };
}

// ------------------------------------------------------------ the environment

const OPENAI_URL = 'wss://api.openai.com/v1/realtime';

export interface UpstreamVariables {
  UPSTREAM: 'auto' | 'openai' | 'azure' | 'emulator';
  OPENAI_API_KEY?: Secret | undefined;
  /** Already the address of a WebSocket. */
  OPENAI_BASE_URL?: string | undefined;
  OPENAI_ORGANIZATION?: string | undefined;
  OPENAI_PROJECT?: string | undefined;
  OPENAI_SAFETY_IDENTIFIER?: string | undefined;
  AZURE_OPENAI_ENDPOINT?: string | undefined;
  AZURE_OPENAI_API_KEY?: Secret | undefined;
  MODELS?: string[] | undefined;
  DEFAULT_MODEL?: string | undefined;
}

/** Why these variables do not fit together, each problem a sentence that begins with a variable's name. */
export function upstreamProblems(variables: UpstreamVariables, isFileListing: boolean): string[] {
  const { UPSTREAM, MODELS, AZURE_OPENAI_ENDPOINT } = variables;
  if (isFileListing) {
    const overruled = [
      UPSTREAM === 'auto' ? null : 'UPSTREAM',
      variables.OPENAI_BASE_URL === undefined ? null : 'OPENAI_BASE_URL',
      variables.OPENAI_SAFETY_IDENTIFIER === undefined ? null : 'OPENAI_SAFETY_IDENTIFIER',
      AZURE_OPENAI_ENDPOINT === undefined ? null : 'AZURE_OPENAI_ENDPOINT',
      MODELS === undefined ? null : 'MODELS',
      variables.DEFAULT_MODEL === undefined ? null : 'DEFAULT_MODEL',
    ].filter((name) => name !== null);
    return overruled.map(
      (name) =>
        `${name} has no effect, for the configuration file lists the upstreams; remove one of the two.`,
    );
  }
  if (kindOf(variables) !== 'azure') return [];
  const problems: string[] = [];
  if (AZURE_OPENAI_ENDPOINT === undefined) {
    problems.push('AZURE_OPENAI_ENDPOINT must be set, such as https://my-resource.openai.azure.com.');
  }
  if (variables.AZURE_OPENAI_API_KEY === undefined) {
    problems.push('AZURE_OPENAI_API_KEY must be set along with AZURE_OPENAI_ENDPOINT.');
  }
  if ((MODELS ?? []).length === 0 && variables.DEFAULT_MODEL === undefined) {
    problems.push('MODELS must name your deployments at Azure, separated by commas.');
  }
  return problems;
}

function kindOf(variables: UpstreamVariables): 'openai' | 'azure' | 'emulator' {
  const { UPSTREAM, OPENAI_API_KEY, OPENAI_BASE_URL } = variables;
  if (UPSTREAM !== 'auto') return UPSTREAM;
  if (OPENAI_API_KEY !== undefined || OPENAI_BASE_URL !== undefined) return 'openai';
  // One of the two is enough to know what is meant; that the other lacks is then said.
  const isAzure =
    variables.AZURE_OPENAI_ENDPOINT !== undefined || variables.AZURE_OPENAI_API_KEY !== undefined;
  return isAzure ? 'azure' : 'emulator';
}

/** The one upstream that the variables describe. */
export function upstreamOfVariables(variables: UpstreamVariables): UpstreamConfig {
  const kind = kindOf(variables);
  const named = { models: variables.MODELS, defaultModel: variables.DEFAULT_MODEL };
  if (kind === 'emulator') return { kind, id: 'emulator', name: 'Emulator', offer: offerOf(named) };
  const common = {
    organization: variables.OPENAI_ORGANIZATION ?? null,
    project: variables.OPENAI_PROJECT ?? null,
    safetyIdentifier: variables.OPENAI_SAFETY_IDENTIFIER ?? null,
    ignoreClientSafetyIdentifier: false,
    headers: {},
  };
  if (kind === 'azure') {
    return {
      ...common,
      kind,
      id: 'azure',
      name: 'Azure OpenAI',
      url: variables.AZURE_OPENAI_ENDPOINT ?? '',
      apiKey: variables.AZURE_OPENAI_API_KEY ?? null,
      offer: offerOf({
        ...named,
        models: named.models ?? [named.defaultModel ?? ''],
        transcriptionModels: [],
      }),
      hints: { key: 'AZURE_OPENAI_API_KEY', address: 'AZURE_OPENAI_ENDPOINT' },
    };
  }
  const url = variables.OPENAI_BASE_URL ?? OPENAI_URL;
  const { host } = new URL(url);
  const isOpenAi = host === 'api.openai.com' || host.endsWith('.api.openai.com');
  return {
    ...common,
    kind: isOpenAi ? 'openai' : 'compatible',
    id: isOpenAi ? 'openai' : 'server',
    name: isOpenAi ? 'OpenAI' : host,
    url,
    apiKey: variables.OPENAI_API_KEY ?? null,
    offer: offerOf(named),
    hints: { key: 'OPENAI_API_KEY', address: 'OPENAI_BASE_URL' },
  };
}

/** The section `upstreams` of the configuration file: several at once, each with a name. */

import { z } from 'zod';
import { modelPrice } from '../../src/pricing/prices.ts';
import type { SecretField } from '../secret-field.ts';
import { azureUrl, realtimeUrl } from './realtime-url.ts';
import { type UpstreamConfig, type UpstreamConfigs, offerOf } from './upstream-config.ts';

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

/**
 * The environment, parsed once. Every bad variable is reported, in words; the value of a key never is. A blank value counts as absent.
 * Nothing but this file reads environment variables, and this file reads them only from what it is given.
 */

import { z } from 'zod';
import { type AccessConfig, accessConfig, accessProblems, accessVariables } from './access/access-config.ts';
import { type Budgets, NO_BUDGETS, budgetProblems } from './budget/budget-config.ts';
import { type ConfigFile, emptyConfigFile, parseConfigFile } from './config-file.ts';
import type { Environment } from './secret-field.ts';
import type { Policy } from './policy/policy-config.ts';
import { Secret } from './secret.ts';
import { type TlsConfig, tlsConfig, tlsProblems, tlsVariables } from './tls/tls-config.ts';
import { PHONE_CLIENT } from './phone/phone-client.ts';
import { type PhoneConfig, phoneProblems } from './phone/phone-config.ts';
import { azureUrl, realtimeUrl } from './upstream/realtime-url.ts';
import type { UpstreamConfigs } from './upstream/upstream-config.ts';
import {
  type UpstreamVariables,
  upstreamOfVariables,
  upstreamProblems,
} from './upstream/upstream-variables.ts';
import { upstreamsOfFile } from './upstream/upstreams-section.ts';

export interface Config {
  host: string;
  /** 0 = any free port. */
  port: number;
  logLevel: LogLevel;
  /** The first is the default. */
  upstreams: UpstreamConfigs;
  upstreamConnectTimeoutMs: number;
  /** Folder of what must survive a restart; null: beside the program. */
  dataDir: string | null;
  /** How long sessions in the middle of a response may go on after a signal to stop. */
  drainMs: number;
  access: AccessConfig;
  budgets: Budgets;
  /** Null: clients do as they like. */
  policy: Policy | null;
  /** Null: no telephone. */
  phone: PhoneConfig | null;
  tls: TlsConfig;
  /** The sections of the configuration file. */
  file: ConfigFile;
}

export type LogLevel = (typeof LOG_LEVELS)[number];
export type ConfigResult = { ok: true; config: Config } | { ok: false; problems: string[] };

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What may stand in an HTTP header's value as one word: visible ASCII. */
const HEADER_WORD = /^[\x21-\x7e]+$/;
const headerWord = z
  .string()
  .regex(HEADER_WORD, 'holds a blank or a character that HTTP does not allow; copy the value again');

const wholeNumber = (min: number, max: number, words: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, words)
    .transform(Number)
    .refine((value) => value >= min && value <= max, words);

const addressOf = (read: typeof realtimeUrl) =>
  z.string().transform((value, context) => {
    const result = read(value);
    if (result.ok) return result.url;
    context.addIssue({ code: 'custom', message: result.problem });
    return z.NEVER;
  });

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

const schema = z.object({
  PORT: wholeNumber(0, 65_535, 'must be a whole number from 0 to 65535').default(3000),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9._:-]+$/, 'must be a host name or an IP address, such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  OPENAI_API_KEY: headerWord.optional(),
  OPENAI_BASE_URL: addressOf(realtimeUrl).optional(),
  OPENAI_ORGANIZATION: headerWord.optional(),
  OPENAI_PROJECT: headerWord.optional(),
  OPENAI_SAFETY_IDENTIFIER: headerWord.max(64, 'must have at most 64 characters').optional(),
  AZURE_OPENAI_ENDPOINT: addressOf(azureUrl).optional(),
  AZURE_OPENAI_API_KEY: headerWord.optional(),
  UPSTREAM: z
    .enum(['auto', 'openai', 'azure', 'emulator'], { error: 'must be auto, openai, azure or emulator' })
    .default('auto'),
  MODELS: list.optional(),
  DEFAULT_MODEL: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  UPSTREAM_CONNECT_TIMEOUT_MS: wholeNumber(
    100,
    120_000,
    'must be a whole number of milliseconds from 100 to 120000',
  ).default(10_000),
  DATA_DIR: z.string().optional(),
  DRAIN_SECONDS: wholeNumber(0, 3600, 'must be a whole number of seconds from 0 to 3600').default(10),
  ...accessVariables,
  ...tlsVariables,
});

/**
 * Parses the environment and the text of the configuration file, if there is one. On failure each problem is one sentence that begins
 * with the name of the variable or the file.
 */
export function parseConfig(
  environment: Environment,
  source: { name: string; text: string } | null = null,
): ConfigResult {
  const present: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') present[name] = value;
  }
  const parsed = schema.safeParse(present);
  const file =
    source === null
      ? { ok: true as const, file: emptyConfigFile() }
      : parseConfigFile(source.text, source.name, environment);
  const problems = file.ok ? [] : [...file.problems];
  if (!parsed.success) {
    problems.unshift(...parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`));
    return { ok: false, problems };
  }
  const variables = parsed.data;
  const upstreamVariables: UpstreamVariables = {
    ...variables,
    OPENAI_API_KEY: secretOf(variables.OPENAI_API_KEY),
    AZURE_OPENAI_API_KEY: secretOf(variables.AZURE_OPENAI_API_KEY),
  };
  const listed = file.ok ? file.file.upstreams : undefined;
  const clients = (file.ok ? file.file.clients : undefined) ?? [];
  const budgets = (file.ok ? file.file.budgets : undefined) ?? NO_BUDGETS;
  const phone = (file.ok ? file.file.phone : undefined) ?? null;
  const upstreamNames = listed?.map(({ name }) => name) ?? [upstreamOfVariables(upstreamVariables).id];
  problems.unshift(
    ...accessProblems(variables, clients),
    ...tlsProblems(variables),
    ...budgetProblems(budgets, ['owner', PHONE_CLIENT, ...clients.map(({ name }) => name)]),
    ...upstreamProblems(upstreamVariables, listed !== undefined),
    ...phoneProblems(
      phone,
      upstreamNames,
      clients.map(({ name }) => name),
    ),
  );
  if (!file.ok || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    config: {
      host: variables.HOST,
      port: variables.PORT,
      logLevel: variables.LOG_LEVEL,
      upstreams: listed === undefined ? [upstreamOfVariables(upstreamVariables)] : upstreamsOfFile(listed),
      upstreamConnectTimeoutMs: variables.UPSTREAM_CONNECT_TIMEOUT_MS,
      dataDir: variables.DATA_DIR ?? null,
      drainMs: variables.DRAIN_SECONDS * 1000,
      access: accessConfig(variables, clients),
      budgets,
      policy: file.file.policy ?? null,
      phone,
      tls: tlsConfig(variables),
      file: file.file,
    },
  };
}

function secretOf(value: string | undefined): Secret | undefined {
  return value === undefined ? undefined : new Secret(value);
}

/** The variables that say who may use the relay, and what follows from them together. Part of `config.ts`'s one parse. */

import proxyAddr from '@fastify/proxy-addr';
import { z } from 'zod';
import type { SecretField } from '../secret-field.ts';
import { Secret } from '../secret.ts';
import { type HostRule, hostRule, isLoopback, parseHost } from './hosts.ts';
import { parseOrigin } from './origins.ts';

/** A token and whom it stands for. */
export interface NamedToken {
  name: string;
  token: Secret;
  /** Its holder may watch and end other clients' sessions. */
  mayWatch: boolean;
}

export interface AccessConfig {
  /** Empty: no token is asked for. */
  tokens: readonly NamedToken[];
  /** Opens the metrics and nothing else; null: whoever may watch reads them. */
  metricsToken: Secret | null;
  /** Addresses and networks of proxies that are believed when they say for whom they ask. */
  trustedProxies: readonly string[];
  /** Origins beside the relay's own whose pages may connect. */
  allowedOrigins: readonly string[];
  hosts: HostRule;
  /** True when the port is open to the network and asks for no token, by the operator's word. */
  isOpenToAll: boolean;
}

const MIN_TOKEN_LENGTH = 16;
/** What a WebSocket subprotocol may hold (RFC 9110, token), for that is where a browser's SDK puts it. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const MAKE_ONE = 'this makes one: openssl rand -hex 24';

/** A list separated by commas, each entry read by `read`; entries it does not understand are named. */
const listOf = (read: (entry: string) => string | null, words: string) =>
  z.string().transform((value, context) => {
    const entries = value.split(',').flatMap((entry) => entry.trim() || []);
    return entries.map((entry) => {
      const result = read(entry);
      if (result === null) context.addIssue({ code: 'custom', message: `${words}, not ${entry}` });
      return result ?? '';
    });
  });

const tokenText = z
  .string()
  .min(MIN_TOKEN_LENGTH, `must have at least ${MIN_TOKEN_LENGTH} characters; ${MAKE_ONE}`)
  .regex(
    TOKEN,
    `may hold letters, digits and !#$%&'*+-.^_\`|~ only, so that browsers can send it; ${MAKE_ONE}`,
  );

export const accessVariables = {
  ACCESS_TOKEN: tokenText.optional(),
  METRICS_TOKEN: tokenText.optional(),
  ALLOW_OPEN_ACCESS: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform((value) => value === 'true'),
  ALLOWED_ORIGINS: listOf(
    parseOrigin,
    'must list origins such as https://app.example.com, separated by commas',
  ).optional(),
  TRUSTED_PROXIES: listOf(
    (entry) => (isNetwork(entry) ? entry : null),
    'must list addresses or networks of proxies such as 10.0.0.1 or 10.0.0.0/8, separated by commas',
  ).optional(),
  ALLOWED_HOSTS: listOf(
    parseHost,
    'must list host names such as voice.example.com, separated by commas',
  ).optional(),
};

interface Variables {
  HOST: string;
  OPENAI_API_KEY?: string | undefined;
  ACCESS_TOKEN?: string | undefined;
  METRICS_TOKEN?: string | undefined;
  ALLOW_OPEN_ACCESS: boolean;
  ALLOWED_ORIGINS?: string[] | undefined;
  ALLOWED_HOSTS?: string[] | undefined;
  TRUSTED_PROXIES?: string[] | undefined;
}

/** The holder of ACCESS_TOKEN. */
const OWNER = 'owner';

/** The section `clients`: further tokens, each with a name. */
export function clientsSection(secret: SecretField) {
  const entry = z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be a short name of letters, digits, hyphens and underscores')
      .refine((name) => name !== OWNER, `must not be ${OWNER}: that is who holds ACCESS_TOKEN`),
    token: secret().refine(
      (token) => token.reveal().length >= MIN_TOKEN_LENGTH && TOKEN.test(token.reveal()),
      `names a variable whose value does not serve as a token; ${MAKE_ONE}`,
    ),
    watch: z.boolean().default(false),
  });
  return z
    .array(entry)
    .refine(
      (entries) => new Set(entries.map(({ name }) => name)).size === entries.length,
      'must have different names',
    )
    .refine(
      (entries) => new Set(entries.map(({ token }) => token.reveal())).size === entries.length,
      'must have different tokens',
    )
    .optional();
}

type ClientEntry = NonNullable<z.output<ReturnType<typeof clientsSection>>>[number];

/** Why these settings must not run; each problem is one sentence that begins with a variable's name. */
export function accessProblems(variables: Variables, clients: readonly ClientEntry[]): string[] {
  const { HOST, OPENAI_API_KEY, ACCESS_TOKEN, METRICS_TOKEN, ALLOW_OPEN_ACCESS } = variables;
  const ofClients = clients.map(({ token }) => token.reveal());
  if (METRICS_TOKEN !== undefined && [ACCESS_TOKEN, OPENAI_API_KEY, ...ofClients].includes(METRICS_TOKEN)) {
    return [
      `METRICS_TOKEN must be a value of its own, for it is given to whoever collects metrics; ${MAKE_ONE}.`,
    ];
  }
  if (ACCESS_TOKEN !== undefined && ACCESS_TOKEN === OPENAI_API_KEY) {
    return [
      `ACCESS_TOKEN must not be the API key, for it is given to everyone who may use the relay; ${MAKE_ONE}.`,
    ];
  }
  const shared = clients.find(({ token }) => [ACCESS_TOKEN, OPENAI_API_KEY].includes(token.reveal()));
  if (shared !== undefined) {
    return [
      `The configuration file: the token of the client ${shared.name} must not be ACCESS_TOKEN or the API key, or its holder could not be told from the owner, or had the key; ${MAKE_ONE}.`,
    ];
  }
  if (isLoopback(HOST) || ACCESS_TOKEN !== undefined || clients.length > 0 || ALLOW_OPEN_ACCESS) return [];
  return [
    `HOST ${HOST} opens the relay to the network, where anyone who reaches it could spend the key: set ACCESS_TOKEN (${MAKE_ONE}), or set ALLOW_OPEN_ACCESS=true if anyone may.`,
  ];
}

export function accessConfig(variables: Variables, clients: readonly ClientEntry[]): AccessConfig {
  const { HOST, ACCESS_TOKEN } = variables;
  const owner = ACCESS_TOKEN === undefined ? [] : [ownerToken(ACCESS_TOKEN)];
  const tokens = [...owner, ...clients.map(({ name, token, watch }) => ({ name, token, mayWatch: watch }))];
  return {
    tokens,
    metricsToken: variables.METRICS_TOKEN === undefined ? null : new Secret(variables.METRICS_TOKEN),
    trustedProxies: variables.TRUSTED_PROXIES ?? [],
    allowedOrigins: variables.ALLOWED_ORIGINS ?? [],
    hosts: hostRule(HOST, variables.ALLOWED_HOSTS ?? []),
    isOpenToAll: !isLoopback(HOST) && tokens.length === 0,
  };
}

/** The one token of a relay that has no named clients. */
export function ownerToken(token: string): NamedToken {
  return { name: OWNER, token: new Secret(token), mayWatch: true };
}

function isNetwork(entry: string): boolean {
  try {
    proxyAddr.compile(entry);
    return true;
  } catch {
    // That is how the library says that it is neither an address nor a network.
    return false;
  }
}

/** What holds when nothing is configured: the loopback's own names and pages, and no token. */
export const LOOPBACK_ACCESS: AccessConfig = {
  tokens: [],
  metricsToken: null,
  trustedProxies: [],
  allowedOrigins: [],
  hosts: hostRule('127.0.0.1', []),
  isOpenToAll: false,
};

/** The section `phone` of the configuration file: the number's side of things, and what the agent on it is like. Absent: no telephone. */

import { z } from 'zod';
import type { Secret } from '../secret.ts';
import type { SecretField } from '../secret-field.ts';
import { PHONE_CLIENT } from './phone-client.ts';
import { isLoopback } from '../access/hosts.ts';
import { type RecordingConfig, recordingSection } from './recording/recording-config.ts';

type Greeting =
  | { by: 'none' }
  /** Said by Twilio's own voice before the agent listens. */
  | { by: 'twilio'; text: string }
  /** The agent speaks first; `text` tells it what to say, empty leaves that to its instructions. */
  | { by: 'agent'; text: string };

/** Calls that are placed from here. */
export interface OutboundConfig {
  /** The number that is shown to those who are called; one of the account's, or one that Twilio has verified. */
  from: string;
  /** What a number that is called must begin with; at least one. */
  prefixes: readonly string[];
  /** A call that lasts longer is ended after a goodbye. */
  minutes: number;
  /** Twilio listens who picked up: a person, a machine. It bills that. */
  machineDetection: boolean;
}

export interface PhoneConfig {
  /** Origin under which Twilio reaches this relay, such as `https://voice.example.com`. What it signs begins with this. */
  publicUrl: string;
  /** Null: only where `allowUnsigned`. */
  authToken: Secret | null;
  /** Calls of another account are refused; null: whichever account has the auth token. */
  accountSid: string | null;
  /** The number that leads here, for the setup checks; null: that of `outbound`, if any. */
  number: string | null;
  /** Null: no calls are placed. */
  outbound: OutboundConfig | null;
  /** For trials on one's own machine: whoever reaches the port may call. */
  allowUnsigned: boolean;
  /** Name of the upstream; null: the default. */
  upstream: string | null;
  /** Null: the upstream's default. */
  model: string | null;
  voice: string | null;
  instructions: string;
  greeting: Greeting;
  /** A call that lasts longer is ended after a goodbye. */
  minutesPerCall: number;
  /** Calls at once. */
  calls: number;
  /** Where the agent may transfer a caller to: number by name. */
  transfers: Readonly<Record<string, string>>;
  /** Said when a tool takes longer than a moment; empty: silence. */
  filler: string;
  /** Null: calls are not recorded here. */
  recording: RecordingConfig | null;
}

const INSTRUCTIONS =
  'You are on the telephone. Speak in short sentences, one question at a time. When the caller says goodbye, say goodbye and then call hang_up.';

/** E.164: a plus sign and up to 15 digits. */
const NUMBER = /^\+[1-9]\d{6,14}$/;
const NUMBER_WORDS = 'must be a number with its country code, such as +4930123456';
/** A country code, and perhaps more of the number. */
const PREFIX = /^\+[1-9]\d{0,14}$/;
const MOST_MINUTES = 24 * 60;

const text = (most: number) => z.string().trim().max(most, `must have at most ${most} characters`);

const minutes = () =>
  z
    .number('must be a number')
    .positive('must be more than 0')
    .max(MOST_MINUTES, `must be at most ${MOST_MINUTES}, a day`);

const outboundSection = z.strictObject({
  from: z.string().regex(NUMBER, NUMBER_WORDS),
  prefixes: z
    .array(
      z
        .string()
        .regex(PREFIX, 'must be a country code, perhaps with more of the number, such as +49 or +1415'),
    )
    .min(1, 'must have at least one, such as +49: numbers that begin otherwise are not called'),
  minutes: minutes().default(10),
  machineDetection: z.boolean().default(true),
});

export function phoneSection(secret: SecretField) {
  return z
    .strictObject({
      publicUrl: z.string().transform((value, context) => {
        const origin = publicOrigin(value);
        if (origin.ok) return origin.url;
        context.addIssue({ code: 'custom', message: origin.problem });
        return z.NEVER;
      }),
      authToken: secret().optional(),
      accountSid: z
        .string()
        .regex(/^AC[0-9a-f]{32}$/, 'must be an account sid: AC and 32 hexadecimal digits')
        .optional(),
      number: z.string().regex(NUMBER, NUMBER_WORDS).optional(),
      outbound: outboundSection.optional(),
      allowUnsigned: z.boolean().default(false),
      upstream: z.string().optional(),
      model: z.string().trim().min(1, 'must not be empty').optional(),
      voice: z.string().trim().min(1, 'must not be empty').optional(),
      instructions: text(32_000).default(INSTRUCTIONS),
      greeting: z
        .discriminatedUnion(
          'by',
          [
            z.strictObject({ by: z.literal('none') }),
            z.strictObject({ by: z.literal('twilio'), text: text(500).min(1, 'must not be empty') }),
            z.strictObject({ by: z.literal('agent'), text: text(500).default('') }),
          ],
          { error: 'must say by whom: none, twilio or agent' },
        )
        .default({ by: 'agent', text: '' }),
      minutesPerCall: minutes().default(30),
      calls: z.int('must be a whole number').min(1, 'must be at least 1').default(20),
      transfers: z
        .record(
          z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'must be a short name of small letters and digits'),
          z.string().regex(NUMBER, NUMBER_WORDS),
        )
        .default({}),
      filler: text(200).default('One moment, please.'),
      recording: recordingSection().optional(),
    })
    .refine(({ authToken, allowUnsigned }) => authToken !== undefined || allowUnsigned, {
      path: ['authToken'],
      message:
        'must name the variable with the auth token of your Twilio account, by which calls are told from forgeries; for a trial without Twilio set allowUnsigned to true instead',
    })
    .superRefine(({ outbound, authToken, accountSid }, context) => {
      if (outbound === undefined || (authToken !== undefined && accountSid !== undefined)) return;
      const missing = accountSid === undefined ? 'accountSid' : 'authToken';
      context.addIssue({
        code: 'custom',
        path: ['outbound'],
        message: `needs ${missing} beside it: Twilio places calls only for an account that shows its auth token`,
      });
    })
    .transform(
      ({
        authToken,
        accountSid,
        number,
        outbound,
        upstream,
        model,
        voice,
        recording,
        ...rest
      }): PhoneConfig => ({
        ...rest,
        authToken: authToken ?? null,
        accountSid: accountSid ?? null,
        number: number ?? null,
        outbound: outbound ?? null,
        upstream: upstream ?? null,
        model: model ?? null,
        voice: voice ?? null,
        recording: recording ?? null,
      }),
    )
    .optional();
}

/** What does not fit the rest of the configuration; each problem is one sentence. */
export function phoneProblems(
  phone: PhoneConfig | null,
  upstreams: readonly string[],
  clients: readonly string[],
): string[] {
  if (phone === null) return [];
  const problems: string[] = [];
  if (phone.upstream !== null && !upstreams.includes(phone.upstream)) {
    problems.push(
      `The configuration file: phone.upstream ${phone.upstream} is no upstream; it must be one of ${upstreams.join(', ')}.`,
    );
  }
  if (clients.includes(PHONE_CLIENT)) {
    problems.push(
      `The configuration file: a client is named ${PHONE_CLIENT}, as calls are; give it another name.`,
    );
  }
  return problems;
}

function publicOrigin(value: string): { ok: true; url: string } | { ok: false; problem: string } {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return { ok: false, problem: 'must be a URL such as https://voice.example.com' };
  }
  const isHere = isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) {
    return { ok: false, problem: 'must begin with https://, for Twilio streams to nothing else' };
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { ok: false, problem: 'must be an address alone, without user, password, ? or #' };
  }
  if (url.pathname !== '/') return { ok: false, problem: 'must end with the host, without a path' };
  return { ok: true, url: url.origin };
}

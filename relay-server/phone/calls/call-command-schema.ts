/** What an operator asks of a call, read: nothing from outside is believed. */

import { z } from 'zod';
import type { CallCommand, CallSettings } from '../../../src/session/call-commands.ts';

const MOST_WORDS = 4000;
const MOST_INSTRUCTIONS = 32_000;

const name = z.string().trim().min(1, 'must not be empty').max(100);
const words = z.string().trim().min(1, 'must not be empty').max(MOST_WORDS);

const turnDetection = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('server_vad'),
    threshold: z.number().min(0).max(1),
    prefixPaddingMs: z.number().min(0),
    silenceDurationMs: z.number().min(0),
    createResponse: z.boolean(),
    interruptResponse: z.boolean(),
    idleTimeoutMs: z.number().min(0).nullable(),
  }),
  z.strictObject({
    kind: z.literal('semantic_vad'),
    eagerness: z.enum(['low', 'medium', 'high', 'auto']),
    createResponse: z.boolean(),
    interruptResponse: z.boolean(),
  }),
]);

/** A telephone has no button to hold while one talks, so turn detection stays on. */
const settings = z.strictObject({
  voice: name,
  instructions: z.string().max(MOST_INSTRUCTIONS),
  turnDetection,
  transcription: z
    .strictObject({ model: name, language: z.string().max(100), prompt: z.string().max(MOST_WORDS) })
    .nullable(),
  noiseReduction: z.enum(['near_field', 'far_field']).nullable(),
  speed: z.number().min(0.25).max(1.5),
  maxOutputTokens: z.union([z.literal('inf'), z.int().min(1)]),
  toolNames: z.array(name).max(100),
  toolChoice: z.enum(['auto', 'none', 'required']),
});

const command = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('settings'), patch: settings.partial() }),
  z.strictObject({ kind: z.literal('say'), text: words }),
  z.strictObject({ kind: z.literal('note'), text: words }),
  z.strictObject({ kind: z.literal('stop') }),
  z.strictObject({ kind: z.literal('hang-up') }),
  z.strictObject({ kind: z.literal('transfer'), to: name }),
]);

type Read<T> = { ok: true; value: T } | { ok: false; problem: string };

export function readCallCommand(body: unknown): Read<CallCommand> {
  return readAs(command, body) as Read<CallCommand>;
}

/** What new calls are to begin with, as far as it is said. */
export function readCallSettings(body: unknown): Read<Partial<CallSettings>> {
  return readAs(settings.partial(), body) as Read<Partial<CallSettings>>;
}

/** `as` above: what was not said is absent, which the types of zod do not tell from undefined. */
function readAs(schema: z.ZodType, body: unknown): Read<unknown> {
  const read = schema.safeParse(body);
  if (read.success) return { ok: true, value: read.data };
  const [issue] = read.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'The body' : issue.path.join('.');
  return { ok: false, problem: `${place}: ${issue?.message ?? 'cannot be read'}.` };
}

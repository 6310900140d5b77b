/** The section `policy` of the configuration file: what clients may do, and what the server decides for them. Without it nothing is touched. */

import { z } from 'zod';
import type { SecretField } from '../secret-field.ts';
import type { Secret } from '../secret.ts';

/** A tool that the relay runs itself. The model knows it; the client does not. */
export interface ServerTool {
  name: string;
  description: string;
  /** A JSON schema. */
  parameters: Record<string, unknown>;
  /** Gets a POST with the call, and answers with what the model is told. */
  url: string;
  headers: Readonly<Record<string, Secret>>;
  timeoutMs: number;
}

export interface Policy {
  /** Null: any. */
  models: readonly string[] | null;
  voices: readonly string[] | null;
  clientEvents: readonly string[] | null;
  /** Paths in the session (`audio.output.voice`) that only the server sets, and to what. */
  locked: Readonly<Record<string, unknown>>;
  /** The same, but clients may set something else. */
  filled: Readonly<Record<string, unknown>>;
  /** Paths that clients never see. */
  hidden: readonly string[];
  tools: readonly ServerTool[];
}

/** What a path may begin with: the fields that a client can set. Source: the session object of the GA API reference. */
const PATH =
  /^(?:instructions|output_modalities|max_output_tokens|tools|tool_choice|truncation|tracing|include|reasoning|parallel_tool_calls|audio\.(?:input\.(?:format|transcription|noise_reduction|turn_detection)|output\.(?:format|voice|speed)))$/;
const PATH_WORDS =
  'is no field of the session that can be set; write it as in the API, such as instructions or audio.output.voice';
/** Names of functions, as the API takes them. */
const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

const path = z.string().regex(PATH, PATH_WORDS);
const fields = z.record(path, z.json()).default({});
const names = z.array(z.string().min(1)).min(1, 'must list at least one');

export function policySection(secret: SecretField) {
  const tool = z.strictObject({
    name: z.string().regex(TOOL_NAME, 'must be a name of letters, digits, hyphens and underscores'),
    description: z.string(),
    parameters: z.record(z.string(), z.json()).default({ type: 'object', properties: {} }),
    url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' }),
    headers: z.record(z.string(), secret('value')).default({}),
    timeoutMs: z
      .int()
      .min(100, 'must be at least 100')
      .max(120_000, 'must be at most 120000')
      .default(10_000),
  });
  return z
    .strictObject({
      models: names.optional(),
      voices: names.optional(),
      clientEvents: names.optional(),
      session: z
        .strictObject({ locked: fields, filled: fields, hidden: z.array(path).default([]) })
        .default({ locked: {}, filled: {}, hidden: [] }),
      tools: z
        .array(tool)
        .refine(
          (tools) => new Set(tools.map(({ name }) => name)).size === tools.length,
          'must have different names',
        )
        .default([]),
    })
    .transform(({ models, voices, clientEvents, session, tools }): Policy => ({
      models: models ?? null,
      voices: voices ?? null,
      clientEvents: clientEvents ?? null,
      ...session,
      tools,
    }))
    .optional();
}

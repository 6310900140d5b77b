/** Client frames: parsed once, checked against an allow-list. A bad frame becomes an error in the service's words, never a throw. */

import { z } from 'zod';
import {
  audioFormat,
  maxOutputTokens,
  outputModalities,
  prompt,
  reasoning,
  toolChoice,
  tools,
  voice,
} from '../config/session-schema.ts';
import { type ApiError, listValues, refuse } from './api-error.ts';
import { validate } from './validate.ts';

const id = z.string().min(1).max(64);
const status = z.enum(['completed', 'incomplete', 'in_progress']).optional();
const itemBase = { id: id.optional(), object: z.literal('realtime.item').optional(), status };
const inputText = z.strictObject({ type: z.literal('input_text'), text: z.string() });

const systemMessage = z.strictObject({
  ...itemBase,
  type: z.literal('message'),
  role: z.literal('system'),
  content: z.array(inputText),
});

const userMessage = z.strictObject({
  ...itemBase,
  type: z.literal('message'),
  role: z.literal('user'),
  content: z.array(
    z.discriminatedUnion(
      'type',
      [
        inputText,
        z.strictObject({
          type: z.literal('input_audio'),
          audio: z.string(),
          transcript: z.string().nullable().optional(),
        }),
        z.strictObject({
          type: z.literal('input_image'),
          image_url: z.string().regex(/^data:image\/(png|jpe?g);base64,/, {
            error: 'expected a data: URL with a PNG or JPEG in base64',
          }),
          detail: z.enum(['auto', 'low', 'high']).optional(),
        }),
      ],
      { error: "Supported values are: 'input_text', 'input_audio', and 'input_image'" },
    ),
  ),
});

const assistantMessage = z.strictObject({
  ...itemBase,
  type: z.literal('message'),
  role: z.literal('assistant'),
  content: z.array(
    z.discriminatedUnion(
      'type',
      [
        z.strictObject({ type: z.literal('output_text'), text: z.string() }),
        // Only its words: a client cannot put audio into the assistant's mouth.
        z.strictObject({ type: z.literal('output_audio'), transcript: z.string() }),
      ],
      { error: "Supported values are: 'output_text' and 'output_audio'" },
    ),
  ),
});

const message = z.discriminatedUnion('role', [systemMessage, userMessage, assistantMessage], {
  error: "Supported values are: 'system', 'user', and 'assistant'",
});

const functionCall = z.strictObject({
  ...itemBase,
  type: z.literal('function_call'),
  name: z.string(),
  call_id: id.optional(),
  arguments: z.string(),
});

const functionCallOutput = z.strictObject({
  ...itemBase,
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: z.string(),
});

const item = z.discriminatedUnion('type', [message, functionCall, functionCallOutput], {
  error: "Supported values are: 'message', 'function_call', and 'function_call_output'",
});

const itemReference = z.strictObject({ type: z.literal('item_reference'), id });

const responseParams = z.strictObject({
  output_modalities: outputModalities.optional(),
  instructions: z.string().optional(),
  audio: z
    .strictObject({
      output: z.strictObject({ format: audioFormat.optional(), voice: voice.optional() }).optional(),
    })
    .optional(),
  tools: tools.optional(),
  tool_choice: toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: reasoning.optional(),
  max_output_tokens: maxOutputTokens.optional(),
  conversation: z.enum(['auto', 'none']).optional(),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .nullable()
    .optional()
    .refine((pairs) => !pairs || Object.keys(pairs).length <= 16, { error: 'expected at most 16 pairs' }),
  prompt: prompt.optional(),
  input: z
    .array(z.discriminatedUnion('type', [message, functionCall, functionCallOutput, itemReference]))
    .optional(),
});

/** The API's limit for one append, of decoded audio. */
export const MAX_APPEND_BYTES = 15 * 1024 * 1024;

const event = { event_id: z.string().max(512).optional() };
const contentIndex = z.int().min(0);

const clientEvent = z.discriminatedUnion('type', [
  z.strictObject({ ...event, type: z.literal('session.update'), session: z.unknown() }),
  z.strictObject({ ...event, type: z.literal('input_audio_buffer.append'), audio: z.string() }),
  z.strictObject({ ...event, type: z.literal('input_audio_buffer.commit') }),
  z.strictObject({ ...event, type: z.literal('input_audio_buffer.clear') }),
  z.strictObject({
    ...event,
    type: z.literal('conversation.item.create'),
    item,
    previous_item_id: z.string().nullable().optional(),
  }),
  z.strictObject({ ...event, type: z.literal('conversation.item.retrieve'), item_id: z.string() }),
  z.strictObject({
    ...event,
    type: z.literal('conversation.item.truncate'),
    item_id: z.string(),
    content_index: contentIndex,
    audio_end_ms: z.int().min(0),
  }),
  z.strictObject({ ...event, type: z.literal('conversation.item.delete'), item_id: z.string() }),
  z.strictObject({
    ...event,
    type: z.literal('response.create'),
    response: responseParams.nullable().optional(),
  }),
  z.strictObject({
    ...event,
    type: z.literal('response.cancel'),
    response_id: z.string().nullable().optional(),
  }),
  z.strictObject({ ...event, type: z.literal('output_audio_buffer.clear') }),
]);

export type ClientEvent = z.infer<typeof clientEvent>;
export type ClientItem = z.infer<typeof item>;
export type ResponseParams = z.infer<typeof responseParams>;

export const CLIENT_EVENT_TYPES = [
  'session.update',
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.retrieve',
  'conversation.item.truncate',
  'conversation.item.delete',
  'response.create',
  'response.cancel',
  'output_audio_buffer.clear',
] as const satisfies readonly ClientEvent['type'][];

export type ParsedFrame =
  | { ok: true; event: ClientEvent }
  /** `eventId`: the client's own id where the frame carried one. */
  | { ok: false; error: ApiError; eventId: string | null };

export function parseClientFrame(text: string): ParsedFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      ok: false,
      error: refuse('invalid_json', 'The frame could not be parsed as JSON.'),
      eventId: null,
    };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const error = refuse('invalid_json', 'The frame must be a JSON object with a type.');
    return { ok: false, error, eventId: null };
  }
  const eventId =
    'event_id' in value && typeof value.event_id === 'string' ? value.event_id.slice(0, 512) : null;
  const type = 'type' in value ? value.type : undefined;
  if (type === undefined) {
    const error = refuse('missing_required_parameter', "Missing required parameter: 'type'.", 'type');
    return { ok: false, error, eventId };
  }
  if (!CLIENT_EVENT_TYPES.some((known) => known === type)) {
    const shown = typeof type === 'string' ? type.slice(0, 200) : typeof type;
    const message = `Invalid value: '${shown}'. Supported values are: ${listValues(CLIENT_EVENT_TYPES)}.`;
    return { ok: false, error: refuse('invalid_value', message, 'type'), eventId };
  }
  const parsed = validate(clientEvent, value, '');
  return parsed.ok ? { ok: true, event: parsed.value } : { ok: false, error: parsed.error, eventId };
}

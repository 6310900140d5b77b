/**
 * What a beta server event may look like, written down once more and strictly: any name that is not in here is a fault. From the types of
 * `openai/resources/beta/realtime` and what the service sent besides (null where a setting is off). Independent of the translation.
 */

import { z } from 'zod';

const modalities = z.union([z.tuple([z.literal('audio'), z.literal('text')]), z.tuple([z.literal('text')])]);
const format = z.enum(['pcm16', 'g711_ulaw', 'g711_alaw']);
const limit = z.union([z.number(), z.literal('inf')]);
const functionTool = z.strictObject({
  type: z.literal('function'),
  name: z.string(),
  description: z.string().optional(),
  parameters: z.unknown().optional(),
});

const input = {
  input_audio_format: format,
  input_audio_transcription: z
    .strictObject({
      model: z.string().optional(),
      language: z.string().optional(),
      prompt: z.string().optional(),
    })
    .nullable(),
  input_audio_noise_reduction: z.strictObject({ type: z.enum(['near_field', 'far_field']) }).nullable(),
  turn_detection: z
    .strictObject({
      type: z.enum(['server_vad', 'semantic_vad']),
      threshold: z.number().optional(),
      prefix_padding_ms: z.number().optional(),
      silence_duration_ms: z.number().optional(),
      create_response: z.boolean().optional(),
      interrupt_response: z.boolean().optional(),
      eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
    })
    .nullable(),
  include: z.array(z.string()).nullable().optional(),
  id: z.string(),
  expires_at: z.number().optional(),
};

const session = z
  .strictObject({
    ...input,
    object: z.literal('realtime.session'),
    model: z.string(),
    modalities,
    instructions: z.string(),
    voice: z.string(),
    speed: z.number(),
    output_audio_format: format,
    tools: z.array(functionTool),
    tool_choice: z.union([
      z.enum(['auto', 'none', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
    ]),
    temperature: z.number(),
    max_response_output_tokens: limit,
    tracing: z.unknown().optional(),
    prompt: z.unknown().optional(),
  })
  .partial()
  .required({ object: true, temperature: true });

const transcriptionSession = z
  .strictObject({ ...input, object: z.literal('realtime.transcription_session') })
  .partial()
  .required({ object: true });

const itemBase = {
  id: z.string(),
  object: z.literal('realtime.item'),
  status: z.enum(['completed', 'incomplete', 'in_progress']).optional(),
};
const text = { text: z.string() };
const content = z.array(
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('text'), ...text }),
    z.strictObject({ type: z.literal('input_text'), ...text }),
    z.strictObject({ type: z.literal('audio'), transcript: z.string(), audio: z.string().optional() }),
    z.strictObject({
      type: z.literal('input_audio'),
      transcript: z.string().nullable(),
      audio: z.string().optional(),
    }),
  ]),
);
const item = z.discriminatedUnion('type', [
  z.strictObject({
    ...itemBase,
    type: z.literal('message'),
    role: z.enum(['user', 'assistant', 'system']),
    content,
  }),
  z.strictObject({
    ...itemBase,
    type: z.literal('function_call'),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.strictObject({
    ...itemBase,
    type: z.literal('function_call_output'),
    call_id: z.string(),
    output: z.string(),
  }),
]);

const tokens = z.strictObject({ text_tokens: z.number(), audio_tokens: z.number() });
const error = z.strictObject({
  type: z.string().optional(),
  code: z.string().nullable().optional(),
  message: z.string().optional(),
});
const response = z.strictObject({
  object: z.literal('realtime.response'),
  id: z.string(),
  status: z.enum(['in_progress', 'completed', 'cancelled', 'failed', 'incomplete']),
  status_details: z
    .strictObject({ type: z.string(), reason: z.string().optional(), error: error.optional() })
    .nullable(),
  output: z.array(item),
  conversation_id: z.string().nullable(),
  modalities,
  voice: z.string(),
  output_audio_format: format,
  temperature: z.number(),
  max_output_tokens: limit,
  metadata: z.record(z.string(), z.string()).nullable(),
  usage: z
    .strictObject({
      total_tokens: z.number(),
      input_tokens: z.number(),
      output_tokens: z.number(),
      input_token_details: tokens.extend({ cached_tokens: z.number() }),
      output_token_details: tokens,
    })
    .nullable(),
});

const id = z.string();
const count = z.number();
const inPart = { response_id: id, item_id: id, output_index: count, content_index: count };
const inCall = { response_id: id, item_id: id, output_index: count, call_id: id };
const inItem = { item_id: id, content_index: count };
const part = z.union([
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('audio'), transcript: z.string(), audio: z.string().optional() }),
]);

const shapes: Record<string, z.ZodRawShape> = {
  error: { error: error.extend({ param: id.nullable().optional(), event_id: id.nullable().optional() }) },
  'session.created': { session },
  'session.updated': { session },
  'transcription_session.created': { session: transcriptionSession },
  'transcription_session.updated': { session: transcriptionSession },
  'conversation.created': {
    conversation: z.strictObject({ id, object: z.literal('realtime.conversation') }),
  },
  'conversation.item.created': { item, previous_item_id: id.nullable().optional() },
  'conversation.item.retrieved': { item },
  'conversation.item.truncated': { ...inItem, audio_end_ms: count },
  'conversation.item.deleted': { item_id: id },
  'conversation.item.input_audio_transcription.delta': {
    ...inItem,
    delta: z.string(),
    logprobs: z.unknown().optional(),
  },
  'conversation.item.input_audio_transcription.completed': {
    ...inItem,
    transcript: z.string(),
    usage: z.unknown().optional(),
    logprobs: z.unknown().optional(),
  },
  'conversation.item.input_audio_transcription.failed': {
    ...inItem,
    error: error.extend({ param: id.nullable() }),
  },
  'input_audio_buffer.committed': { item_id: id, previous_item_id: id.nullable().optional() },
  'input_audio_buffer.cleared': {},
  'input_audio_buffer.speech_started': { item_id: id, audio_start_ms: count },
  'input_audio_buffer.speech_stopped': { item_id: id, audio_end_ms: count },
  'output_audio_buffer.started': { response_id: id },
  'output_audio_buffer.stopped': { response_id: id },
  'output_audio_buffer.cleared': { response_id: id },
  'response.created': { response },
  'response.done': { response },
  'response.output_item.added': { response_id: id, output_index: count, item },
  'response.output_item.done': { response_id: id, output_index: count, item },
  'response.content_part.added': { ...inPart, part },
  'response.content_part.done': { ...inPart, part },
  'response.text.delta': { ...inPart, delta: z.string() },
  'response.text.done': { ...inPart, text: z.string() },
  'response.audio.delta': { ...inPart, delta: z.string() },
  'response.audio.done': inPart,
  'response.audio_transcript.delta': { ...inPart, delta: z.string() },
  'response.audio_transcript.done': { ...inPart, transcript: z.string() },
  'response.function_call_arguments.delta': { ...inCall, delta: z.string() },
  'response.function_call_arguments.done': { ...inCall, arguments: z.string() },
  'rate_limits.updated': { rate_limits: z.array(z.unknown()) },
};

const events = new Map(
  Object.entries(shapes).map(([type, shape]) => [
    type,
    z.strictObject({ type: z.literal(type), event_id: z.string().min(1), ...shape }),
  ]),
);

/** What is wrong with `event` as a beta server event, in words; null when nothing is. */
export function betaFault(event: unknown): string | null {
  const type = typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : '';
  const schema = events.get(type);
  if (schema === undefined) return `beta has no event ${type}`;
  const parsed = schema.safeParse(event);
  return parsed.success ? null : `${type}: ${z.prettifyError(parsed.error)}`;
}

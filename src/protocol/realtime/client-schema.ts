/**
 * Every client event of the GA protocol and how it must look, by the published schema (openai-openapi, 2026-08) and by what the service
 * was seen to take beside it (null for "off", item references). Data only.
 */

import type { ClientEventType } from './events.ts';
import {
  anything,
  flag,
  listOf,
  number,
  object,
  type ObjectShape,
  oneOf,
  oneOfWords,
  orNull,
  type JsonShape,
  text,
  textUpTo,
  wholeNumber,
  wordsSuchAs,
} from './json-shape.ts';

const audioFormat = oneOf(
  object({ 'type!': oneOfWords('audio/pcm'), rate: wholeNumber(24_000, 24_000) }),
  object({ 'type!': oneOfWords('audio/pcmu') }),
  object({ 'type!': oneOfWords('audio/pcma') }),
);

const voice = oneOf(
  wordsSuchAs('alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar'),
  object({ 'id!': text }),
);

const effort = oneOfWords('minimal', 'low', 'medium', 'high', 'xhigh');

const turnDetection = oneOf(
  object({
    'type!': oneOfWords('server_vad'),
    threshold: number(0, 1),
    prefix_padding_ms: wholeNumber(0),
    silence_duration_ms: wholeNumber(0),
    idle_timeout_ms: orNull(wholeNumber(5000, 30_000)),
    create_response: flag,
    interrupt_response: flag,
  }),
  object({
    'type!': oneOfWords('semantic_vad'),
    eagerness: oneOfWords('low', 'medium', 'high', 'auto'),
    create_response: flag,
    interrupt_response: flag,
  }),
  { kind: 'null' },
);

const transcription = orNull(
  object({
    model: wordsSuchAs('gpt-transcribe', 'gpt-live-transcribe', 'whisper-1', 'gpt-4o-transcribe'),
    language: text,
    languages: listOf(text),
    keywords: listOf(text),
    prompt: text,
    delay: effort,
  }),
);

const audioInput = object({
  format: audioFormat,
  transcription,
  noise_reduction: orNull(object({ type: oneOfWords('near_field', 'far_field'), strength: number() })),
  turn_detection: turnDetection,
});

const toolNames = object({ tool_names: listOf(text), read_only: flag });

const tool = oneOf(
  object({ 'type!': oneOfWords('function'), 'name!': text, description: text, parameters: anything }),
  object({
    'type!': oneOfWords('mcp'),
    'server_label!': text,
    server_url: text,
    connector_id: wordsSuchAs('connector_gmail', 'connector_googlecalendar', 'connector_googledrive'),
    tunnel_id: text,
    authorization: text,
    server_description: text,
    headers: orNull(anything),
    allowed_tools: orNull(oneOf(listOf(text), toolNames)),
    allowed_callers: orNull(listOf(oneOfWords('direct', 'programmatic'))),
    require_approval: orNull(
      oneOf(oneOfWords('always', 'never'), object({ always: toolNames, never: toolNames })),
    ),
    defer_loading: flag,
  }),
);

const toolChoice = oneOf(
  oneOfWords('auto', 'none', 'required'),
  object({ 'type!': oneOfWords('function'), 'name!': text }),
  object({ 'type!': oneOfWords('mcp'), 'server_label!': text, name: orNull(text) }),
);

const modalities = listOf(oneOfWords('audio', 'text'));
const mostTokens = oneOf(wholeNumber(1), oneOfWords('inf'));
const reasoning = object({ effort });
const prompt = orNull(object({ 'id!': text, version: orNull(text), variables: orNull(anything) }));
const include = orNull(listOf(oneOfWords('item.input_audio_transcription.logprobs')));

const session = oneOf(
  object({
    'type!': oneOfWords('realtime'),
    instructions: text,
    output_modalities: modalities,
    audio: object({
      input: audioInput,
      output: object({ format: audioFormat, voice, speed: number(0.25, 1.5) }),
    }),
    tools: listOf(tool),
    tool_choice: toolChoice,
    parallel_tool_calls: flag,
    max_output_tokens: mostTokens,
    reasoning,
    truncation: oneOf(
      oneOfWords('auto', 'disabled'),
      object({
        'type!': oneOfWords('retention_ratio'),
        'retention_ratio!': number(0, 1),
        token_limits: object({ post_instructions: wholeNumber(0) }),
      }),
    ),
    tracing: orNull(
      oneOf(oneOfWords('auto'), object({ workflow_name: text, group_id: text, metadata: anything })),
    ),
    include,
    prompt,
    model: wordsSuchAs('gpt-realtime-2.1', 'gpt-realtime-2.1-mini'),
  }),
  object({ 'type!': oneOfWords('transcription'), audio: object({ input: audioInput }), include }),
);

const itemOf = (fields: Record<string, JsonShape>): ObjectShape =>
  object({
    ...fields,
    id: textUpTo(32),
    object: oneOfWords('realtime.item'),
    status: oneOfWords('completed', 'incomplete', 'in_progress'),
  });
const inputText = object({ 'type!': oneOfWords('input_text'), 'text!': text });

const items = [
  itemOf({ 'type!': oneOfWords('message'), 'role!': oneOfWords('system'), 'content!': listOf(inputText) }),
  itemOf({
    'type!': oneOfWords('message'),
    'role!': oneOfWords('user'),
    'content!': listOf(
      oneOf(
        inputText,
        object({ 'type!': oneOfWords('input_audio'), 'audio!': text, transcript: orNull(text) }),
        object({
          'type!': oneOfWords('input_image'),
          'image_url!': text,
          detail: oneOfWords('auto', 'low', 'high'),
        }),
      ),
    ),
  }),
  itemOf({
    'type!': oneOfWords('message'),
    'role!': oneOfWords('assistant'),
    'content!': listOf(
      oneOf(
        object({ 'type!': oneOfWords('output_text'), 'text!': text }),
        object({ 'type!': oneOfWords('output_audio'), audio: orNull(text), transcript: orNull(text) }),
      ),
    ),
  }),
  itemOf({ 'type!': oneOfWords('function_call'), call_id: text, 'name!': text, 'arguments!': text }),
  itemOf({ 'type!': oneOfWords('function_call_output'), 'call_id!': text, 'output!': text }),
  object({
    'type!': oneOfWords('mcp_approval_response'),
    id: text,
    'approval_request_id!': text,
    'approve!': flag,
    reason: orNull(text),
  }),
  object({
    'type!': oneOfWords('mcp_approval_request'),
    'id!': text,
    'server_label!': text,
    'name!': text,
    'arguments!': text,
  }),
  object({
    'type!': oneOfWords('mcp_list_tools'),
    id: text,
    'server_label!': text,
    'tools!': listOf(anything),
  }),
  object({
    'type!': oneOfWords('mcp_call'),
    'id!': text,
    'server_label!': text,
    'name!': text,
    'arguments!': text,
    approval_request_id: orNull(text),
    output: orNull(text),
    error: orNull(anything),
  }),
];

const response = object({
  instructions: text,
  conversation: wordsSuchAs('auto', 'none'),
  output_modalities: modalities,
  input: listOf(oneOf(...items, object({ 'type!': oneOfWords('item_reference'), 'id!': text }))),
  audio: object({ output: object({ format: audioFormat, voice }) }),
  tools: listOf(tool),
  tool_choice: toolChoice,
  parallel_tool_calls: flag,
  max_output_tokens: mostTokens,
  reasoning,
  metadata: orNull(anything),
  prompt,
});

/** The API's limit. */
const eventId = textUpTo(512);

function event(type: ClientEventType, fields: Record<string, JsonShape> = {}): ObjectShape {
  return object({ 'type!': oneOfWords(type), event_id: eventId, ...fields });
}

/** By type, the most used first. */
export const clientSchema: Readonly<Record<ClientEventType, ObjectShape>> = {
  'session.update': event('session.update', { 'session!': session }),
  'conversation.item.create': event('conversation.item.create', {
    'item!': oneOf(...items),
    previous_item_id: text,
  }),
  'response.create': event('response.create', { response }),
  'response.cancel': event('response.cancel', { response_id: text }),
  'conversation.item.truncate': event('conversation.item.truncate', {
    'item_id!': text,
    'content_index!': wholeNumber(0, 0),
    'audio_end_ms!': wholeNumber(0),
  }),
  'conversation.item.delete': event('conversation.item.delete', { 'item_id!': text }),
  'conversation.item.retrieve': event('conversation.item.retrieve', { 'item_id!': text }),
  'input_audio_buffer.append': event('input_audio_buffer.append', { 'audio!': text }),
  'input_audio_buffer.commit': event('input_audio_buffer.commit'),
  'input_audio_buffer.clear': event('input_audio_buffer.clear'),
  'output_audio_buffer.clear': event('output_audio_buffer.clear'),
};

export const clientEventTypes = Object.keys(clientSchema) as ClientEventType[];

export function isClientEventType(type: string): type is ClientEventType {
  return Object.hasOwn(clientSchema, type);
}

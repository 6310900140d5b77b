/** Server events of the Realtime GA protocol for the scripted server, typed by the official package. Pure. */

import type * as Wire from 'openai/resources/realtime/realtime';

export type ServerEvent = Wire.RealtimeServerEvent;

/** 50 ms of PCM16 at 24 kHz: a whole number of periods of 440 Hz, so that deltas join without a step. */
export const DELTA_MS = 50;
const DELTA_SAMPLES = 1200;
const TONE_HZ = 440;
const TONE_AMPLITUDE = 8000;

const tone = Int16Array.from({ length: DELTA_SAMPLES }, (_, i) =>
  Math.round(TONE_AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * i) / 24_000)),
);
const TONE_BASE64 = Buffer.from(tone.buffer).toString('base64');

let lastId = 0;
export function newId(prefix: string): string {
  lastId += 1;
  return `${prefix}_${lastId.toString(36).padStart(8, '0')}`;
}
const event_id = () => newId('event');

type Json = { [field: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A partial update merged into a session, field by field, as the service does. */
export function merge(into: Json, patch: Json): Json {
  const result: Json = { ...into };
  for (const [field, value] of Object.entries(patch)) {
    const former = result[field];
    result[field] = isObject(former) && isObject(value) ? merge(former, value) : value;
  }
  return result;
}

export function defaultSession(model: string): Json {
  return {
    type: 'realtime',
    object: 'realtime.session',
    id: newId('sess'),
    model,
    output_modalities: ['audio'],
    instructions: '',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    truncation: 'auto',
    prompt: null,
    // Far enough that an hour on a clock that runs ahead is one session.
    expires_at: Math.floor(Date.now() / 1000) + 10_800,
    audio: {
      input: {
        format: { type: 'audio/pcm', rate: 24_000 },
        transcription: null,
        noise_reduction: null,
        turn_detection: {
          type: 'server_vad',
          threshold: 0.5,
          prefix_padding_ms: 300,
          silence_duration_ms: 200,
          idle_timeout_ms: null,
          create_response: true,
          interrupt_response: true,
        },
      },
      output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'alloy', speed: 1 },
    },
    include: null,
  };
}

export function sessionEvent(type: 'session.created' | 'session.updated', session: Json): ServerEvent {
  return { type, event_id: event_id(), session: session as unknown as Wire.SessionCreatedEvent['session'] };
}

/** One answer of the model on its way. */
export interface Answer {
  responseId: string;
  itemId: string;
  previousItemId: string | null;
}

type Medium = 'audio' | 'text';
type Ending = 'completed' | 'cancelled';

function response(answer: Answer, medium: Medium, status: 'in_progress' | Ending): Wire.RealtimeResponse {
  return {
    object: 'realtime.response',
    id: answer.responseId,
    status,
    ...(status === 'cancelled' ? { status_details: { type: 'cancelled', reason: 'turn_detected' } } : {}),
    output: [],
    conversation_id: 'conv_bench',
    output_modalities: [medium],
    max_output_tokens: 'inf',
    ...(status === 'in_progress'
      ? {}
      : {
          usage: {
            total_tokens: 120,
            input_tokens: 80,
            output_tokens: 40,
            input_token_details: { text_tokens: 60, audio_tokens: 20, cached_tokens: 0 },
            output_token_details: { text_tokens: 10, audio_tokens: 30 },
          },
        }),
  };
}

function assistantItem(
  answer: Answer,
  status: 'in_progress' | 'completed' | 'incomplete',
  content: Wire.RealtimeConversationItemAssistantMessage['content'],
): Wire.RealtimeConversationItemAssistantMessage {
  return { type: 'message', object: 'realtime.item', id: answer.itemId, role: 'assistant', status, content };
}

/** From response.created up to, not including, the first delta. */
export function answerBegins(answer: Answer, medium: Medium): ServerEvent[] {
  const item = assistantItem(answer, 'in_progress', []);
  const place = { response_id: answer.responseId, item_id: answer.itemId, output_index: 0, content_index: 0 };
  const part = medium === 'audio' ? { type: medium, transcript: '' } : { type: medium, text: '' };
  return [
    { type: 'response.created', event_id: event_id(), response: response(answer, medium, 'in_progress') },
    {
      type: 'response.output_item.added',
      event_id: event_id(),
      response_id: answer.responseId,
      output_index: 0,
      item,
    },
    { type: 'conversation.item.added', event_id: event_id(), previous_item_id: answer.previousItemId, item },
    { type: 'response.content_part.added', event_id: event_id(), ...place, part },
  ];
}

export function audioDelta(answer: Answer): ServerEvent {
  return {
    type: 'response.output_audio.delta',
    event_id: event_id(),
    response_id: answer.responseId,
    item_id: answer.itemId,
    output_index: 0,
    content_index: 0,
    delta: TONE_BASE64,
  };
}

export function transcriptDelta(answer: Answer, delta: string): ServerEvent {
  return {
    type: 'response.output_audio_transcript.delta',
    event_id: event_id(),
    response_id: answer.responseId,
    item_id: answer.itemId,
    output_index: 0,
    content_index: 0,
    delta,
  };
}

function textDelta(answer: Answer, delta: string): ServerEvent {
  return { ...transcriptDelta(answer, delta), type: 'response.output_text.delta' } as ServerEvent;
}

/** From the last delta to response.done. */
export function answerEnds(answer: Answer, medium: Medium, ending: Ending, text: string): ServerEvent[] {
  const place = { response_id: answer.responseId, item_id: answer.itemId, output_index: 0, content_index: 0 };
  const status = ending === 'completed' ? ending : 'incomplete';
  const [partDone, part, content]: [
    ServerEvent[],
    Wire.ResponseContentPartDoneEvent['part'],
    Wire.RealtimeConversationItemAssistantMessage['content'],
  ] =
    medium === 'audio'
      ? [
          [
            { type: 'response.output_audio.done', event_id: event_id(), ...place },
            {
              type: 'response.output_audio_transcript.done',
              event_id: event_id(),
              ...place,
              transcript: text,
            },
          ],
          { type: 'audio', transcript: text },
          [{ type: 'output_audio', transcript: text }],
        ]
      : [
          [{ type: 'response.output_text.done', event_id: event_id(), ...place, text }],
          { type: 'text', text },
          [{ type: 'output_text', text }],
        ];
  const item = assistantItem(answer, status, content);
  return [
    ...partDone,
    { type: 'response.content_part.done', event_id: event_id(), ...place, part },
    { type: 'conversation.item.done', event_id: event_id(), previous_item_id: answer.previousItemId, item },
    {
      type: 'response.output_item.done',
      event_id: event_id(),
      response_id: answer.responseId,
      output_index: 0,
      item,
    },
    { type: 'response.done', event_id: event_id(), response: response(answer, medium, ending) },
    {
      type: 'rate_limits.updated',
      event_id: event_id(),
      rate_limits: [{ name: 'tokens', limit: 40_000, remaining: 39_000, reset_seconds: 1.5 }],
    },
  ];
}

export function speechStarted(itemId: string, audioStartMs: number): ServerEvent {
  return {
    type: 'input_audio_buffer.speech_started',
    event_id: event_id(),
    audio_start_ms: audioStartMs,
    item_id: itemId,
  };
}

/** The end of a person's speech and the item that it became. */
export function speechEnds(itemId: string, previousItemId: string | null, audioEndMs: number): ServerEvent[] {
  return [
    {
      type: 'input_audio_buffer.speech_stopped',
      event_id: event_id(),
      audio_end_ms: audioEndMs,
      item_id: itemId,
    },
    {
      type: 'input_audio_buffer.committed',
      event_id: event_id(),
      item_id: itemId,
      previous_item_id: previousItemId,
    },
    ...userItem(itemId, previousItemId),
  ];
}

function userItem(itemId: string, previousItemId: string | null): ServerEvent[] {
  const item: Wire.RealtimeConversationItemUserMessage = {
    type: 'message',
    object: 'realtime.item',
    id: itemId,
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_audio' }],
  };
  return [
    { type: 'conversation.item.added', event_id: event_id(), previous_item_id: previousItemId, item },
    { type: 'conversation.item.done', event_id: event_id(), previous_item_id: previousItemId, item },
  ];
}

/** What the person said, as it was understood: in two parts, then as a whole. */
export function transcription(itemId: string, transcript: string): ServerEvent[] {
  const middle = transcript.indexOf(' ', transcript.length / 2);
  const parts = [transcript.slice(0, middle), transcript.slice(middle)];
  return [
    ...parts.map((delta): ServerEvent => ({
      type: 'conversation.item.input_audio_transcription.delta',
      event_id: event_id(),
      item_id: itemId,
      content_index: 0,
      delta,
    })),
    {
      type: 'conversation.item.input_audio_transcription.completed',
      event_id: event_id(),
      item_id: itemId,
      content_index: 0,
      transcript,
      usage: { type: 'duration', seconds: 3 },
    },
  ];
}

/** A response that does nothing but call a tool. */
export function toolCall(answer: Answer, name: string, parameters: Json): ServerEvent[] {
  const call_id = newId('call');
  const { responseId: response_id, itemId: item_id, previousItemId: previous_item_id } = answer;
  const place = { response_id, item_id, output_index: 0, call_id };
  const written = JSON.stringify(parameters);
  const item = (
    status: 'in_progress' | 'completed',
    argumentsText: string,
  ): Wire.RealtimeConversationItemFunctionCall => ({
    type: 'function_call',
    object: 'realtime.item',
    id: item_id,
    status,
    name,
    call_id,
    arguments: argumentsText,
  });
  const begun = item('in_progress', '');
  const done = item('completed', written);
  const placed = { response_id, output_index: 0 };
  return [
    { type: 'response.created', event_id: event_id(), response: response(answer, 'audio', 'in_progress') },
    { type: 'response.output_item.added', event_id: event_id(), ...placed, item: begun },
    { type: 'conversation.item.added', event_id: event_id(), previous_item_id, item: begun },
    ...(written.match(/.{1,8}/gs) ?? []).map((delta): ServerEvent => ({
      type: 'response.function_call_arguments.delta',
      event_id: event_id(),
      ...place,
      delta,
    })),
    {
      type: 'response.function_call_arguments.done',
      event_id: event_id(),
      ...place,
      name,
      arguments: written,
    },
    { type: 'conversation.item.done', event_id: event_id(), previous_item_id, item: done },
    { type: 'response.output_item.done', event_id: event_id(), ...placed, item: done },
    {
      type: 'response.done',
      event_id: event_id(),
      response: { ...response(answer, 'audio', 'completed'), output: [done] },
    },
  ];
}

/** The client's own item is in the conversation. */
export function itemTaken(item: Wire.ConversationItem, previousItemId: string | null): ServerEvent[] {
  return (['conversation.item.added', 'conversation.item.done'] as const).map((type) => ({
    type,
    event_id: event_id(),
    previous_item_id: previousItemId,
    item,
  }));
}

export function deleted(itemId: string): ServerEvent {
  return { type: 'conversation.item.deleted', event_id: event_id(), item_id: itemId };
}

export function truncated(itemId: string, audioEndMs: number): ServerEvent {
  return {
    type: 'conversation.item.truncated',
    event_id: event_id(),
    item_id: itemId,
    content_index: 0,
    audio_end_ms: audioEndMs,
  };
}

/**
 * At least `count` events of past turns, none of which folds with its neighbour in a log: a person's item with its transcription, and an
 * answer in writing. The last item's id is returned for what follows.
 */
export function pastTurns(
  count: number,
  previousItemId: string | null,
): { events: ServerEvent[]; lastItemId: string | null } {
  const events: ServerEvent[] = [];
  let last = previousItemId;
  while (events.length < count) {
    const userId = newId('item');
    const answer: Answer = { responseId: newId('resp'), itemId: newId('item'), previousItemId: userId };
    const text = `Answer ${events.length}: nothing in particular, at the usual length of a sentence.`;
    events.push(
      ...userItem(userId, last),
      {
        type: 'conversation.item.input_audio_transcription.completed',
        event_id: event_id(),
        item_id: userId,
        content_index: 0,
        transcript: `Question ${events.length}: what happened so far?`,
        usage: { type: 'duration', seconds: 2 },
      },
      ...answerBegins(answer, 'text'),
      textDelta(answer, text),
      ...answerEnds(answer, 'text', 'completed', text),
    );
    last = answer.itemId;
  }
  return { events, lastItemId: last };
}

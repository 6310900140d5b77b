/**
 * Server frames, parsed once. Owns the list of known server events and, for each, the fields that our code reads; an event
 * that lacks one is malformed here, so no reader behind this file has to doubt its types. Never throws and drops nothing.
 */

import type { ServerEvent, ServerEventType } from './events.ts';
import { faultIn, isObject, nameOf, part, type Shape } from './shape.ts';

export type ParsedServerEvent = { kind: 'known'; event: ServerEvent } | UnreadEvent;

/** A frame that our code does not read, of either side. */
export type UnreadEvent =
  /** An event that came into the protocol after this file was written. */
  | { kind: 'unknown'; type: string; event: object }
  /** Not an event, or a known event of the wrong shape. `reason` is a sentence without a full stop. */
  | { kind: 'malformed'; reason: string; text: string };

const item: Shape = {
  id: 'string',
  type: 'string',
  role: 'string?',
  status: 'string?',
  content: 'parts?',
  call_id: 'string?',
  name: 'string?',
  arguments: 'string?',
};
const itemEvent: Shape = { item, previous_item_id: 'string?' };
const responseEvent: Shape = {
  response: {
    id: 'string',
    status: 'string?',
    conversation_id: 'string?',
    status_details: 'object?',
    usage: 'object?',
    output: 'array?',
  },
};
const sessionEvent: Shape = { session: { id: 'string?', model: 'string?', audio: 'object?' } };
const itemId: Shape = { item_id: 'string' };
const inItem: Shape = { item_id: 'string', content_index: 'number?' };
const inResponse: Shape = { item_id: 'string', response_id: 'string', content_index: 'number?' };
const delta: Shape = { ...inResponse, delta: 'string' };
const call: Shape = { item_id: 'string', response_id: 'string', call_id: 'string' };
const playOut: Shape = { response_id: 'string' };

const shapes: Record<ServerEventType, Shape> = {
  error: {
    error: { message: 'string', type: 'string?', code: 'string?', param: 'string?', event_id: 'string?' },
  },
  'session.created': sessionEvent,
  'session.updated': sessionEvent,
  'conversation.created': {},
  'conversation.item.created': itemEvent,
  'conversation.item.added': itemEvent,
  'conversation.item.done': itemEvent,
  'conversation.item.retrieved': { item },
  'conversation.item.truncated': { item_id: 'string', audio_end_ms: 'number' },
  'conversation.item.deleted': itemId,
  'conversation.item.input_audio_transcription.delta': { ...inItem, delta: 'string?' },
  'conversation.item.input_audio_transcription.completed': { ...inItem, transcript: 'string' },
  'conversation.item.input_audio_transcription.failed': {
    ...inItem,
    error: { message: 'string?', code: 'string?' },
  },
  'conversation.item.input_audio_transcription.segment': { item_id: 'string', text: 'string' },
  'input_audio_buffer.committed': { item_id: 'string', previous_item_id: 'string?' },
  'input_audio_buffer.cleared': {},
  'input_audio_buffer.speech_started': { item_id: 'string', audio_start_ms: 'number' },
  'input_audio_buffer.speech_stopped': { item_id: 'string', audio_end_ms: 'number' },
  'input_audio_buffer.timeout_triggered': {
    item_id: 'string',
    audio_start_ms: 'number',
    audio_end_ms: 'number',
  },
  'input_audio_buffer.dtmf_event_received': { event: 'string' },
  'output_audio_buffer.started': playOut,
  'output_audio_buffer.stopped': playOut,
  'output_audio_buffer.cleared': playOut,
  'response.created': responseEvent,
  'response.done': responseEvent,
  'response.output_item.added': { response_id: 'string', item },
  'response.output_item.done': { response_id: 'string', item },
  'response.content_part.added': { ...inResponse, part },
  'response.content_part.done': { ...inResponse, part },
  'response.output_text.delta': delta,
  'response.output_text.done': { ...inResponse, text: 'string' },
  'response.output_audio.delta': delta,
  'response.output_audio.done': inResponse,
  'response.output_audio_transcript.delta': delta,
  'response.output_audio_transcript.done': { ...inResponse, transcript: 'string' },
  'response.function_call_arguments.delta': { ...call, delta: 'string' },
  'response.function_call_arguments.done': { ...call, arguments: 'string', name: 'string?' },
  'response.mcp_call_arguments.delta': { item_id: 'string', delta: 'string' },
  'response.mcp_call_arguments.done': { item_id: 'string', arguments: 'string' },
  'response.mcp_call.in_progress': itemId,
  'response.mcp_call.completed': itemId,
  'response.mcp_call.failed': itemId,
  'mcp_list_tools.in_progress': itemId,
  'mcp_list_tools.completed': itemId,
  'mcp_list_tools.failed': itemId,
  'rate_limits.updated': { rate_limits: 'array' },
};

/** All server events that this console knows. */
export const serverEventTypes = Object.keys(shapes) as ServerEventType[];

/** Reads one text frame from the server. `text` of a malformed frame is the frame whole. */
export function parseServerEvent(text: string): ParsedServerEvent {
  const read = readEvent(text, shapes);
  return read.kind === 'known' ? { kind: 'known', event: read.event as ServerEvent } : read;
}

/** A frame as an event of one of the given shapes. */
export function readEvent(
  text: string,
  known: Readonly<Record<string, Shape>>,
): { kind: 'known'; event: object } | UnreadEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'malformed', reason: 'the frame is not JSON', text };
  }
  if (!isObject(value) || Array.isArray(value)) {
    return { kind: 'malformed', reason: `the frame is ${nameOf(value)}, not an object`, text };
  }
  const { type } = value;
  if (typeof type !== 'string' || type === '') {
    return { kind: 'malformed', reason: 'the event has no type', text };
  }
  const shape = Object.hasOwn(known, type) ? known[type] : undefined;
  if (shape === undefined) return { kind: 'unknown', type, event: value };
  const fault = faultIn(value, shape, '');
  if (fault !== null) return { kind: 'malformed', reason: `${type}: ${fault}`, text };
  return { kind: 'known', event: value };
}

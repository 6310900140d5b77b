/**
 * Client events of the Realtime GA wire, one builder each. Every event carries the id it is given (at most 512 characters),
 * because the server names it again when it refuses. Builds only; sends nothing.
 */

import type { ClientEvent, WireItem, WireSessionBody } from './events.ts';

type Built<T extends ClientEvent['type']> = Extract<ClientEvent, { type: T }>;

export function sessionUpdate(eventId: string, session: WireSessionBody): Built<'session.update'> {
  return { type: 'session.update', event_id: eventId, session };
}

/** `audioBase64`: in the session's input format; at most 15 MiB an event (API limit). */
export function inputAudioAppend(eventId: string, audioBase64: string): Built<'input_audio_buffer.append'> {
  return { type: 'input_audio_buffer.append', event_id: eventId, audio: audioBase64 };
}

/** Fails on the server when less than 100 ms are in the buffer. Never answers by itself. */
export function inputAudioCommit(eventId: string): Built<'input_audio_buffer.commit'> {
  return { type: 'input_audio_buffer.commit', event_id: eventId };
}

export function inputAudioClear(eventId: string): Built<'input_audio_buffer.clear'> {
  return { type: 'input_audio_buffer.clear', event_id: eventId };
}

/** `previousItemId`: the item to stand behind, or `root` for the front; left out = at the end. */
export function itemCreate(
  eventId: string,
  item: WireItem,
  previousItemId?: string,
): Built<'conversation.item.create'> {
  const event: Built<'conversation.item.create'> = {
    type: 'conversation.item.create',
    event_id: eventId,
    item,
  };
  if (previousItemId !== undefined) event.previous_item_id = previousItemId;
  return event;
}

/** A message in writing, whoever it is from: the assistant's are history, for only the model speaks as the assistant. */
export function messageItem(itemId: string, role: 'user' | 'assistant' | 'system', text: string): WireItem {
  const about = { id: itemId, type: 'message' } as const;
  if (role === 'assistant') return { ...about, role, content: [{ type: 'output_text', text }] };
  // Two branches, because the package types the roles apart.
  if (role === 'system') return { ...about, role, content: [{ type: 'input_text', text }] };
  return { ...about, role, content: [{ type: 'input_text', text }] };
}

/** What a person said, as sound in the session's input format. */
export function userAudioItem(itemId: string, audioBase64: string): WireItem {
  return {
    id: itemId,
    type: 'message',
    role: 'user',
    content: [{ type: 'input_audio', audio: audioBase64 }],
  };
}

/** A call of an earlier session. `argumentsText`: JSON. */
export function toolCallItem(itemId: string, callId: string, name: string, argumentsText: string): WireItem {
  return { id: itemId, type: 'function_call', call_id: callId, name, arguments: argumentsText };
}

export function toolOutputItem(itemId: string, callId: string, output: string): WireItem {
  return { id: itemId, type: 'function_call_output', call_id: callId, output };
}

export function itemRetrieve(eventId: string, itemId: string): Built<'conversation.item.retrieve'> {
  return { type: 'conversation.item.retrieve', event_id: eventId, item_id: itemId };
}

/** `audioEndMs` must be a whole number, above 0 and not past the item's audio, or the server refuses. */
export function itemTruncate(
  eventId: string,
  itemId: string,
  audioEndMs: number,
): Built<'conversation.item.truncate'> {
  return {
    type: 'conversation.item.truncate',
    event_id: eventId,
    item_id: itemId,
    // The API takes no other index.
    content_index: 0,
    audio_end_ms: audioEndMs,
  };
}

export function itemDelete(eventId: string, itemId: string): Built<'conversation.item.delete'> {
  return { type: 'conversation.item.delete', event_id: eventId, item_id: itemId };
}

export function responseCreate(
  eventId: string,
  response?: Built<'response.create'>['response'],
): Built<'response.create'> {
  const event: Built<'response.create'> = { type: 'response.create', event_id: eventId };
  if (response !== undefined) event.response = response;
  return event;
}

/** Without `responseId` the server cancels whichever response of the conversation is running. */
export function responseCancel(eventId: string, responseId?: string): Built<'response.cancel'> {
  const event: Built<'response.cancel'> = { type: 'response.cancel', event_id: eventId };
  if (responseId !== undefined) event.response_id = responseId;
  return event;
}

/** For WebRTC and SIP only: over a WebSocket the client owns the playback. */
export function outputAudioClear(eventId: string): Built<'output_audio_buffer.clear'> {
  return { type: 'output_audio_buffer.clear', event_id: eventId };
}

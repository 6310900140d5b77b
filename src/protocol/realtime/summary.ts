/**
 * Events as a log shows them: one line of summary, never any base64, and the few facts by which rows are folded and found.
 * `event` is what the session gives: a parse result for `server`, the sent object for `client`, a note for `note`. Pure.
 */

import type { ClientEvent, Direction, NoteEvent, ServerEvent } from './events.ts';
import type { ParsedServerEvent, UnreadEvent } from './parse.ts';
import { summariseClient } from './summary-client.ts';
import { summariseServer } from './summary-server.ts';
import { base64AudioMs, PCM16_FORMATS, type WireFormats } from './audio-format.ts';

export type LoggedEvent = ParsedServerEvent | ClientEvent | UnreadEvent | NoteEvent;

export interface EventDescription {
  /** Wire type, or the note's; `malformed` for what is no event. */
  type: string;
  itemId: string | null;
  responseId: string | null;
  /** The tool call that the event is about. */
  callId: string | null;
  /** Id of a client's event: on itself, and on the error that it caused. */
  commandId: string | null;
  /** Milliseconds of sound in the event; null when it carries none. */
  audioMs: number | null;
  isAudioDelta: boolean;
  /** Consecutive events with the same key are one stream and fold into a row; null = stands alone. */
  streamKey: string | null;
  /** The piece of text that a streaming event adds: pieces of one stream joined are its whole text. Null for audio and for all others. */
  streamText: string | null;
  level: 'normal' | 'warning' | 'error';
}

export function summarise(direction: Direction, event: LoggedEvent): string {
  if ('kind' in event) {
    if (event.kind === 'known') return summariseServer(event.event);
    return event.kind === 'unknown' ? 'an event this console does not know' : event.reason;
  }
  if (isNote(direction, event)) return event.summary;
  return summariseClient(event);
}

/** `formats`: of the session's sound, by which its length is told. */
export function describeEvent(
  direction: Direction,
  event: LoggedEvent,
  formats: WireFormats = PCM16_FORMATS,
): EventDescription {
  if ('kind' in event) {
    if (event.kind === 'known') return describeServer(event.event, formats);
    const commandId = direction === 'client' ? clientIdOf(event) : null;
    if (event.kind === 'unknown') return { ...describeIds(event.event), type: event.type, commandId };
    return { ...plain, type: 'malformed', level: 'error', commandId };
  }
  if (isNote(direction, event)) {
    return { ...plain, type: event.type, itemId: event.itemId ?? null, level: event.level ?? 'normal' };
  }
  const commandId = textOr(event.event_id, null);
  const description = { ...describeIds(event), type: event.type, commandId };
  if (event.type !== 'input_audio_buffer.append') return description;
  const audioMs = base64AudioMs(event.audio, formats.input);
  // Its row stands for many, so no id of one of them is the row's.
  return { ...description, commandId: null, audioMs, isAudioDelta: true, streamKey: `client:${event.type}` };
}

const plain: Omit<EventDescription, 'type'> = {
  itemId: null,
  responseId: null,
  callId: null,
  commandId: null,
  audioMs: null,
  isAudioDelta: false,
  streamKey: null,
  streamText: null,
  level: 'normal',
};

function isNote(direction: Direction, event: ClientEvent | NoteEvent): event is NoteEvent {
  return direction === 'note' || event.type.startsWith('sidetone.');
}

function describeServer(event: ServerEvent, formats: WireFormats): EventDescription {
  const description: EventDescription = { ...describeIds(event), type: event.type, level: levelOf(event) };
  if (event.type === 'error') description.commandId = textOr(event.error.event_id, null);
  if (!event.type.endsWith('.delta')) return description;
  const { content_index: part } = event as { content_index?: number };
  description.streamKey = `server:${event.type}:${description.itemId ?? ''}:${part ?? 0}`;
  if (event.type === 'response.output_audio.delta') {
    description.audioMs = base64AudioMs(event.delta, formats.output);
    description.isAudioDelta = true;
  } else {
    description.streamText = textOr((event as { delta?: unknown }).delta, null);
  }
  return description;
}

function levelOf(event: ServerEvent): EventDescription['level'] {
  switch (event.type) {
    case 'error':
      // Stopping twice is no fault of anybody.
      return event.error.code === 'response_cancel_not_active' ? 'warning' : 'error';
    case 'response.done':
      if (event.response.status === 'failed') return 'error';
      return event.response.status === 'incomplete' ? 'warning' : 'normal';
    case 'conversation.item.input_audio_transcription.failed':
    case 'response.mcp_call.failed':
    case 'mcp_list_tools.failed':
      return 'error';
    default:
      return 'normal';
  }
}

/** The id that a client gave an event which our code does not read; an error may name it. */
function clientIdOf(event: UnreadEvent): string | null {
  if (event.kind === 'unknown') return textOr((event.event as { event_id?: unknown }).event_id, null);
  return /"event_id":\s*"([^"\\]{1,512})"/.exec(event.text)?.[1] ?? null;
}

/** The ids that an event names, wherever it does. Takes any object. */
function describeIds(event: object): Omit<EventDescription, 'type'> {
  const fields = event as Record<string, unknown>;
  const { item_id: itemId, item, response_id: responseId, response, call_id: callId } = fields;
  return {
    ...plain,
    itemId: textOr(itemId, idOf(item)),
    responseId: textOr(responseId, idOf(response)),
    callId: textOr(callId, callIdOf(item)),
  };
}

function idOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  return textOr((value as { id?: unknown }).id, null);
}

function callIdOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  return textOr((item as { call_id?: unknown }).call_id, null);
}

function textOr(value: unknown, fallback: string | null): string | null {
  return typeof value === 'string' ? value : fallback;
}

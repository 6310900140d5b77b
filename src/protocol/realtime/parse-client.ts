/**
 * Client frames of a session that is watched or was recorded: whoever sent them, nothing behind this file has to doubt their types. What
 * we send ourselves is built, not parsed. Never throws and drops nothing.
 */

import type { ClientEvent, ClientEventType } from './events.ts';
import { readEvent, type UnreadEvent } from './parse.ts';
import type { Shape } from './shape.ts';

export type ParsedClientEvent = { kind: 'known'; event: ClientEvent } | UnreadEvent;

const eventId: Shape = { event_id: 'string?' };

const shapes: Record<ClientEventType, Shape> = {
  'session.update': { ...eventId, session: {} },
  'input_audio_buffer.append': { ...eventId, audio: 'string' },
  'input_audio_buffer.commit': eventId,
  'input_audio_buffer.clear': eventId,
  'output_audio_buffer.clear': eventId,
  'conversation.item.create': {
    ...eventId,
    previous_item_id: 'string?',
    item: {
      id: 'string?',
      type: 'string',
      role: 'string?',
      content: 'parts?',
      call_id: 'string?',
      name: 'string?',
      arguments: 'string?',
      output: 'string?',
    },
  },
  'conversation.item.retrieve': { ...eventId, item_id: 'string' },
  'conversation.item.truncate': { ...eventId, item_id: 'string', audio_end_ms: 'number' },
  'conversation.item.delete': { ...eventId, item_id: 'string' },
  'response.create': { ...eventId, response: 'object?' },
  'response.cancel': { ...eventId, response_id: 'string?' },
};

/** Reads one text frame from a client. `text` of a malformed frame is the frame whole. */
export function parseClientEvent(text: string): ParsedClientEvent {
  const read = readEvent(text, shapes);
  return read.kind === 'known' ? { kind: 'known', event: read.event as ClientEvent } : read;
}

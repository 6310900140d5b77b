/**
 * Events → text frames. The emulator builds its events with the `openai` package's types, which know no null in some places where the
 * service sends null rather than nothing; clients tell the two apart (a response outside the conversation has `conversation_id: null`).
 * Here, and only here, those nulls are filled in.
 */

import type { ServerEvent, WireItem, WireResponse } from '../../../src/protocol/realtime/events.ts';

export function encodeEvent(event: ServerEvent): string {
  switch (event.type) {
    case 'response.created':
    case 'response.done':
      return JSON.stringify({ ...event, response: fillResponse(event.response) });
    case 'session.created':
    case 'session.updated':
      return JSON.stringify({ ...event, session: fillSession(event.session) });
    case 'conversation.item.added':
    case 'conversation.item.done':
    case 'conversation.item.retrieved':
      return JSON.stringify({ ...event, item: fillItem(event.item) });
    default:
      return JSON.stringify(event);
  }
}

function fillResponse(response: WireResponse): object {
  return { conversation_id: null, status_details: null, usage: null, ...response };
}

function fillSession(session: Extract<ServerEvent, { type: 'session.created' }>['session']): object {
  const input = { transcription: null, noise_reduction: null, ...session.audio?.input };
  return { include: null, ...session, audio: { ...session.audio, input } };
}

/** Spoken words that nobody transcribed. */
function fillItem(item: WireItem): object {
  if (item.type !== 'message' || item.role !== 'user') return item;
  const content = item.content.map((part) =>
    part.type === 'input_audio' ? { transcript: null, ...part } : part,
  );
  return { ...item, content };
}

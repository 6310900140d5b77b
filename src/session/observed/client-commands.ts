/**
 * The other direction of the adapter: what an event that some client sent asks for, in the core's words. With `realtime-adapter.ts` the
 * only file of this room that names wire events. Null when it means nothing to the conversation.
 */

import type { ClientEvent } from '../../protocol/realtime/events.ts';
import { fromSession } from '../../protocol/realtime/session-body.ts';
import type { Command, NewItem } from '../facts.ts';

export function toCommand(event: ClientEvent): Command | null {
  switch (event.type) {
    case 'session.update':
      return { kind: 'update-settings', patch: fromSession(event.session), previous: null };
    case 'input_audio_buffer.append':
      return { kind: 'append-audio', audioBase64: event.audio };
    case 'input_audio_buffer.commit':
      return { kind: 'commit-input' };
    case 'input_audio_buffer.clear':
      return { kind: 'clear-input' };
    case 'conversation.item.create': {
      const item = newItem(event.item);
      if (item === null) return null;
      const behindId = event.previous_item_id;
      return typeof behindId === 'string' ? { kind: 'add-item', item, behindId } : { kind: 'add-item', item };
    }
    case 'conversation.item.truncate':
      return { kind: 'truncate-item', itemId: event.item_id, heardMs: Math.max(0, event.audio_end_ms) };
    case 'conversation.item.delete':
      return { kind: 'delete-item', itemId: event.item_id };
    case 'response.create':
      // One outside the conversation is nobody's answer.
      return event.response?.conversation === 'none' ? null : { kind: 'create-response' };
    case 'response.cancel':
      return { kind: 'cancel-response' };
    case 'conversation.item.retrieve':
    case 'output_audio_buffer.clear':
      return null;
  }
}

interface LooseItem {
  id?: string | null;
  type: string;
  role?: string | null;
  content?:
    | { type?: string | null; text?: string | null; transcript?: string | null; audio?: unknown }[]
    | null;
  call_id?: string | null;
  name?: string | null;
  arguments?: string | null;
  output?: string | null;
}

/** Null for a message to which the server will give its id, and for kinds that the core has no word for. */
function newItem(item: object): NewItem | null {
  const {
    id,
    type,
    role,
    content,
    call_id: callId,
    name,
    arguments: argumentsText,
    output,
  } = item as LooseItem;
  if (type === 'function_call_output') {
    return { kind: 'tool-output', id: id ?? '', callId: callId ?? '', output: output ?? '' };
  }
  if (typeof id !== 'string' || id === '') return null;
  if (type === 'function_call') {
    const call = { callId: callId ?? '', name: name ?? '', argumentsText: argumentsText ?? '' };
    return { kind: 'tool-call', id, ...call };
  }
  if (type !== 'message' || (role !== 'user' && role !== 'assistant' && role !== 'system')) return null;
  const audio = content?.find((part) => part.type === 'input_audio')?.audio;
  if (typeof audio === 'string') return { kind: 'recording', id, audioBase64: audio };
  const text = (content ?? [])
    .map((part) => part.text ?? part.transcript ?? '')
    .filter((words) => words !== '');
  return { kind: 'message', id, role, text: text.join('\n') };
}

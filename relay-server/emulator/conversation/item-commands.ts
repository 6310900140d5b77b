/** What the client does to items: create, retrieve, truncate, delete. Changes the conversation and returns what to send. */

import type { ServerEvent } from '../../../src/protocol/realtime/events.ts';
import type { WireFormat } from '../config/session-config.ts';
import { type ApiError, isApiError, refuse } from '../wire/api-error.ts';
import type { ClientEvent } from '../wire/client-events.ts';
import { newId } from '../wire/ids.ts';
import { itemFromClient } from './client-item.ts';
import type { Conversation } from './conversation.ts';
import { type StoredItem, withAudio } from './stored-item.ts';

type EventOf<T extends ClientEvent['type']> = Extract<ClientEvent, { type: T }>;

/** `conversation.item.added` and `.done` for an item that is complete at once. */
export function addedAndDone(item: StoredItem, previousItemId: string | null): ServerEvent[] {
  const about = { item: item.object, previous_item_id: previousItemId };
  return [
    { type: 'conversation.item.added', event_id: newId('event'), ...about },
    { type: 'conversation.item.done', event_id: newId('event'), ...about },
  ];
}

export function createItem(
  conversation: Conversation,
  event: EventOf<'conversation.item.create'>,
  inputFormat: WireFormat,
): ServerEvent[] | ApiError {
  const item = itemFromClient(event.item, inputFormat);
  if (isApiError(item)) return item;
  if (item.object.type === 'function_call_output' && !hasCall(conversation, item.object.call_id)) {
    const message = `Tool call ID '${item.object.call_id}' not found in conversation.`;
    return refuse('invalid_tool_call_id', message, 'item.call_id');
  }
  const inserted = conversation.insert(item, event.previous_item_id);
  return isApiError(inserted) ? inserted : addedAndDone(item, inserted.previousItemId);
}

function hasCall(conversation: Conversation, callId: string): boolean {
  return conversation.items.some(
    ({ object }) => object.type === 'function_call' && object.call_id === callId,
  );
}

export function retrieveItem(conversation: Conversation, itemId: string): ServerEvent[] | ApiError {
  const item = conversation.get(itemId);
  if (!item) return unknownItem('item_retrieve_invalid_item_id', 'retrieving', itemId);
  return [{ type: 'conversation.item.retrieved', event_id: newId('event'), item: withAudio(item) }];
}

/** Drops the audio past the end, and the whole transcript: nobody knows which of its words were heard. */
export function truncateItem(
  conversation: Conversation,
  event: EventOf<'conversation.item.truncate'>,
): ServerEvent[] | ApiError {
  const { item_id, content_index, audio_end_ms } = event;
  const item = conversation.get(item_id);
  if (!item) return unknownItem('item_truncate_invalid_item_id', 'truncating', item_id);
  const { object, spoken } = item;
  if (!spoken || spoken.ms === 0 || object.type !== 'message' || object.role !== 'assistant') {
    const message = 'Only model output audio messages can be truncated';
    return refuse('unsupported_content_type', message, 'item_id');
  }
  if (content_index !== 0) {
    return refuse('invalid_value', `Invalid value: ${content_index}. Expected 0.`, 'content_index');
  }
  if (audio_end_ms > spoken.ms) {
    const message = `Audio content of ${Math.floor(spoken.ms)}ms is already shorter than ${audio_end_ms}ms`;
    return refuse('invalid_value', message, 'audio_end_ms');
  }
  spoken.truncate(audio_end_ms);
  item.object = { ...object, content: [{ type: 'output_audio', transcript: '' }] };
  return [
    { type: 'conversation.item.truncated', event_id: newId('event'), item_id, content_index, audio_end_ms },
  ];
}

export function deleteItem(conversation: Conversation, itemId: string): ServerEvent[] | ApiError {
  if (!conversation.remove(itemId)) return unknownItem('item_delete_invalid_item_id', 'deleting', itemId);
  return [{ type: 'conversation.item.deleted', event_id: newId('event'), item_id: itemId }];
}

function unknownItem(code: string, doing: string, itemId: string): ApiError {
  return refuse(code, `Error ${doing} item: the item with id '${itemId}' does not exist.`, 'item_id');
}

/** What the composer begins with for each type of event: everything that it needs, to be filled in. Pure. */

import { clientEventTypes } from '../../protocol/realtime/client-schema.ts';
import type { ClientEventType } from '../../protocol/realtime/events.ts';

/** What each does, in a few words. */
const WORDS: Record<ClientEventType, string> = {
  'session.update': 'change settings',
  'conversation.item.create': 'add a message or a tool’s output',
  'response.create': 'ask for an answer',
  'response.cancel': 'stop the answer',
  'conversation.item.truncate': 'cut an answer to what was heard',
  'conversation.item.delete': 'delete an item',
  'conversation.item.retrieve': 'read an item back',
  'input_audio_buffer.append': 'add sound to what is said',
  'input_audio_buffer.commit': 'end what is said',
  'input_audio_buffer.clear': 'forget what is said',
  'output_audio_buffer.clear': 'stop playing (WebRTC and SIP)',
};

const BODIES: Partial<Record<ClientEventType, object>> = {
  'session.update': { session: { type: 'realtime', instructions: '' } },
  'conversation.item.create': {
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: '' }] },
  },
  'response.create': { response: { output_modalities: ['audio'] } },
  'conversation.item.truncate': { item_id: '', content_index: 0, audio_end_ms: 0 },
  'conversation.item.delete': { item_id: '' },
  'conversation.item.retrieve': { item_id: '' },
  'input_audio_buffer.append': { audio: '' },
};

export interface EventChoice {
  type: ClientEventType;
  words: string;
}

/** Types in which every word of a search is found, in their name or in what they do. */
export function eventChoices(search: string): EventChoice[] {
  const wanted = search.toLowerCase().split(/\s+/);
  return clientEventTypes
    .map((type) => ({ type, words: WORDS[type] }))
    .filter(({ type, words }) => wanted.every((word) => `${type} ${words}`.toLowerCase().includes(word)));
}

/** `itemId`: the item that is probably meant; '' = none. */
export function templateOf(type: ClientEventType, itemId: string): string {
  const body = BODIES[type] ?? {};
  const filled = 'item_id' in body ? { ...body, item_id: itemId } : body;
  return `${JSON.stringify({ type, ...filled }, null, 2)}\n`;
}

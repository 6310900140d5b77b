import { describe, expect, it } from 'vitest';
import { isApiError } from '../wire/api-error.ts';
import { Conversation } from './conversation.ts';
import { plainItem, SpokenAudio, type StoredItem } from './stored-item.ts';

const item = (id: string): StoredItem =>
  plainItem({ id, type: 'message', role: 'user', content: [{ type: 'input_text', text: id }] });

const idsOf = (conversation: Conversation) => conversation.items.map(({ id }) => id).join(' ');

describe('the conversation', () => {
  it('orders items by the item before them', () => {
    const conversation = new Conversation();
    conversation.insert(item('a'));
    conversation.insert(item('c'), null);
    expect(conversation.insert(item('b'), 'a')).toEqual({ previousItemId: 'a' });
    expect(conversation.insert(item('z'), 'root')).toEqual({ previousItemId: null });
    expect(idsOf(conversation)).toBe('z a b c');
    expect([conversation.lastId, conversation.previousIdOf('b'), conversation.previousIdOf('z')]).toEqual([
      'c',
      'a',
      null,
    ]);
  });

  it('refuses a second item with one id, and a place behind an item that is not there', () => {
    const conversation = new Conversation();
    conversation.insert(item('a'));
    const twice = conversation.insert(item('a'));
    const nowhere = conversation.insert(item('b'), 'ghost');
    expect(isApiError(twice) && twice.param).toBe('item.id');
    expect(isApiError(nowhere) && nowhere.param).toBe('previous_item_id');
    expect(idsOf(conversation)).toBe('a');
  });

  it('removes an item once', () => {
    const conversation = new Conversation();
    conversation.insert(item('a'));
    expect([conversation.remove('a'), conversation.remove('a')]).toEqual([true, false]);
  });

  it('knows whether the assistant has spoken', () => {
    const conversation = new Conversation();
    const answer = item('a');
    answer.spoken = new SpokenAudio({ type: 'audio/pcmu' });
    conversation.insert(answer);
    expect(conversation.hasAssistantAudio).toBe(false);
    answer.spoken.append(new Uint8Array(8));
    expect(conversation.hasAssistantAudio).toBe(true);
  });
});

describe('spoken audio', () => {
  it('is cut at the millisecond, and takes nothing more afterwards', () => {
    const spoken = new SpokenAudio({ type: 'audio/pcm', rate: 24_000 });
    spoken.append(new Uint8Array(4800).fill(1));
    spoken.append(new Uint8Array(4800).fill(2));
    spoken.truncate(150);
    spoken.append(new Uint8Array(4800));
    expect(spoken.ms).toBe(150);
    const bytes = Buffer.from(spoken.toBase64(), 'base64');
    expect([bytes.length, bytes[0], bytes[7199]]).toEqual([7200, 1, 2]);
  });
});

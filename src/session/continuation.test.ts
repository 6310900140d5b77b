import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageItem, toolCallItem } from '../../tests/support/items.ts';
import { CARRY_LIMITS, type CarryLimits, WORDLESS, continuationOf } from './continuation.ts';
import type { NewItem } from './facts.ts';
import { toWire } from './realtime-adapter.ts';
import type { Heard, Item } from './types.ts';

function carry(items: Item[], options: { limits?: CarryLimits; recordings?: Record<string, string> } = {}) {
  let ids = 0;
  const { carried, crossing } = continuationOf(items, {
    newItemId: () => `item_new${(ids += 1)}`,
    recordingOf: (itemId) => options.recordings?.[itemId] ?? null,
    ...(options.limits && { limits: options.limits }),
  });
  return { carried, crossing, sent: carried.flatMap(({ sent }) => sent) };
}

const heard = (patch: Partial<Heard>): Heard => ({
  receivedSamples: 48_000,
  heardSamples: 48_000,
  heardChars: 0,
  complete: true,
  interrupted: null,
  truncatedAtMs: null,
  lateSamples: 0,
  ...patch,
});

describe('what a new session is told', () => {
  it('is what was said, in order and under the same ids', () => {
    const { sent } = carry([
      messageItem({ id: 'u1', text: 'What is the weather?' }),
      toolCallItem({ id: 'f1' }),
      messageItem({ id: 'a1', role: 'assistant', text: 'It is sunny.', heard: heard({}) }),
      messageItem({ id: 's1', role: 'system', medium: 'text', text: 'Be brief.' }),
    ]);
    expect(sent).toEqual([
      { kind: 'message', id: 'u1', role: 'user', text: 'What is the weather?' },
      {
        kind: 'tool-call',
        id: 'f1',
        callId: 'call_1',
        name: 'get_weather',
        argumentsText: '{"city":"Paris"}',
      },
      { kind: 'tool-output', id: 'item_new1', callId: 'call_1', output: '{"temperature":21}' },
      { kind: 'message', id: 'a1', role: 'assistant', text: 'It is sunny.' },
      { kind: 'message', id: 's1', role: 'system', text: 'Be brief.' },
    ]);
  });

  it('is of an answer what was heard, and nothing of one that nobody heard', () => {
    const text = 'Once upon a time there was';
    const { sent, crossing } = carry([
      messageItem({
        id: 'a1',
        role: 'assistant',
        text,
        heard: heard({ interrupted: 'seam', heardChars: 10 }),
      }),
      messageItem({ id: 'a2', role: 'assistant', text, heard: heard({ interrupted: 'speech' }) }),
      messageItem({ id: 'a3', role: 'assistant', text, forgotten: true }),
    ]);
    expect(sent).toEqual([{ kind: 'message', id: 'a1', role: 'assistant', text: 'Once upon' }]);
    expect(crossing).toMatchObject({ messages: 1, unheard: 2 });
  });

  it('is the sound of speech that nobody has written down, or a note where the sound is gone', () => {
    const spoken = { text: '', transcription: 'off' } as const;
    const { sent, crossing } = carry(
      [
        messageItem({ id: 'u1', ...spoken }),
        messageItem({ id: 'u2', ...spoken }),
        // Not a turn yet: its sound is sent again as the microphone's.
        messageItem({ id: 'u3', ...spoken, status: 'in-progress' }),
      ],
      { recordings: { u2: 'AAAA' } },
    );
    expect(sent).toEqual([
      { kind: 'message', id: 'u1', role: 'user', text: WORDLESS },
      { kind: 'recording', id: 'u2', audioBase64: 'AAAA' },
    ]);
    expect(crossing).toMatchObject({ messages: 1, wordless: 1, recordings: 1, unfinished: 0 });
  });

  it('is a call that still runs, and neither one cut short nor anything without text', () => {
    const { sent, crossing } = carry([
      toolCallItem({ id: 'f1', state: 'failed', output: null, argumentsText: '{"ci' }),
      { kind: 'other', id: 'o1', type: 'mcp_call', startedAtMs: 0 },
      messageItem({ id: 'u1', medium: 'text', status: 'incomplete' }),
      toolCallItem({ id: 'f2', state: 'running', output: null }),
    ]);
    expect(sent.map(({ id }) => id)).toEqual(['f2']);
    expect(crossing).toMatchObject({ toolCalls: 1, unfinished: 2, others: 1 });
  });

  it('is typed words that the lost session had not confirmed', () => {
    const typed = messageItem({ id: 'u1', medium: 'text', status: 'in-progress', text: 'Still there?' });
    expect(carry([typed]).sent).toEqual([{ kind: 'message', id: 'u1', role: 'user', text: 'Still there?' }]);
  });

  it('is the newest when not all fits, and nothing from before a hole', () => {
    const message = (id: string, chars: number) => messageItem({ id, text: 'x'.repeat(chars) });
    const items = [message('u1', 10), message('u2', 95), message('u3', 60), message('u4', 30)];
    const limits = { items: 10, chars: 100, charsOfOne: 100 };
    const { sent, crossing } = carry(items, { limits });
    expect(sent.map(({ id }) => id)).toEqual(['u3', 'u4']);
    expect(crossing).toMatchObject({ messages: 2, tooOld: 2 });
  });

  it('cuts what is too long, and says so', () => {
    const limits = { items: 10, chars: 1000, charsOfOne: 20 };
    const { sent, crossing } = carry([toolCallItem({ output: 'y'.repeat(500) })], { limits });
    expect(sent[1]).toMatchObject({ output: `${'y'.repeat(16)} […]` });
    expect(crossing).toMatchObject({ toolCalls: 1, shortened: 1 });
  });

  it('stands under another id where the API would not take the old one', () => {
    const { carried } = carry([messageItem({ id: 'x'.repeat(33) })]);
    expect(carried).toMatchObject([{ itemId: 'x'.repeat(33), sent: [{ id: 'item_new1' }] }]);
  });
});

const text = fc.string({ maxLength: 400 });
const message = fc
  .record({
    role: fc.constantFrom('user', 'assistant', 'system'),
    status: fc.constantFrom('in-progress', 'completed', 'incomplete'),
    medium: fc.constantFrom('voice', 'text'),
    text,
    forgotten: fc.boolean(),
    heard: fc.option(
      fc.record({ interrupted: fc.constantFrom(null, 'speech', 'seam'), heardChars: fc.nat(500) }),
    ),
  })
  .map(({ role, status, medium, text: words, forgotten, heard: cut }) =>
    messageItem({
      role: role as 'user',
      status: status as 'completed',
      medium: medium as 'voice',
      text: words,
      forgotten,
      heard: cut && heard(cut as Partial<Heard>),
    }),
  );
const call = fc
  .record({
    callId: fc.constantFrom('', 'c1', 'c2'),
    state: fc.constantFrom('streaming', 'running', 'done', 'failed'),
    argumentsText: text,
    output: fc.option(text),
  })
  .map((patch) => toolCallItem({ ...patch, state: patch.state as 'done' }));
const other = fc.constantFrom<Item>(
  { kind: 'other', id: '', type: 'mcp_call', startedAtMs: 0 },
  {
    kind: 'seam',
    id: '',
    startedAtMs: 0,
    cause: 'lost',
    state: 'resumed',
    gapMs: 1,
    crossing: null,
    words: '',
  },
);
const conversation = fc
  .array(fc.oneof({ weight: 4, arbitrary: message }, call, other), { maxLength: 60 })
  .chain((items) =>
    fc
      .uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 4, maxLength: 40 }), {
        minLength: items.length,
        maxLength: items.length,
      })
      .map((ids) => items.map((item, at): Item => ({ ...item, id: ids[at] ?? '' }))),
  );

it('whatever was said: valid, in order, bounded, and every item accounted for', () => {
  const limits = { items: 25, chars: 2000, charsOfOne: 300 };
  fc.assert(
    fc.property(conversation, fc.boolean(), (items, small) => {
      const used = small ? limits : CARRY_LIMITS;
      const { carried, crossing, sent } = carry(items, { limits: used });

      const ids = sent.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every((id) => id.length > 0 && id.length <= 32)).toBe(true);
      expect(sent.length).toBeLessThanOrEqual(used.items);
      expect(sent.reduce((sum, item) => sum + charsOf(item), 0)).toBeLessThanOrEqual(used.chars);

      const order = items.map(({ id }) => id);
      const places = carried.map(({ itemId }) => order.indexOf(itemId));
      expect(places).toEqual(places.toSorted((a, b) => a - b));

      for (const [at, item] of sent.entries()) {
        if (item.kind === 'message') expect(item.text.trim()).not.toBe('');
        if (item.kind !== 'tool-output') continue;
        expect(sent[at - 1]).toMatchObject({ kind: 'tool-call', callId: item.callId });
      }
      const pending = items.filter(
        (item) =>
          item.kind === 'message' &&
          item.role === 'user' &&
          item.medium === 'voice' &&
          item.status === 'in-progress' &&
          item.text.trim() === '',
      );
      const seams = items.filter(({ kind }) => kind === 'seam');
      const { messages, recordings, toolCalls, tooOld, unheard, unfinished, others } = crossing;
      expect(messages + recordings + toolCalls).toBe(carried.length);
      expect(carried.length + tooOld + unheard + unfinished + others).toBe(
        items.length - seams.length - pending.length,
      );

      for (const item of sent) {
        const event = toWire({ kind: 'add-item', item }, 'evt_1', 'pcm16');
        expect(JSON.parse(JSON.stringify(event))).toMatchObject({
          type: 'conversation.item.create',
          item: { id: item.id },
        });
      }
    }),
    { numRuns: 500 },
  );
});

function charsOf(item: NewItem): number {
  switch (item.kind) {
    case 'message':
      return item.text.length;
    case 'tool-call':
      return item.argumentsText.length;
    case 'tool-output':
      return item.output.length;
    case 'recording':
      return 0;
  }
}

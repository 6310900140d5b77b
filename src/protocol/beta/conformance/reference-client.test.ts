/**
 * What the reference client of the beta takes for granted of each event. Every row is seen twice: the client, given a server's events with
 * nothing but their names changed, fails as it is known to fail; and given the same events as they are translated, it does not.
 */

import { describe, expect, it } from 'vitest';
import { BetaConversation, type BetaItem } from '../../../../tests/support/beta-conversation.ts';
import { BetaTranslator } from '../translator.ts';
import type { WireObject } from '../wire-object.ts';

const PLACE = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 };
const MESSAGE = { id: 'i', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
const CALL = {
  id: 'i',
  type: 'function_call',
  status: 'in_progress',
  name: 'f',
  call_id: 'c',
  arguments: '',
};
const SPOKEN = {
  id: 'i',
  type: 'message',
  role: 'user',
  status: 'completed',
  content: [{ type: 'input_audio' }],
};

const began = { type: 'response.created', response: { id: 'r', output: [], conversation_id: 'conv' } };
const announced = { type: 'response.output_item.added', response_id: 'r', output_index: 0, item: MESSAGE };
const added = { type: 'conversation.item.added', item: MESSAGE };
const opened = { type: 'response.content_part.added', ...PLACE, part: { type: 'audio', transcript: '' } };
const words = { type: 'response.output_audio_transcript.delta', ...PLACE, delta: 'Hi' };
const text = { type: 'response.output_text.delta', ...PLACE, delta: 'Hi' };
const audio = (...bytes: number[]): WireObject => ({
  type: 'response.output_audio.delta',
  ...PLACE,
  delta: Buffer.from(bytes).toString('base64'),
});
const argument = { type: 'response.function_call_arguments.delta', ...PLACE, call_id: 'c', delta: '{}' };
const heard = {
  type: 'conversation.item.input_audio_transcription.completed',
  item_id: 'i',
  content_index: 0,
  transcript: 'Hello.',
};

interface Row {
  /** Of which event what is needed. */
  needs: string;
  /** GA events as a server might send them. */
  events: WireObject[];
  /** What the client throws at them, or what it then shows. */
  fails: RegExp | ((item: BetaItem | undefined) => void);
  /** The item after the translated events, where it is there at all. */
  works?: (item: BetaItem | undefined) => void;
}

const ROWS: Row[] = [
  {
    needs: 'conversation.item.created: a list of content, to add to',
    events: [began, announced, { ...added, item: { ...MESSAGE, content: undefined } }, opened],
    fails: /reading 'push'/,
    works: (item) => expect(item?.content).toHaveLength(1),
  },
  {
    needs: 'conversation.item.created: a text in parts of text',
    events: [{ ...added, item: { ...MESSAGE, role: 'user', content: [{ type: 'input_text' }] } }],
    fails: (item) => expect(item?.formatted.text).toBe('undefined'),
    works: (item) => expect(item?.formatted.text).toBe(''),
  },
  {
    needs: 'conversation.item.created: arguments of a call, to add to',
    events: [
      began,
      { ...announced, item: CALL },
      { ...added, item: { ...CALL, arguments: undefined } },
      argument,
    ],
    fails: (item) => expect(item?.arguments).toBe('undefined{}'),
    works: (item) => expect(item?.arguments).toBe('{}'),
  },
  {
    needs: 'response.created: a list of output',
    events: [{ ...began, response: { id: 'r', conversation_id: 'conv' } }, announced, added],
    fails: /reading 'push'/,
  },
  {
    needs: 'response.output_item.added: a response that is known',
    events: [announced],
    fails: /no response r/,
  },
  {
    needs: 'response.content_part.added: an item that is known',
    events: [began, announced, opened],
    fails: /item i not found/,
    works: (item) => expect(item?.content).toHaveLength(1),
  },
  {
    needs: 'response.content_part.added: an empty transcript in a part of audio',
    events: [began, announced, added, { ...opened, part: { type: 'audio' } }, words],
    fails: (item) => expect(item?.content[0]?.transcript).toBe('undefinedHi'),
    works: (item) => expect(item?.content[0]?.transcript).toBe('Hi'),
  },
  {
    needs: 'response.content_part.added: an empty text in a part of text',
    events: [began, announced, added, { ...opened, part: { type: 'text' } }, text],
    fails: (item) => expect(item?.content[0]?.text).toBe('undefinedHi'),
    works: (item) => expect(item?.content[0]?.text).toBe('Hi'),
  },
  {
    needs: 'response.audio_transcript.delta: an item that is known',
    events: [words],
    fails: /item i not found/,
  },
  {
    needs: 'response.audio_transcript.delta: a part that is there',
    events: [began, announced, added, words],
    fails: /no content part 0/,
    works: (item) => expect(item?.formatted.transcript).toBe('Hi'),
  },
  {
    needs: 'response.text.delta: an item that is known',
    events: [text],
    fails: /item i not found/,
  },
  {
    needs: 'response.text.delta: a part that is there',
    events: [began, announced, added, text],
    fails: /no content part 0/,
    works: (item) => expect(item?.formatted.text).toBe('Hi'),
  },
  {
    needs: 'response.audio.delta: an item that is known',
    events: [audio(1, 2)],
    fails: /item i not found/,
  },
  {
    needs: 'response.audio.delta: an even number of bytes',
    events: [began, announced, added, opened, audio(1, 0, 2), audio(0)],
    fails: /multiple of 2/,
    works: (item) => expect(item?.formatted.audio).toEqual(Int16Array.of(1, 2)),
  },
  {
    needs: 'response.audio.delta: an even number of bytes, of G.711 as well',
    events: [
      { ...began, response: { ...began.response, audio: { output: { format: { type: 'audio/pcmu' } } } } },
      ...[announced, added, opened, audio(1), audio(2)],
    ],
    fails: /multiple of 2/,
    works: (item) => expect(item?.formatted.audio).toHaveLength(1),
  },
  {
    needs: 'response.function_call_arguments.delta: an item that is known',
    events: [argument],
    fails: /item i not found/,
  },
  {
    needs: 'response.function_call_arguments.delta: an item that is a call',
    events: [began, announced, added, argument],
    fails: /is no call/,
  },
  {
    needs: 'response.output_item.done: an item that is known',
    events: [{ ...announced, type: 'response.output_item.done' }],
    fails: /item i not found/,
  },
  {
    needs: 'conversation.item.truncated: an item that is known',
    events: [{ type: 'conversation.item.truncated', item_id: 'i', content_index: 0, audio_end_ms: 1 }],
    fails: /item i not found/,
  },
  {
    needs: 'conversation.item.deleted: an item that is known',
    events: [{ type: 'conversation.item.deleted', item_id: 'i' }],
    fails: /item i not found/,
  },
  {
    needs: 'transcription.completed: a part that is there',
    events: [{ ...added, item: { ...SPOKEN, content: [] } }, heard],
    fails: /no content part 0/,
  },
  {
    needs: 'transcription.completed: an item that is known already',
    events: [heard, { ...added, item: SPOKEN }],
    fails: (item) => expect(item?.formatted.transcript).toBeUndefined(),
    works: (item) => expect(item?.formatted.transcript).toBe('Hello.'),
  },
  {
    needs: 'an item of an out-of-band response: to be told of it at all',
    events: [
      { ...began, response: { ...began.response, conversation_id: null } },
      ...[announced, opened, words],
    ],
    fails: /item i not found/,
    works: (item) => expect(item?.formatted.transcript).toBe('Hi'),
  },
];

const NAMES: Record<string, string> = { 'conversation.item.added': 'conversation.item.created' };

/** The name as beta has it, and all else as it came. */
function renamed(event: WireObject): WireObject {
  const type = String(event['type']);
  return {
    ...event,
    type:
      NAMES[type] ??
      type
        .replace('response.output_audio', 'response.audio')
        .replace('response.output_text', 'response.text'),
  };
}

function play(events: WireObject[]): BetaItem | undefined {
  const conversation = new BetaConversation();
  for (const event of events) {
    conversation.process(JSON.parse(JSON.stringify(event)), new Int16Array(0));
  }
  return conversation.item('i');
}

function translated(events: WireObject[]): WireObject[] {
  let ids = 0;
  const translator = new BetaTranslator((prefix) => `${prefix}_${(ids += 1)}`);
  return events
    .flatMap((event) => translator.fromServer(JSON.stringify({ event_id: 'e', ...event })).toClient)
    .map((frame): WireObject => JSON.parse(frame));
}

describe.each(ROWS)('the reference client needs of $needs', ({ events, fails, works }) => {
  it('and fails without it', () => {
    const raw = events.map(renamed);
    if (fails instanceof RegExp) expect(() => play(raw)).toThrow(fails);
    else fails(play(raw));
  });

  it('and has it from here', () => {
    const item = play(translated(events));
    works?.(item);
  });
});

describe('every event', () => {
  it('has an id, which the reference client throws without', () => {
    const { event_id: _id, ...bare } = { event_id: '', type: 'input_audio_buffer.cleared' };
    expect(translated([{ ...bare, event_id: '' }])).toMatchObject([{ event_id: expect.stringMatching(/./) }]);
    expect(translated([{ ...bare, event_id: null }])).toMatchObject([
      { event_id: expect.stringMatching(/./) },
    ]);
  });
});

describe('the order of a turn', () => {
  const order = (events: WireObject[]): unknown[] => translated(events).map(({ type }) => type);
  const done = (type: string, fields: object = {}): WireObject => ({ type, ...PLACE, ...fields });
  const itemDone = { ...MESSAGE, status: 'completed' };

  it('of speech is the one that the reference client was made for', () => {
    const events = [
      { type: 'session.created', session: { type: 'realtime' } },
      { type: 'session.updated', session: { type: 'realtime' } },
      { type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 },
      { type: 'input_audio_buffer.speech_stopped', item_id: 'u', audio_end_ms: 1 },
      { type: 'input_audio_buffer.committed', item_id: 'u', previous_item_id: null },
      { ...added, item: { ...SPOKEN, id: 'u' } },
      { type: 'conversation.item.done', item: { ...SPOKEN, id: 'u' } },
      ...[began, announced, added, opened, words, audio(1, 2)],
      done('response.output_audio.done'),
      done('response.output_audio_transcript.done', { transcript: 'Hi' }),
      done('response.content_part.done', { part: { type: 'audio', transcript: 'Hi' } }),
      { type: 'conversation.item.done', item: itemDone },
      { ...announced, type: 'response.output_item.done', item: itemDone },
      { type: 'response.done', response: { ...began.response, status: 'completed' } },
    ];
    expect(order(events)).toEqual([
      'session.created',
      'conversation.created',
      'session.updated',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.content_part.added',
      'response.audio_transcript.delta',
      'response.audio.delta',
      'response.audio.done',
      'response.audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ]);
    expect(play(translated(events))).toMatchObject({ status: 'completed', formatted: { transcript: 'Hi' } });
    expect(() => play(events)).toThrow('item i not found');
  });

  it('of a call brings its arguments as deltas, which alone the reference client reads', () => {
    const whole = { ...CALL, status: 'completed', arguments: '{"a":1}' };
    const events = [
      ...[began, { ...announced, item: CALL }, { ...added, item: CALL }],
      done('response.function_call_arguments.done', { call_id: 'c', name: 'f', arguments: '{"a":1}' }),
      { type: 'conversation.item.done', item: whole },
      { ...announced, type: 'response.output_item.done', item: whole },
      { type: 'response.done', response: { ...began.response, status: 'completed' } },
    ];
    const seen = translated(events);
    expect(seen.map(({ type }) => type)).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.done',
    ]);
    expect(play(seen)?.formatted.tool?.arguments).toBe('{"a":1}');
    const raw = events.filter(({ type }) => type !== 'conversation.item.done').map(renamed);
    expect(play(raw)?.formatted.tool?.arguments).toBe('');
  });
});

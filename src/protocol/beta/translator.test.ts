/** The dialect of one connection: what has to be remembered, and the tricky points one by one. */

import { beforeEach, describe, expect, it } from 'vitest';
import { BetaTranslator } from './translator.ts';

type Event = Record<string, unknown>;
let ids = 0;
let translator: BetaTranslator;

function newTranslator(): BetaTranslator {
  ids = 0;
  return new BetaTranslator((prefix) => `${prefix}_own_${(ids += 1)}`);
}

beforeEach(() => {
  translator = newTranslator();
});

function parsed(frames: string[]): Event[] {
  return frames.map((frame): Event => JSON.parse(frame));
}

/** What the client gets for these events of the server, in order. */
function down(...events: Event[]): Event[] {
  return events.flatMap((event) =>
    parsed(translator.fromServer(JSON.stringify({ event_id: 'e', ...event })).toClient),
  );
}

function up(event: Event): Event[] {
  return parsed(translator.fromClient(JSON.stringify(event)).toServer);
}

const types = (events: Event[]): unknown[] => events.map(({ type }) => type);
const message = (id: string, role: string, content: Event[] = []): Event => ({
  id,
  type: 'message',
  role,
  content,
});
const inPart = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 };
const began = (conversation_id: string | null = 'conv'): Event => ({
  type: 'response.created',
  response: { id: 'r', conversation_id },
});
const outputAdded = { type: 'response.output_item.added', response_id: 'r', item: message('i', 'assistant') };
const added = { type: 'conversation.item.added', item: message('i', 'assistant') };

describe('the client', () => {
  it('is told of the conversation right after the session, once', () => {
    const session = { type: 'session.created', session: { type: 'realtime' } };
    expect(types(down(session, { type: 'session.updated', session: {} }))).toEqual([
      'session.created',
      'conversation.created',
      'session.updated',
    ]);
    expect(down({ type: 'conversation.created', conversation: { id: 'c' } })).toEqual([]);
  });

  it('is told of an item once, when it is added', () => {
    expect(types(down(added, { ...added, type: 'conversation.item.done' }, added))).toEqual([
      'conversation.item.created',
    ]);
  });

  it('is told of an out-of-band item right after its output item', () => {
    expect(types(down(began(null), outputAdded))).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
    ]);
    expect(down(added)).toEqual([]);
  });

  it('is told of an item of the conversation before its content, if the server forgot to', () => {
    const opened = { type: 'response.content_part.added', ...inPart, part: { type: 'audio' } };
    expect(types(down(began(), outputAdded, opened))).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.content_part.added',
    ]);
  });

  it('gets a part that holds an empty text to add to, before the first delta, if the server forgot to', () => {
    const delta = { type: 'response.output_text.delta', ...inPart, delta: 'Hi' };
    const [, , , opened, first] = down(began(), outputAdded, added, delta);
    expect(opened).toMatchObject({ type: 'response.content_part.added', part: { type: 'text', text: '' } });
    expect(first).toMatchObject({ type: 'response.text.delta', delta: 'Hi' });
  });

  it('hears of a transcript only after its item', () => {
    const transcript = {
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: 'u',
      content_index: 0,
      transcript: 'Hello.',
    };
    expect(down(transcript)).toEqual([]);
    const item = message('u', 'user', [{ type: 'input_audio' }]);
    expect(types(down({ type: 'conversation.item.added', item }))).toEqual([
      'conversation.item.created',
      'conversation.item.input_audio_transcription.completed',
    ]);
  });

  it('gets the arguments of a call as a delta, if the server sent them whole', () => {
    const call = { id: 'i', type: 'function_call', name: 'f', call_id: 'c', arguments: '' };
    const about = { response_id: 'r', item_id: 'i', output_index: 0, call_id: 'c' };
    const seen = down(
      began(),
      { ...outputAdded, item: call },
      { ...added, item: call },
      { type: 'response.function_call_arguments.done', ...about, name: 'f', arguments: '{"a":1}' },
      { type: 'response.output_item.done', response_id: 'r', item: { ...call, arguments: '{"a":1}' } },
    );
    expect(seen.slice(3)).toMatchObject([
      { type: 'response.function_call_arguments.delta', ...about, delta: '{"a":1}' },
      { type: 'response.function_call_arguments.done', arguments: '{"a":1}' },
      { type: 'response.output_item.done' },
    ]);
    expect(seen[4]).not.toHaveProperty('name');
  });

  it('never hears of what refers to something it does not know', () => {
    expect(
      down(
        { type: 'conversation.item.truncated', item_id: 'x', content_index: 0, audio_end_ms: 1 },
        { type: 'conversation.item.deleted', item_id: 'x' },
        { type: 'response.output_audio.delta', ...inPart, delta: 'AAAA' },
        { type: 'response.output_item.added', response_id: 'x', item: message('i', 'assistant') },
        { type: 'response.output_item.done', response_id: 'x', item: message('i', 'assistant') },
      ),
    ).toEqual([]);
  });

  it('never hears of MCP', () => {
    const item = { id: 'm', type: 'mcp_call', server_label: 's' };
    expect(
      down(
        began(),
        { ...outputAdded, item },
        { ...added, item },
        { type: 'response.mcp_call.failed', item_id: 'm' },
      ),
    ).toHaveLength(1);
  });

  it('never gets what is no event', () => {
    for (const text of ['not json', '7', 'null', '[]', '{}', '{"type":7}', '']) {
      expect(translator.fromServer(text)).toEqual({ toServer: [], toClient: [] });
    }
  });

  it('gets an event id even where the server gave none', () => {
    const frame = JSON.stringify({ type: 'input_audio_buffer.cleared' });
    expect(parsed(translator.fromServer(frame).toClient)[0]?.['event_id']).toBe('event_own_1');
  });

  it('is told the temperature that it asked for, in session and response', () => {
    expect(down({ type: 'session.created', session: {} })[0]).toMatchObject({
      session: { temperature: 0.8 },
    });
    expect(up({ type: 'session.update', session: { temperature: 0.6 } })).toEqual([
      { type: 'session.update', session: { type: 'realtime' } },
    ]);
    expect(down({ type: 'session.updated', session: {} })[0]).toMatchObject({
      session: { temperature: 0.6 },
    });
    expect(down(began())[0]).toMatchObject({ response: { temperature: 0.6 } });
  });

  it('gets its own error for an event that cannot be written anew, and nothing is sent on', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const { toServer, toClient } = translator.fromClient(
      `{"type":"response.create","event_id":"evt_1","response":{"temperature":1,"input":[${deep}]}}`,
    );
    expect(toServer).toEqual([]);
    expect(parsed(toClient)).toMatchObject([
      { type: 'error', error: { code: 'invalid_event', event_id: 'evt_1' } },
    ]);
    // It has not been taken for a response that is on its way.
    expect(up({ type: 'response.create', event_id: 'evt_2' })).toHaveLength(1);
  });
});

describe('the server', () => {
  it('gets the very text that came where nothing is to be translated, also what is no event', () => {
    for (const text of [
      'not json {',
      '[1]',
      'null',
      '"x"',
      '{ "type":"input_audio_buffer.append", "audio":"AA==" }',
    ]) {
      const { toServer } = translator.fromClient(text);
      expect(toServer).toEqual([text]);
    }
  });

  it('does not get a voice that is in force already, and nothing in its place', () => {
    const update = (session: Event): Event => ({ type: 'session.update', session });
    // Before the server has said which voice it has, every voice goes up.
    expect(up(update({ voice: 'verse' }))[0]).toMatchObject({
      session: { audio: { output: { voice: 'verse' } } },
    });
    down({ type: 'session.updated', session: { audio: { output: { voice: 'verse' } } } });
    expect(up(update({ voice: 'verse' }))).toEqual([
      { type: 'session.update', session: { type: 'realtime' } },
    ]);
    expect(up(update({ voice: 'verse', speed: 1, turn_detection: null }))[0]).toEqual({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection: null }, output: { speed: 1 } } },
    });
    // Another voice goes up, and until it is answered so does the former.
    expect(up(update({ voice: 'ash' }))[0]).toMatchObject({
      session: { audio: { output: { voice: 'ash' } } },
    });
    expect(up(update({ voice: 'verse' }))[0]).toMatchObject({ session: { audio: {} } });
    const error = { code: 'cannot_update_voice', message: 'no', param: 'session.audio.output.voice' };
    expect(down({ type: 'error', error })[0]).toMatchObject({ error: { param: 'session.voice' } });
    expect(up(update({ voice: 'verse' }))).toEqual([
      { type: 'session.update', session: { type: 'realtime' } },
    ]);
    // The same where the server does not say which field it means.
    up(update({ voice: 'ash' }));
    down({ type: 'error', error: { ...error, param: null } });
    expect(up(update({ voice: 'verse' }))).toEqual([
      { type: 'session.update', session: { type: 'realtime' } },
    ]);
  });

  it('gets the answer to a call when the response with the call is over, not before', () => {
    down(began());
    const output = {
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'c', output: '{}' },
    };
    expect(up(output)).toEqual([output]);
    expect(up({ type: 'response.create', event_id: 'evt_1' })).toEqual([]);
    const done = JSON.stringify({
      type: 'response.done',
      event_id: 'e',
      response: { id: 'r', conversation_id: 'conv' },
    });
    expect(parsed(translator.fromServer(done).toServer)).toEqual([
      { type: 'response.create', event_id: 'evt_1' },
    ]);
  });

  it('ends no delta in the middle of two bytes, whatever the format, and loses no sample of G.711', () => {
    const place = { ...inPart };
    const delta = (...bytes: number[]): Event => ({
      type: 'response.output_audio.delta',
      ...place,
      delta: Buffer.from(bytes).toString('base64'),
    });
    const open = (format: string): Event => ({
      type: 'response.created',
      response: { id: 'r', conversation_id: 'conv', audio: { output: { format: { type: format } } } },
    });
    const heard = (format: string): number[][] => {
      translator = newTranslator();
      const end = { type: 'response.output_audio.done', ...place };
      return down(open(format), outputAdded, added, delta(1, 2, 3), delta(4, 5), delta(6, 7), end)
        .filter(({ type }) => type === 'response.audio.delta')
        .map((event) => [...Buffer.from(String(event['delta']), 'base64')]);
    };
    expect(heard('audio/pcm')).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(heard('audio/pcmu')).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 0xff],
    ]);
  });
});

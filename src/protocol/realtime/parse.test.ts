import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServerEvent, serverEventTypes } from './parse.ts';

const parse = (value: unknown) => parseServerEvent(JSON.stringify(value));

describe('parseServerEvent', () => {
  it('knows all 46 server events of the package', () => {
    expect(serverEventTypes).toHaveLength(46);
  });

  it('gives a well-formed event as it came, unknown fields included', () => {
    const event = {
      type: 'response.output_audio.delta',
      event_id: 'e',
      response_id: 'r',
      item_id: 'i',
      output_index: 0,
      content_index: 0,
      delta: 'AAAA',
      obfuscation: 'xyz',
    };
    expect(parse(event)).toEqual({ kind: 'known', event });
  });

  it('keeps an event of a type that it does not know', () => {
    const event = { type: 'response.hologram.delta', delta: 1 };
    expect(parse(event)).toEqual({ kind: 'unknown', type: 'response.hologram.delta', event });
  });

  it('is not fooled by the names of object methods', () => {
    expect(parse({ type: 'constructor' }).kind).toBe('unknown');
    expect(parseServerEvent('{"type":"__proto__"}').kind).toBe('unknown');
  });

  it.each([
    ['', 'the frame is not JSON'],
    ['{"type":', 'the frame is not JSON'],
    ['null', 'the frame is null, not an object'],
    ['[1]', 'the frame is a list, not an object'],
    ['"hello"', 'the frame is text, not an object'],
    ['{}', 'the event has no type'],
    ['{"type":7}', 'the event has no type'],
  ])('says why %j is no event', (text, reason) => {
    expect(parseServerEvent(text)).toEqual({ kind: 'malformed', reason, text });
  });

  it.each([
    [{ type: 'error' }, 'error: error is missing, not an object'],
    [{ type: 'error', error: { message: 5 } }, 'error: error.message is a number, not text'],
    [
      { type: 'input_audio_buffer.speech_started', item_id: 'i', audio_start_ms: '5' },
      'input_audio_buffer.speech_started: audio_start_ms is text, not a number',
    ],
    [
      { type: 'conversation.item.added', item: { type: 'message' } },
      'conversation.item.added: item.id is missing',
    ],
    [
      { type: 'conversation.item.added', item: { id: 'i', type: 'message', content: 'hi' } },
      'conversation.item.added: item.content is text, not a list',
    ],
    [
      { type: 'conversation.item.added', item: { id: 'i', type: 'message', content: [null] } },
      'conversation.item.added: item.content[0] is null, not an object',
    ],
    [
      { type: 'conversation.item.added', item: { id: 'i', type: 'message', content: [{ text: {} }] } },
      'conversation.item.added: item.content[0].text is an object, not text',
    ],
    [{ type: 'response.done', response: [] }, 'response.done: response is a list, not an object'],
    [
      { type: 'rate_limits.updated', rate_limits: {} },
      'rate_limits.updated: rate_limits is an object, not a list',
    ],
  ])('says what is wrong with the shape of %j', (event, reason) => {
    expect(parse(event)).toMatchObject({ kind: 'malformed', reason });
  });

  it('takes null where the service sends null', () => {
    const item = {
      id: 'i',
      type: 'message',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    };
    expect(parse({ type: 'conversation.item.added', previous_item_id: null, item }).kind).toBe('known');
    expect(
      parse({ type: 'response.created', response: { id: 'r', conversation_id: null, usage: null } }).kind,
    ).toBe('known');
  });

  it('never throws, whatever the frame', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(['known', 'unknown', 'malformed']).toContain(parseServerEvent(text).kind);
      }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...serverEventTypes),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (type, rest) => {
          expect(['known', 'malformed']).toContain(parse({ ...rest, type }).kind);
        },
      ),
    );
  });
});

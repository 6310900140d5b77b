import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientEventTypes } from '../../protocol/realtime/client-schema.ts';
import { parseClientEvent } from '../../protocol/realtime/parse-client.ts';
import { toSessionBody } from '../../protocol/realtime/session-body.ts';
import { testSettings } from '../../session/testing/settings.ts';
import { checkEvent } from './check-event.ts';
import { templateOf } from './templates.ts';

/** Each fault as its level, the text it is about and its words. */
function faults(text: string): string[] {
  return checkEvent(text).faults.map(
    ({ from, to, level, words }) => `${level} at ${text.slice(from, to)}: ${words}`,
  );
}

const update = (session: object) => JSON.stringify({ type: 'session.update', session });

describe('checkEvent', () => {
  it.each(clientEventTypes)('has nothing against the template of %s', (type) => {
    const text = templateOf(type, 'item_1');
    expect(faults(text)).toEqual([]);
    expect(checkEvent(text).event?.type).toBe(type);
    expect(parseClientEvent(text).kind).toBe('known');
  });

  it('has nothing against what the console itself sends', () => {
    const session = toSessionBody(testSettings, { audioFormat: { type: 'audio/pcm', rate: 24_000 } });
    expect(faults(update(session))).toEqual([]);
  });

  it('says which value is wrong and what is allowed', () => {
    const session = {
      type: 'realtime',
      output_modalities: ['speech'],
      audio: { output: { speed: 9 }, input: { turn_detection: { type: 'server_vad', threshold: '0.5' } } },
      max_output_tokens: 1.5,
    };
    expect(faults(update(session))).toEqual([
      'error at "speech": session.output_modalities[0] must be "audio" or "text".',
      'error at 9: session.audio.output.speed must be a number from 0.25 to 1.5.',
      'error at "0.5": session.audio.input.turn_detection.threshold must be a number from 0 to 1.',
      'error at 1.5: session.max_output_tokens must be a whole number, at least 1 or "inf".',
    ]);
  });

  it('judges an object by its type', () => {
    const item = (fields: object) => JSON.stringify({ type: 'conversation.item.create', item: fields });
    expect(faults(item({ type: 'function_call_output', output: '1' }))).toEqual([
      'error at {: item.call_id is missing.',
    ]);
    expect(faults(item({ type: 'message', role: 'robot', content: [] }))).toEqual([
      'error at "robot": item.role must be "system", "user" or "assistant".',
    ]);
    expect(faults(item({ role: 'user' }))[0]).toMatch(/^error at {: item.type is missing: "message", /);
    expect(
      faults(item({ type: 'message', role: 'assistant', content: [{ type: 'input_text', text: 'a' }] })),
    ).toEqual(['error at "input_text": item.content[0].type must be "output_text" or "output_audio".']);
  });

  it('warns of fields and events that the protocol does not have, and lets them be sent', () => {
    const text = update({ type: 'realtime', voice: 'marin' });
    expect(faults(text)[0]).toMatch(
      /^warning at "voice": session.voice is no field that the GA protocol has/,
    );
    expect(checkEvent(text).event).toMatchObject({ session: { voice: 'marin' } });
    const foreign = checkEvent('{"type":"session.start"}');
    expect(foreign.faults.map(({ level }) => level)).toEqual(['warning']);
    expect(foreign.event).toEqual({ type: 'session.start' });
    expect(faults('{"type":"response.cancel","toString":1}')).toHaveLength(1);
  });

  it('says that a field stands twice', () => {
    expect(faults('{"type":"response.cancel","response_id":"a","response_id":"b"}')).toEqual([
      'warning at "response_id": response_id stands here twice; the last one counts.',
    ]);
  });

  it('points at slips in the syntax, in words, and sends nothing of it', () => {
    expect(faults('')).toEqual(['error at : There is nothing to send yet.']);
    expect(faults('{"type": "response.cancel",}')[0]).toContain('one too many');
    expect(faults('{"type" "response.cancel"}')[0]).toContain('A colon is expected here.');
    expect(faults("{'type': 1}")[0]).toContain('double quotes');
    expect(faults('{"type":"a"} {}')[0]).toContain('One event at a time.');
    expect(faults('[]')).toEqual(['error at []: An event is an object: { "type": … }.']);
    for (const text of ['', '[]', '{', '{"type":1}', '{"type":""}', '{}']) {
      expect(checkEvent(text).event).toBeNull();
      expect(checkEvent(text).faults).not.toEqual([]);
    }
  });

  it('never throws, and gives an event for JSON with a type alone', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(...clientEventTypes), (text, type) => {
        expect(checkEvent(text).event).toBeNull();
        const body = checkEvent(`{"type":"${type}","session":${text},"item":${text},"response":${text}}`);
        if (body.event !== null) expect(body.event.type).toBe(type);
      }),
    );
  });
});

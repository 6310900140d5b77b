import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT_EVENT_TYPES, parseClientFrame } from './client-events.ts';

const say = (value: unknown) => parseClientFrame(JSON.stringify(value));

function refusal(text: string) {
  const frame = parseClientFrame(text);
  return frame.ok ? null : frame.error;
}

describe('client frames', () => {
  it.each(['{', '', 'null', '[]', '"x"', '7'])('calls %j invalid JSON', (text) => {
    expect(refusal(text)?.code).toBe('invalid_json');
  });

  it('lists what is supported when the type is unknown', () => {
    const error = refusal('{"type":"session.reload"}');
    expect(error).toMatchObject({ code: 'invalid_value', param: 'type' });
    expect(error?.message).toMatch(
      /^Invalid value: 'session\.reload'\. Supported values are: 'session\.update', /,
    );
    for (const type of CLIENT_EVENT_TYPES) expect(error?.message).toContain(`'${type}'`);
  });

  it('names the missing part', () => {
    expect(refusal('{}')).toMatchObject({ code: 'missing_required_parameter', param: 'type' });
    expect(refusal('{"type":"conversation.item.create"}')).toMatchObject({
      code: 'missing_required_parameter',
      param: 'item',
    });
  });

  it('knows no parameter of the beta', () => {
    expect(refusal('{"type":"response.create","response":{"modalities":["text"]}}')).toMatchObject({
      code: 'unknown_parameter',
      message: "Unknown parameter: 'response.modalities'.",
      param: 'response.modalities',
    });
  });

  it('gives back the id of a frame that it refuses', () => {
    expect(say({ type: 'response.cancel', event_id: 'evt_7', what: 1 })).toMatchObject({
      ok: false,
      eventId: 'evt_7',
    });
  });

  it('refuses an event id of more than 512 characters', () => {
    expect(say({ type: 'response.cancel', event_id: 'x'.repeat(512) }).ok).toBe(true);
    expect(say({ type: 'response.cancel', event_id: 'x'.repeat(513) })).toMatchObject({
      ok: false,
      error: { code: 'invalid_value', param: 'event_id' },
    });
  });

  it.each([
    [{ type: 'message', role: 'user', content: [{ type: 'text', text: 'x' }] }, 'item.content[0].type'],
    [{ type: 'message', role: 'bob', content: [] }, 'item.role'],
    [{ type: 'mcp_call' }, 'item.type'],
    [
      { type: 'message', role: 'assistant', content: [{ type: 'output_audio', audio: '', transcript: 'x' }] },
      'item.content[0].audio',
    ],
    [
      {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_image', image_url: 'https://example.org/a.png' }],
      },
      'item.content[0].image_url',
    ],
  ])('refuses the item %j', (item, param) => {
    expect(say({ type: 'conversation.item.create', item })).toMatchObject({ ok: false, error: { param } });
  });

  it.each([
    { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'x' }] },
    {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_image', image_url: 'data:image/png;base64,AA==' }],
    },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'x' }] },
    { id: 'mine', type: 'function_call', name: 'f', call_id: 'c', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c', output: '{}' },
  ])('takes the item %j', (item) => {
    expect(say({ type: 'conversation.item.create', item, previous_item_id: 'root' }).ok).toBe(true);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.json(), (text) => void parseClientFrame(text)));
    const almost = fc.record({
      type: fc.constantFrom(...CLIENT_EVENT_TYPES),
      item: fc.jsonValue(),
      response: fc.jsonValue(),
    });
    fc.assert(fc.property(almost, (value) => void say(value)));
  });
});

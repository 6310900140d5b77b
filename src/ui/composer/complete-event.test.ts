import { describe, expect, it } from 'vitest';
import { checkEvent } from './check-event.ts';
import { suggestionsAt } from './complete-event.ts';

/** `|` marks the caret. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = suggestionsAt(text, offset);
  return {
    labels: found?.options.map(({ label }) => label) ?? [],
    take: (label: string) => {
      const option = found?.options.find((each) => each.label === label);
      if (!found || !option) throw new Error(`${label} is not suggested.`);
      const before = text.slice(0, found.from) + option.insert.slice(0, option.caret);
      return `${before}|${option.insert.slice(option.caret)}${text.slice(found.to)}`;
    },
  };
}

describe('suggestionsAt', () => {
  it('offers the types of events', () => {
    expect(at('{"type": |}').labels).toHaveLength(11);
    expect(at('{"type": "|"}').take('"response.cancel"')).toBe('{"type": "response.cancel"|}');
  });

  it('offers the fields that an object of that type has and does not have yet', () => {
    const fields = at('{"type":"conversation.item.truncate","item_id":"a",|}').labels;
    expect(fields).toEqual(['event_id', 'content_index', 'audio_end_ms']);
    expect(at('{"type":"session.update","session":{"type":"transcription",|}}').labels).toEqual([
      'audio',
      'include',
    ]);
    expect(at('{"|"}').labels).toEqual(['type', 'event_id']);
  });

  it('goes by what tells objects apart, and offers all of them while nothing does', () => {
    const inItem = (inside: string) => at(`{"type":"conversation.item.create","item":{${inside}}}`).labels;
    expect(inItem('"type":"function_call_output",|')).toEqual([
      'call_id',
      'output',
      'id',
      'object',
      'status',
    ]);
    expect(inItem('|')).toContain('approval_request_id');
    expect(inItem('"type":"message","role":"user","content":[{"type":"|"}]')).toEqual([
      '"input_text"',
      '"input_audio"',
      '"input_image"',
    ]);
  });

  it('offers every value that is allowed', () => {
    const turn = (inside: string) =>
      at(
        `{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":${inside}}}}}`,
      ).labels;
    expect(turn('|')).toEqual(['{}', 'null']);
    expect(turn('{"type":"semantic_vad","eagerness":|}')).toEqual(['"low"', '"medium"', '"high"', '"auto"']);
    expect(turn('{"type":"server_vad","create_response":|}')).toEqual(['true', 'false']);
    expect(turn('{"type":"server_vad","threshold":|}')).toEqual([]);
  });

  it('puts in a field with the beginning of its value, the caret where one goes on', () => {
    expect(at('{"type":"response.cancel",|}').take('response_id')).toBe(
      '{"type":"response.cancel","response_id": "|"}',
    );
    expect(at('{"type":"response.create",res|}').take('response')).toBe(
      '{"type":"response.create","response": {|}}',
    );
    expect(at('{"type":"response.cancel","re|":"x"}').take('response_id')).toBe(
      '{"type":"response.cancel","response_id"|:"x"}',
    );
  });

  it('leads to an event without a fault by suggestions alone', () => {
    let text = at('{|}').take('type');
    text = at(text).take('"response.create"');
    text = at(text.replace('"|', '", |')).take('response');
    text = at(text).take('conversation');
    text = at(text).take('"none"');
    expect(checkEvent(text.replace('|', ''))).toMatchObject({
      faults: [],
      event: { type: 'response.create', response: { conversation: 'none' } },
    });
  });
});

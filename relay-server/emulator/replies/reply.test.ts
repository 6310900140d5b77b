import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../config/session-config.ts';
import { type ItemObject, plainItem, type StoredItem, userAudioItem } from '../conversation/stored-item.ts';
import { type ResponseOptions, responseOptions } from '../responses/response-options.ts';
import type { ResponseParams } from '../wire/client-events.ts';
import { isSendableCloseCode } from './fault-commands.ts';
import { numberInWords, readNumber, secondsText } from './numbers.ts';
import { planReply } from './reply.ts';
import { HELP } from './texts.ts';
import { summariseOutput } from './tool-summary.ts';

const config = defaultConfig('realtime', 'sess_1', 'gpt-realtime-2.1', 0);
const weather = {
  type: 'function' as const,
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { lat: { type: 'number' }, lng: { type: 'number' }, location: { type: 'string' } },
    required: ['lat', 'lng', 'location'],
  },
};
const memory = { type: 'function' as const, name: 'set_memory', parameters: {} };

let ids = 0;
function item(object: object): StoredItem {
  ids += 1;
  return plainItem({ id: `item_${ids}`, ...object } as ItemObject);
}
const typed = (text: string) =>
  item({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const options = (params: ResponseParams = {}, changes: Partial<ResponseOptions> = {}) => ({
  ...responseOptions(config, params),
  ...changes,
});
const spoken = (pcm16: Int16Array, speechMs = 2345) =>
  userAudioItem('item_voice', { pcm16, speechMs, format: config.input.format });
const tone = Int16Array.from({ length: 2400 }, (_, n) => 9000 * Math.sin(n));

/** What is said, or the call as `name(arguments)`. */
function answer(items: StoredItem[], given = options()): string {
  return planReply(items, given)
    .utterances.map((each) => {
      if (each.kind === 'say') return each.text;
      if (each.kind === 'call') return `${each.name}(${each.argumentsJson})`;
      return each.kind === 'play' ? each.transcript : `burst ${each.count}`;
    })
    .join(' | ');
}

describe('the answer to text', () => {
  it.each([
    ['What are your instructions?', 'My instructions are: '],
    ['count to 5', 'one, two, three, four, five.'],
    [
      'Please count up to twelve',
      'one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve.',
    ],
    ['repeat after me: the sun is out', 'the sun is out'],
    ['Say "good morning"', 'good morning'],
    ['read the alphabet', 'A, B, C'],
    ['tell me a long story', 'This is a long story'],
    ['help', 'I am the Sidetone emulator, not a model.'],
    ['why is the sky blue', 'I am the emulator, not a model, so I cannot answer that. I received five words'],
    [
      'what is the weather in Paris',
      'I would call the tool get_weather, but this session has no tool of that name.',
    ],
  ])('%s', (text, beginning) => {
    expect(answer([typed(text)])).toContain(beginning);
  });

  it('knows its instructions, also when they are empty', () => {
    expect(answer([typed('instructions')], options({}, { instructions: ' ' }))).toBe(
      'I have no instructions.',
    );
    expect(answer([typed('tell me your instructions')], options({}, { instructions: 'Be kind.' }))).toContain(
      'Be kind.',
    );
  });

  it('introduces itself when nothing was asked', () => {
    expect(answer([])).toContain('not a model');
  });

  it('follows instructions that a response alone was given', () => {
    expect(answer([], options({ instructions: 'Say hello to Ann' }))).toBe('hello to Ann');
  });
});

describe('tools', () => {
  it('get coordinates of a city that is known, in the places that the tool has', () => {
    expect(answer([typed("What's the weather like in San Francisco?")], options({ tools: [weather] }))).toBe(
      'get_weather({"lat":37.77,"lng":-122.42,"location":"San Francisco"})',
    );
  });

  it('get only the name of a place that is not', () => {
    expect(answer([typed('weather in Nowhereville')], options({ tools: [weather] }))).toBe(
      'get_weather({"location":"Nowhereville"})',
    );
  });

  it('remember', () => {
    expect(answer([typed('Remember that my favourite colour is blue.')], options({ tools: [memory] }))).toBe(
      'set_memory({"key":"favourite_colour","value":"blue"})',
    );
  });

  it('are not called when the session forbids it', () => {
    const given = options({ tools: [weather], tool_choice: 'none' });
    expect(answer([typed('weather in Rome')], given)).toContain('tool_choice is none');
  });

  it('are called when the session demands it, with arguments of the right types', () => {
    const forced = { ...weather, name: 'forced' };
    const given = options({ tools: [memory, forced], tool_choice: { type: 'function', name: 'forced' } });
    expect(answer([typed('anything')], given)).toBe('forced({"lat":1,"lng":1,"location":"anything"})');
    expect(
      answer([typed('weather in Rome')], options({ tools: [weather], tool_choice: 'required' })),
    ).toContain('41.9');
  });

  it('are summed up when they have answered, and not called again', () => {
    const call = item({ type: 'function_call', name: 'get_weather', call_id: 'c1', arguments: '{}' });
    const output = item({
      type: 'function_call_output',
      call_id: 'c1',
      output: '{"temperature":{"value":12.5,"unit":"C"}}',
    });
    const given = options({ tools: [weather], tool_choice: 'required' });
    expect(answer([typed('weather in Rome'), call, output], given)).toBe(
      'The tool get weather answered: temperature value 12.5, temperature unit C.',
    );
  });

  it.each([
    ['{"error":"offline"}', 'The tool t failed: offline.'],
    ['{"error":{"message":"no net"}}', 'The tool t failed: no net.'],
    ['plain words', 'The tool t answered: plain words'],
    ['{}', 'The tool t answered with nothing.'],
    ['3', 'The tool t answered: 3.'],
    ['[1,2,3,4,5,6,7,8]', 'The tool t answered: 1, 2, 3, 4, 5, 6, and 2 more.'],
  ])('answer %s', (output, summary) => {
    expect(summariseOutput('t', output)).toBe(summary);
  });
});

describe('the answer to a voice', () => {
  it('says for how long it spoke and plays it back', () => {
    const plan = planReply([spoken(tone)], options());
    expect(plan.utterances).toEqual([
      { kind: 'say', text: 'You spoke for 2.3 seconds. This is what I heard:' },
      { kind: 'play', pcm16: tone, transcript: '(your own voice, 2.3 seconds)' },
    ]);
  });

  it('says that silence is silence', () => {
    expect(answer([spoken(new Int16Array(2400).fill(3))])).toContain('silent');
  });

  it('asks whether anybody is there when nobody spoke', () => {
    expect(answer([spoken(new Int16Array(0))])).toContain('Are you still there?');
  });

  it('does not pretend to play in a text answer', () => {
    expect(answer([spoken(tone)], options({ output_modalities: ['text'] }))).toContain('cannot play it back');
  });

  it('takes no transcript for typed words', () => {
    const heard = spoken(tone);
    heard.object = {
      ...heard.object,
      content: [{ type: 'input_audio', transcript: 'count to 3' }],
    } as ItemObject;
    expect(answer([heard])).toContain('This is what I heard');
  });
});

describe('instructions', () => {
  it('with a line "Begin with:" open every answer', () => {
    const given = options({}, { instructions: 'You are a host.\nBegin with: Good evening\nBe brief.' });
    expect(answer([spoken(tone)], given)).toMatch(/^Good evening\. You spoke for/);
    expect(answer([typed('count to 2')], given)).toBe('Good evening. one, two.');
  });
});

describe('commands', () => {
  const fault = (text: string) => planReply([typed(text)], options()).fault;

  it.each([
    ['/error', { kind: 'error' }],
    ['/fail', { kind: 'fail' }],
    ['/slow 2.5', { kind: 'delay', ms: 2500 }],
    ['/slow', { kind: 'delay', ms: 5000 }],
    ['/drop', { kind: 'drop', afterMs: 3000 }],
    ['/close 4001', { kind: 'close', code: 4001, afterMs: 3000 }],
    ['/stall', { kind: 'stall', afterMs: 3000 }],
    ['/incomplete', { kind: 'incomplete', afterMs: 3000 }],
    ['/late', { kind: 'late' }],
    ['/garbage', { kind: 'garbage' }],
    ['/expire', { kind: 'expire', afterMs: 3000 }],
  ])('%s', (text, wanted) => {
    expect(fault(text)).toEqual(wanted);
  });

  it('make silence and bursts of the size asked for', () => {
    expect(planReply([typed('/silence 2')], options()).utterances).toEqual([
      { kind: 'play', pcm16: new Int16Array(48_000), transcript: '(2 s of silence)' },
    ]);
    expect(answer([typed('/burst 50')])).toBe('burst 50');
  });

  it('refuse a close code that no frame can carry', () => {
    expect(answer([typed('/close 1006')])).toContain('cannot carry the code 1006');
    expect([1000, 1005, 1015, 2999, 3000, 5000].map(isSendableCloseCode)).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it('are all in the help, and unknown ones are called unknown', () => {
    for (const name of HELP.match(/^\/\w+/gm) ?? [])
      expect(answer([typed(name)])).not.toContain('I know no command');
    expect(answer([typed('/dance')])).toBe('I know no command /dance. Type /help for the list.');
  });
});

describe('numbers', () => {
  it('are said in words and read back', () => {
    expect([0, 13, 20, 21, 100, 101, 342].map(numberInWords)).toEqual([
      'zero',
      'thirteen',
      'twenty',
      'twenty-one',
      'one hundred',
      'one hundred and one',
      'three hundred and forty-two',
    ]);
    for (let value = 0; value <= 100; value += 1) expect(readNumber(numberInWords(value))).toBe(value);
    expect([readNumber('42'), readNumber('lots')]).toEqual([42, null]);
  });

  it('of seconds have one decimal at most', () => {
    expect([2345, 1000, 40].map(secondsText)).toEqual(['2.3 seconds', '1 second', '0 seconds']);
  });
});

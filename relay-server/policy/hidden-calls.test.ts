/** Nothing of a hidden call reaches the client, whatever the order of events, and what does reach it hangs together. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HiddenCalls } from './hidden-calls.ts';
import type { JsonObject } from './json.ts';
import type { Policy } from './policy-config.ts';

const SECRET_TOOL = 'find_customer_zq';
const SECRET_TEXT = 'The margin is forty percent, never say so.';
const policy: Policy = {
  models: null,
  voices: null,
  clientEvents: null,
  locked: { instructions: SECRET_TEXT },
  filled: {},
  hidden: ['instructions'],
  tools: [
    {
      name: SECRET_TOOL,
      description: 'Secret description.',
      parameters: { type: 'object', properties: {} },
      url: 'http://127.0.0.1:1/',
      headers: {},
      timeoutMs: 1000,
    },
  ],
};

const see = (hidden: HiddenCalls, event: JsonObject) => hidden.see(event).event;

describe('a session', () => {
  it('is told without hidden fields and without the server’s tools', () => {
    const session = {
      id: 's',
      instructions: SECRET_TEXT,
      tools: [
        { type: 'function', name: 'mine' },
        { type: 'function', name: SECRET_TOOL },
      ],
      audio: { output: { voice: 'marin' } },
    };
    expect(see(new HiddenCalls(policy), { type: 'session.updated', session })).toEqual({
      type: 'session.updated',
      session: {
        id: 's',
        tools: [{ type: 'function', name: 'mine' }],
        audio: { output: { voice: 'marin' } },
      },
    });
  });
});

describe('an error', () => {
  it('that quotes what is hidden is told without its words, and its code and cause stay', () => {
    const error = (message: string) => ({
      type: 'invalid_request_error',
      code: 'c',
      message,
      param: 'session.x',
      event_id: 'e',
    });
    for (const message of [`Tool ${SECRET_TOOL} failed.`, `Invalid instructions: "${SECRET_TEXT}"`]) {
      const seen = see(new HiddenCalls(policy), { type: 'error', error: error(message) });
      expect(seen).toMatchObject({ error: { code: 'c', param: null, event_id: 'e' } });
      expect(JSON.stringify(seen)).not.toMatch(/find_customer|margin/);
    }
    const plain = { type: 'error', error: error('Unknown parameter.') };
    expect(see(new HiddenCalls(policy), plain)).toEqual(plain);
  });
});

describe('what is hidden of the session', () => {
  const hiding = {
    ...policy,
    locked: {
      instructions: SECRET_TEXT,
      'audio.input.transcription': { model: 'm', prompt: 'Names: Zaphod, Qwertz.' },
    },
    hidden: ['instructions', 'audio.output.voice', 'max_output_tokens', 'audio.input.transcription'],
  };

  it('is not told by responses either, nor by sessions of another name or shape', () => {
    const response = { id: 'r', max_output_tokens: 300, audio: { output: { voice: 'cedar', format: 'f' } } };
    expect(see(new HiddenCalls(hiding), { type: 'response.created', response })).toEqual({
      type: 'response.created',
      response: { id: 'r', audio: { output: { format: 'f' } } },
    });
    const session = { id: 's', voice: 'cedar', input_audio_transcription: { prompt: 'x' } };
    expect(see(new HiddenCalls(hiding), { type: 'transcription_session.updated', session })).toEqual({
      type: 'transcription_session.updated',
      session: { id: 's' },
    });
  });

  it.each<[string, JsonObject]>([
    ['from its middle', { error: { message: 'near "forty percent, never say so."' } }],
    ['cut after its beginning', { error: { message: 'Invalid value: "The margin is forty…"' } }],
    ['over several lines', { error: { message: 'margin is\nforty percent,  never say so' } }],
    ['as the description of a tool', { error: { message: 'Bad schema: Secret description.' } }],
    ['from inside a value', { error: { message: 'no such prompt: Names: Zaphod, Qwertz.' } }],
    ['beside the message', { error: { message: 'no', detail: { value: SECRET_TEXT } } }],
    [
      'in the failure of a response',
      {
        type: 'response.done',
        response: { status_details: { type: 'failed', error: { message: SECRET_TEXT } } },
      },
    ],
  ])('is not quoted %s', (_how, event) => {
    const seen = JSON.stringify(see(new HiddenCalls(hiding), { type: 'error', ...event }));
    expect(seen).not.toMatch(/margin|forty|percent|Secret|Zaphod/);
    expect(seen).toContain('settings of this relay');
  });

  it('is searched for in a long error in no time that matters', () => {
    const hidden = new HiddenCalls({ ...hiding, locked: { instructions: 'ab '.repeat(5000) } });
    const message = 'ab! '.repeat(100_000);
    const startedAtMs = performance.now();
    expect(see(hidden, { type: 'error', error: { message } })).toMatchObject({ error: { message } });
    expect(performance.now() - startedAtMs).toBeLessThan(1000);
  });
});

it('a hidden call is hidden also where its item has no id, or was not announced', () => {
  const hidden = new HiddenCalls(policy);
  const item = { type: 'function_call', name: SECRET_TOOL, call_id: 'c', arguments: '{}' };
  expect(see(hidden, { type: 'response.output_item.added', response_id: 'r', item })).toBeNull();
  const done = { type: 'response.function_call_arguments.done', item_id: 'i', arguments: '{}' };
  expect(see(hidden, { ...done, name: SECRET_TOOL })).toBeNull();
  expect(see(hidden, { ...done, call_id: 'c' })).toBeNull();
  expect(see(hidden, { ...done, name: 'mine', call_id: 'd' })).not.toBeNull();
});

/** One response with messages, the client's calls and the server's, in any mixture, as the service streams it. */
interface Output {
  kind: 'message' | 'call' | 'secret-call';
  id: string;
}

function eventsOf(
  outputs: Output[],
  responseId: string,
  before: string | null,
): { events: JsonObject[]; last: string | null } {
  let previous = before;
  const items = outputs.map(({ kind, id }) =>
    kind === 'message'
      ? { id, type: 'message', role: 'assistant', status: 'completed', content: [] }
      : {
          id,
          type: 'function_call',
          status: 'completed',
          call_id: `call_${id}`,
          name: kind === 'secret-call' ? SECRET_TOOL : 'mine',
          arguments: kind === 'secret-call' ? '{"secret":"argument-zq"}' : '{"open":1}',
        },
  );
  const events: JsonObject[] = [
    { type: 'response.created', response: { id: responseId, output: [] } },
    ...items.flatMap((item, output_index) => {
      const where = { response_id: responseId, item_id: item.id, output_index };
      const list: JsonObject[] = [
        { type: 'response.output_item.added', response_id: responseId, output_index, item },
        { type: 'conversation.item.added', previous_item_id: previous, item },
        item.type === 'message'
          ? { type: 'response.output_audio_transcript.delta', ...where, content_index: 0, delta: 'hello' }
          : { type: 'response.function_call_arguments.delta', ...where, delta: String(item.arguments) },
        ...(item.type === 'message'
          ? []
          : [
              {
                type: 'response.function_call_arguments.done',
                ...where,
                name: item.name,
                arguments: item.arguments,
              },
            ]),
        { type: 'conversation.item.done', previous_item_id: previous, item },
        { type: 'response.output_item.done', response_id: responseId, output_index, item },
      ];
      previous = item.id;
      return list;
    }),
    { type: 'response.done', response: { id: responseId, status: 'completed', output: items } },
  ];
  return { events, last: previous };
}

const output = fc.record({
  kind: fc.constantFrom<Output['kind']>('message', 'call', 'secret-call'),
  id: fc.uuid().map((uuid) => `item_${uuid}`),
});
const responses = fc.array(fc.uniqueArray(output, { maxLength: 6, selector: ({ id }) => id }), {
  minLength: 1,
  maxLength: 4,
});

describe('any stream of responses', () => {
  it('reaches the client without a trace of hidden calls, its items in a chain, its outputs numbered without holes', () => {
    fc.assert(
      fc.property(responses, (list) => {
        const hidden = new HiddenCalls(policy);
        const secretIds = list.flat().flatMap(({ kind, id }) => (kind === 'secret-call' ? [id] : []));
        const seen: JsonObject[] = [];
        const run: string[] = [];
        let last: string | null = 'item_user';
        for (const [index, outputs] of list.entries()) {
          const stream = eventsOf(outputs, `resp_${index}`, last);
          last = stream.last;
          for (const event of stream.events) {
            const { event: visible, calls } = hidden.see(event);
            if (visible !== null) seen.push(visible);
            run.push(...calls.map(({ itemId }) => itemId));
          }
          // The output that the relay adds, as the server tells of it.
          const outputItem = {
            id: `out_${index}`,
            type: 'function_call_output',
            call_id: 'call_x',
            output: 'answer-zq',
          };
          hidden.hide(outputItem.id);
          const added = { type: 'conversation.item.added', previous_item_id: last, item: outputItem };
          expect(see(hidden, added)).toBeNull();
          last = outputItem.id;
        }
        expect(run).toEqual(secretIds);
        const said = JSON.stringify(seen);
        for (const word of [...secretIds, SECRET_TOOL, 'argument-zq', 'answer-zq'])
          expect(said).not.toContain(word);
        const known = new Set<unknown>(['item_user']);
        for (const event of seen) {
          if (event.type !== 'conversation.item.added') continue;
          expect(known.has(event.previous_item_id)).toBe(true);
          known.add((event.item as JsonObject).id);
        }
        for (const [index] of list.entries()) {
          const indices = seen
            .filter(
              ({ type, response_id: id }) => type === 'response.output_item.added' && id === `resp_${index}`,
            )
            .map(({ output_index: at }) => at);
          expect(indices).toEqual(indices.map((_, at) => at));
        }
      }),
    );
  });

  it('is the same stream when nothing of it is hidden', () => {
    const open = responses.map((list) =>
      list.map((outputs) => outputs.filter(({ kind }) => kind !== 'secret-call')),
    );
    fc.assert(
      fc.property(open, (list) => {
        const hidden = new HiddenCalls(policy);
        for (const [index, outputs] of list.entries()) {
          for (const event of eventsOf(outputs, `resp_${index}`, null).events) {
            expect(see(hidden, event)).toEqual(event);
          }
        }
      }),
    );
  });

  it('may be anything at all without an exception', () => {
    const hidden = new HiddenCalls(policy);
    const anything = fc.dictionary(
      fc.constantFrom(
        'type',
        'item',
        'item_id',
        'response',
        'session',
        'error',
        'previous_item_id',
        'output_index',
        'x',
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.constantFrom('session.updated', 'response.done', 'error', 'response.output_item.done'),
      ),
    );
    fc.assert(fc.property(anything, (event) => void hidden.see(event)));
  });
});

it('a call that was cut off before it was complete is not run', () => {
  const item = {
    id: 'i',
    type: 'function_call',
    status: 'incomplete',
    call_id: 'c',
    name: SECRET_TOOL,
    arguments: '{"a',
  };
  const { event, calls } = new HiddenCalls(policy).see({
    type: 'response.output_item.done',
    response_id: 'r',
    output_index: 0,
    item,
  });
  expect([event, calls]).toEqual([null, []]);
});

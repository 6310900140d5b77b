import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientEvent } from '../events.ts';
import { parseServerEvent } from '../parse.ts';
import { findingNote, type Finding } from './finding.ts';
import { Linter } from './linter.ts';

const TODAY = Date.parse('2026-11-26');

let linter: Linter;
let atMs: number;
let found: Finding[];

beforeEach(() => {
  linter = new Linter({
    shutdownOf: (model) => ({ old: '2026-10-01', ageing: '2027-01-20', young: '2027-12-01' })[model] ?? null,
    epochMs: () => TODAY,
  });
  atMs = 0;
  found = [];
});

/** Takes what is no event of the protocol too: clients send it. */
function client(type: string, fields: object = {}): Finding[] {
  const event = { type, event_id: `evt_${atMs}`, ...fields } as unknown as ClientEvent;
  const findings = [...linter.see({ direction: 'client', event, atMs })];
  found.push(...findings);
  return findings;
}

function server(type: string, fields: object = {}): Finding[] {
  const event = parseServerEvent(wireText({ type, event_id: 'event_1', ...fields }));
  const findings = [...linter.see({ direction: 'server', event, atMs })];
  found.push(...findings);
  return findings;
}

/** As on the wire, where there are no big integers. */
function wireText(value: object): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
}

const rules = (findings: readonly Finding[]) => findings.map(({ rule }) => rule);
const created = (session: object = {}) => server('session.created', { session: { id: 's', ...session } });
const begin = (id: string, conversationId: string | null = 'conv_1') =>
  server('response.created', { response: { id, conversation_id: conversationId } });
const done = (id: string, output: object[] = []) => server('response.done', { response: { id, output } });
const call = (callId: string) => ({
  id: `item_${callId}`,
  type: 'function_call',
  status: 'completed',
  call_id: callId,
  name: 'get_weather',
  arguments: '{}',
});

function base64(bytes: number, fill = 7): string {
  return Buffer.alloc(bytes, fill).toString('base64');
}

/** Appends as live audio: one piece each 20 ms. */
function stream(bytesPerSecond: number, seconds: number, fill = 7): Finding[] {
  const findings: Finding[] = [];
  for (let i = 0; i < seconds * 50; i += 1) {
    findings.push(...client('input_audio_buffer.append', { audio: base64(bytesPerSecond / 50, fill) }));
    atMs += 20;
  }
  return findings;
}

describe('a second response', () => {
  it('is found while one is running, and not before, after, or outside the conversation', () => {
    client('response.create');
    begin('resp_1');
    client('response.create', { response: { conversation: 'none' } });
    expect(found).toEqual([]);
    expect(rules(client('response.create'))).toEqual(['response-active']);
    done('resp_1');
    expect(client('response.create')).toEqual([]);
  });

  it('is allowed beside one that is outside the conversation', () => {
    begin('resp_1', null);
    expect(client('response.create')).toEqual([]);
  });
});

describe('a tool call', () => {
  it('that is answered is fine, however many there are', () => {
    begin('resp_1');
    done('resp_1', [call('a'), call('b')]);
    for (const callId of ['b', 'a']) {
      client('conversation.item.create', {
        item: { type: 'function_call_output', call_id: callId, output: '{}' },
      });
    }
    client('response.create');
    begin('resp_2');
    atMs = 60_000;
    server('input_audio_buffer.cleared');
    expect(found).toEqual([]);
  });

  it('without an output is found when the next response begins, once', () => {
    begin('resp_1');
    done('resp_1', [call('a')]);
    const findings = begin('resp_2');
    expect(rules(findings)).toEqual(['tool-call-unanswered']);
    expect(findings[0]).toMatchObject({
      itemId: 'item_a',
      summary: expect.stringContaining('get_weather (a)'),
    });
    expect(begin('resp_3')).toEqual([]);
  });

  it('without an output is found after half a minute', () => {
    begin('resp_1');
    done('resp_1', [call('a')]);
    atMs = 29_999;
    expect(server('input_audio_buffer.cleared')).toEqual([]);
    atMs = 30_000;
    expect(rules(server('input_audio_buffer.cleared'))).toEqual(['tool-call-unanswered']);
  });

  it('of a response that was cut in the middle of it asks for nothing', () => {
    begin('resp_1');
    done('resp_1', [{ ...call('a'), status: 'incomplete' }]);
    expect(begin('resp_2')).toEqual([]);
  });

  it('is owed to its own session only', () => {
    begin('resp_1');
    done('resp_1', [call('a')]);
    created();
    expect(begin('resp_2')).toEqual([]);
  });
});

describe('truncation', () => {
  const truncate = (ms: number) =>
    client('conversation.item.truncate', { item_id: 'a1', content_index: 0, audio_end_ms: ms });
  const receive = (bytes: number) =>
    server('response.output_audio.delta', { item_id: 'a1', response_id: 'r', delta: base64(bytes) });

  it('up to the end of what was received is fine, past it is found', () => {
    receive(48_000);
    receive(24_024);
    expect(truncate(1501)).toEqual([]);
    expect(rules(truncate(1502))).toEqual(['truncate-past-received']);
    expect(truncate(1502)[0]).toMatchObject({ itemId: 'a1' });
  });

  it('is measured in the format that the session sends', () => {
    created({ audio: { output: { format: { type: 'audio/pcmu' } } } });
    receive(8000);
    expect(truncate(1000)).toEqual([]);
    expect(rules(truncate(1001))).toEqual(['truncate-past-received']);
  });

  it('of an item that has no audio is found', () => {
    expect(truncate(10)[0]?.summary).toContain('no audio of this item');
  });
});

describe('audio that is appended', () => {
  it('in the format and at the rate of the session is fine, with pauses too', () => {
    stream(48_000, 9);
    atMs += 5000;
    stream(48_000, 9);
    created({ audio: { input: { format: { type: 'audio/pcmu' } } } });
    stream(8000, 12);
    expect(found).toEqual([]);
  });

  it.each([
    [16_000, /8 kHz.*/, '3.0 times faster'],
    [32_000, /16 kHz/, '1.5 times faster'],
    [88_200, /44.1 kHz/, '1.8 times slower'],
    [96_000, /48 kHz/, '2.0 times slower'],
    [8000, /G\.711/, '6.0 times faster'],
  ])('at %i bytes a second is found, once, with what it probably is', (rate, what, effect) => {
    const findings = stream(rate, 20);
    expect(rules(findings)).toEqual(['audio-speed']);
    expect(findings[0]?.summary).toMatch(what);
    expect(findings[0]?.why).toContain(effect);
  });

  it('in a burst, as a file is sent, says nothing of its speed', () => {
    for (let i = 0; i < 500; i += 1) {
      client('input_audio_buffer.append', { audio: base64(4800) });
      atMs += 11;
    }
    expect(found).toEqual([]);
  });

  it('with half a sample is found, once', () => {
    client('input_audio_buffer.append', { audio: base64(961) });
    client('input_audio_buffer.append', { audio: base64(961) });
    expect(rules(found)).toEqual(['audio-odd-bytes']);
  });

  it('of nothing but zeros is found after five seconds, and not once there was a sound', () => {
    expect(rules(stream(48_000, 6, 0))).toEqual(['audio-silent']);
    created();
    stream(48_000, 1, 3);
    expect(stream(48_000, 20, 0)).toEqual([]);
  });
});

describe('names', () => {
  it('of everything that the console sends are known', () => {
    client('session.update', {
      session: {
        type: 'realtime',
        instructions: '',
        output_modalities: ['audio'],
        max_output_tokens: 'inf',
        tools: [{ type: 'function', name: 'x', description: '', parameters: { anything: 1 } }],
        audio: {
          input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: null, noise_reduction: null },
          output: { voice: 'marin', speed: 1 },
        },
      },
    });
    client('response.create');
    client('response.cancel', { response_id: 'r' });
    client('conversation.item.delete', { item_id: 'a' });
    expect(found).toEqual([]);
  });

  it('of the beta are found with what they are called now', () => {
    const findings = client('session.update', {
      session: { type: 'realtime', modalities: ['text'], temperature: 0.8, voice: 'alloy' },
    });
    expect(rules(findings)).toEqual(['beta-name', 'beta-name', 'beta-name']);
    expect(findings.map(({ fix }) => fix)).toEqual([
      'Send session.output_modalities.',
      'Leave it out: GA has no such field.',
      'Send session.audio.output.voice.',
    ]);
    expect(rules(client('transcription_session.update', { session: {} }))).toEqual(['beta-name']);
    expect(rules(server('response.audio.delta', { delta: '' }))).toEqual(['beta-name']);
  });

  it('that nobody knows are found at any depth, once each', () => {
    const update = () =>
      client('session.update', {
        session: {
          type: 'realtime',
          audio: { input: { turn_detection: { type: 'server_vad', silence: 1 } } },
        },
      });
    expect(update()[0]?.summary).toContain('session.audio.input.turn_detection.silence');
    expect(update()).toEqual([]);
    expect(rules(client('response.stop'))).toEqual(['unknown-event']);
    expect(rules(server('response.sparkle'))).toEqual(['unknown-event']);
    expect(server('response.sparkle')).toEqual([]);
  });

  it('that every object has from its prototype are unknown too', () => {
    expect(rules(client('constructor'))).toEqual(['unknown-event']);
    expect(rules(server('constructor'))).toEqual(['unknown-event']);
    expect(rules(client('response.create', { toString: 1 }))).toEqual(['unknown-field']);
  });
});

describe('settings', () => {
  const ask = (session: object) => client('session.update', { session: { type: 'realtime', ...session } });
  const updated = (session: object) => server('session.updated', { session: { id: 's', ...session } });

  it('that the session has as asked are fine, whatever else it has', () => {
    ask({ instructions: '', audio: { output: { speed: 1.1 }, input: { noise_reduction: null } } });
    created();
    updated({
      instructions: null,
      model: 'm',
      audio: { output: { speed: 1.100_000_000_1, voice: 'marin' }, input: {} },
    });
    expect(found).toEqual([]);
  });

  it('that were changed or dropped are found by their path', () => {
    created();
    ask({ instructions: 'Be brief.', audio: { output: { voice: 'cedar' } }, tools: [{ name: 'a' }] });
    const findings = updated({ instructions: 'Sing.', audio: { output: { voice: 'alloy' } }, tools: [] });
    expect(rules(findings)).toEqual(Array.from({ length: 3 }, () => 'setting-not-accepted'));
    expect(findings[1]?.summary).toBe(
      'session.audio.output.voice: asked for "cedar", the session has "alloy"',
    );
  });

  it('are not compared with the answer to another update, nor after a refusal', () => {
    created();
    atMs = 1;
    ask({ instructions: 'one' });
    atMs = 2;
    ask({ instructions: 'two' });
    server('error', { error: { message: 'no', event_id: 'evt_1' } });
    expect(updated({ instructions: 'two' })).toEqual([]);
    expect(updated({ instructions: 'three' })).toEqual([]);
    expect(found).toEqual([]);
  });

  it('do not make secrets of tools a difference', () => {
    created();
    ask({ tools: [{ type: 'mcp', server_label: 'x', authorization: 'secret' }] });
    expect(updated({ tools: [{ type: 'mcp', server_label: 'x' }] })).toEqual([]);
  });
});

describe('a model', () => {
  it('that retires soon or has retired is found, once a session; one with time is not', () => {
    expect(created({ model: 'ageing' })[0]?.summary).toBe('ageing is shut down on 2027-01-20, in 55 days');
    expect(server('session.updated', { session: { id: 's', model: 'ageing' } })).toEqual([]);
    expect(created({ model: 'old' })[0]?.summary).toContain('was to be shut down on 2026-10-01');
    expect(created({ model: 'young' })).toEqual([]);
    const audio = { input: { transcription: { model: 'ageing' } } };
    expect(rules(created({ model: 'young', audio }))).toEqual(['model-retires']);
  });
});

describe('any stream', () => {
  it('is read without a throw, whatever it holds', () => {
    const type = fc.constantFrom(
      'session.update',
      'response.create',
      'conversation.item.create',
      'conversation.item.truncate',
      'input_audio_buffer.append',
      'session.created',
      'session.updated',
      'response.done',
      'error',
    );
    const name = fc.constantFrom('session', 'item', 'item_id', 'response', 'audio', 'audio_end_ms', 'error');
    const response = fc.record({ id: fc.string(), output: fc.array(fc.anything()) });
    const fields = fc.oneof(fc.dictionary(name, fc.anything()), fc.record({ response }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), type, fields), { maxLength: 20 }), (events) => {
        for (const [fromClient, name, body] of events) (fromClient ? client : server)(name, body);
      }),
    );
  });
});

it('a finding is a warning in the log with its reason and its fix', () => {
  expect(findingNote({ rule: 'audio-speed', summary: 's', why: 'w', fix: 'f', itemId: 'i' })).toEqual({
    type: 'sidetone.lint.audio-speed',
    summary: 's',
    level: 'warning',
    itemId: 'i',
    facts: { why: 'w', fix: 'f' },
  });
});

/** A session of a client that is not ours: no notes, ids as it likes, events that nobody has checked. */

import { describe, expect, it } from 'vitest';
import { encodePcm16 } from '../../dsp/pcm16-base64.ts';
import { encodeG711 } from '../../dsp/g711.ts';
import { encodeBase64 } from '../../dsp/base64.ts';
import type { Mark } from '../types.ts';
import { ObservedSession } from './observed-session.ts';

const SPEECH = Int16Array.from({ length: 2400 }, (_, i) => Math.round(Math.sin(i / 7) * 9000));

function watch() {
  const marks: Mark[] = [];
  const heard: { samples: number; atMs: number }[] = [];
  const session = new ObservedSession({
    settings: null,
    playback: 'assumed',
    onPlayback: () => {},
    onMicrophone: (pcm16, atMs) => heard.push({ samples: pcm16.length, atMs }),
  });
  session.on('mark', (mark) => marks.push(mark));
  return {
    session,
    marks,
    heard,
    server: (atMs: number, type: string, fields: object = {}) =>
      session.server(JSON.stringify({ type, event_id: 'e', ...fields }), atMs),
    client: (atMs: number, type: string, fields: object = {}) =>
      session.client(JSON.stringify({ type, ...fields }), atMs),
  };
}

function created(patch: object = {}) {
  const session = {
    id: 'sess_1',
    type: 'realtime',
    model: 'gpt-realtime',
    instructions: 'Be kind.',
    ...patch,
  };
  return { session };
}

function answers(w: ReturnType<typeof watch>, atMs: number): void {
  const item = { id: 'a1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  w.server(atMs, 'response.created', { response: { id: 'r1', status: 'in_progress', conversation_id: 'c' } });
  w.server(atMs, 'response.output_item.added', { response_id: 'r1', item });
  w.server(atMs, 'conversation.item.added', { item, previous_item_id: null });
  const delta = encodePcm16(new Int16Array(48_000));
  w.server(atMs, 'response.output_audio.delta', { response_id: 'r1', item_id: 'a1', delta });
}

describe('A session that is only watched', () => {
  it('is asked for what its server says, until its client asks for something', () => {
    const w = watch();
    w.server(0, 'session.created', created());
    expect(w.session.settings.asked).toMatchObject({ model: 'gpt-realtime', instructions: 'Be kind.' });
    w.client(5, 'session.update', { session: { type: 'realtime', instructions: 'Be brief.' } });
    expect(w.session.settings).toMatchObject({
      asked: { instructions: 'Be brief.' },
      pending: ['instructions'],
    });
    w.server(9, 'session.updated', created({ instructions: 'Be brief.' }));
    expect(w.session.settings.pending).toEqual([]);
  });

  it('that began before anybody looked counts from the session as it is now', () => {
    const w = watch();
    const models: string[] = [];
    w.session.on('ready', ({ model }) => models.push(model));
    w.server(90_000, 'session.updated', created({ model: 'gpt-realtime-2.1' }));
    expect(models).toEqual(['gpt-realtime-2.1']);
    expect(w.session.settings.asked.model).toBe('gpt-realtime-2.1');
  });

  it('was interrupted where its client truncates, by speech if somebody had just begun to speak', () => {
    const w = watch();
    w.server(0, 'session.created', created());
    answers(w, 100);
    w.server(900, 'input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
    w.client(950, 'conversation.item.truncate', { item_id: 'a1', content_index: 0, audio_end_ms: 640 });
    expect(w.session.item('a1')).toMatchObject({
      heard: { interrupted: 'speech', truncatedAtMs: 640, heardSamples: 640 * 24 },
    });
    // What comes now is late.
    w.server(960, 'response.output_audio.delta', {
      response_id: 'r1',
      item_id: 'a1',
      delta: encodePcm16(new Int16Array(240)),
    });
    expect(w.session.counters.lateSamples).toBe(240);
    expect(w.marks.filter(({ kind }) => kind === 'interrupted')).toHaveLength(1);
  });

  it('gives the microphone when it must have been captured: before it was sent', () => {
    const w = watch();
    w.server(0, 'session.created', created());
    w.client(500, 'input_audio_buffer.append', { audio: encodePcm16(SPEECH) });
    expect(w.heard).toEqual([{ samples: 2400, atMs: 400 }]);
  });

  it('on a telephone line is heard all the same: G.711 becomes PCM16 at 24 kHz, both ways', () => {
    const w = watch();
    const format = { type: 'audio/pcmu' };
    w.server(0, 'session.created', created());
    w.server(1, 'session.updated', created({ audio: { input: { format }, output: { format } } }));
    const bytes = encodeBase64(encodeG711(SPEECH.subarray(0, 800), 'ulaw'));
    w.client(500, 'input_audio_buffer.append', { audio: bytes });
    expect(w.heard).toHaveLength(1);
    expect(w.heard[0]?.samples).toBe(2400);
    let received = 0;
    w.session.on('audio.received', ({ samples }) => (received += samples.length));
    w.server(600, 'response.output_audio.delta', { response_id: 'r1', item_id: 'a1', delta: bytes });
    expect(received).toBe(2400);
  });

  it('shows what a tool was asked and answered, and whether it failed', () => {
    const w = watch();
    w.server(0, 'session.created', created());
    w.server(1, 'response.created', { response: { id: 'r1', conversation_id: 'c' } });
    const item = {
      id: 'c1',
      type: 'function_call',
      call_id: 'call_1',
      name: 'weather',
      arguments: '{}',
      status: 'completed',
    };
    w.server(2, 'response.output_item.added', {
      response_id: 'r1',
      item: { ...item, status: 'in_progress' },
    });
    w.server(3, 'response.output_item.done', { response_id: 'r1', item });
    expect(w.session.item('c1')).toMatchObject({ state: 'running' });
    const output = { type: 'function_call_output', call_id: 'call_1', output: '{"error":"no network"}' };
    w.client(250, 'conversation.item.create', { item: output });
    expect(w.session.item('c1')).toMatchObject({ state: 'failed', durationMs: 247 });
  });

  it.each([
    ['', 'the frame is not JSON'],
    ['[]', 'the frame is a list, not an object'],
    [
      '{"type":"conversation.item.create","item":3}',
      'conversation.item.create: item is a number, not an object',
    ],
    ['{"type":"input_audio_buffer.append"}', 'input_audio_buffer.append: audio is missing'],
  ])('takes whatever its client sends: %s', (text, reason) => {
    const w = watch();
    const events: unknown[] = [];
    w.session.on('realtime.event', ({ event }) => events.push(event));
    w.session.client(text, 1);
    expect(events).toEqual([{ kind: 'malformed', reason, text }]);
  });

  it('does not believe notes that are not as they should be', () => {
    const w = watch();
    answers(w, 0);
    for (const note of [
      { type: 'sidetone.playback', itemId: 4, facts: { kind: 'started' } },
      { type: 'sidetone.interrupting', facts: { reason: 'because', itemIds: ['a1'] } },
      {
        type: 'sidetone.interrupted',
        facts: { reason: 'stop', items: [{ itemId: 'a1', heardSamples: -5 }, null] },
      },
      { type: 'sidetone.output-latency', facts: { latencyMs: 'long' } },
      { type: 'sidetone.line-lost', facts: {} },
      { type: 'sidetone.resumed' },
      {},
    ]) {
      w.session.note(JSON.stringify(note), note, 10);
    }
    expect(w.session.item('a1')).toMatchObject({ heard: { interrupted: null, truncatedAtMs: null } });
  });
});

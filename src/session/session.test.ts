import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RealtimeEvent } from './session-events.ts';
import { Harness, SAMPLES_PER_MS } from './testing/harness.ts';

let h: Harness;

beforeEach(() => {
  h = new Harness().connect();
});

afterEach(() => {
  h.transport.assertNothingLeft();
});

const frame = (ms = 20) => new Int16Array(ms * SAMPLES_PER_MS);

describe('connecting', () => {
  it('asks for everything that the settings say, but not for the model', () => {
    const fresh = new Harness();
    fresh.session.start(fresh.transport);
    fresh.session.start(fresh.transport);
    const { session } = fresh.transport.take('session.update');
    expect(session).toMatchObject({
      type: 'realtime',
      instructions: 'Be brief.',
      output_modalities: ['audio'],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          transcription: { model: 'gpt-transcribe' },
          noise_reduction: null,
        },
        output: { voice: 'marin', speed: 1 },
      },
    });
    expect(session).not.toHaveProperty('model');
    fresh.transport.assertNothingLeft();
  });

  it('says which session it is, and until when', () => {
    h.emit('session.created', { session: { id: 'sess_9', model: 'm', expires_at: 1_790_000_000 } });
    expect(h.payloads('ready')).toEqual([
      { sessionId: 'sess_9', model: 'm', expiresAtMs: 1_790_000_000_000 },
    ]);
  });

  it('sends nothing before it was started and after it was disposed', () => {
    const fresh = new Harness();
    fresh.session.sendUserText('hello');
    fresh.session.createResponse();
    expect(fresh.session.appendInputAudio(frame(), 0)).toBe(false);
    fresh.transport.assertNothingLeft();
    h.session.dispose();
    h.session.dispose();
    h.session.updateSession({ speed: 1.1 });
    h.session.pushToTalk(true);
    h.emit('input_audio_buffer.speech_started', { item_id: 'u', audio_start_ms: 0 });
    expect(h.order()).toEqual([]);
  });

  it('leaves nothing that still seems to happen when it ends', async () => {
    const stuck = {
      definition: { name: 'stuck', description: '', parameters: {} },
      handler: () => new Promise(() => {}),
    };
    const one = new Harness({ tools: [stuck], settings: { tools: [stuck.definition] } }).connect();
    one.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
    one.answerBegins('r', 'a', null);
    one.words('r', 'a', 'Once');
    one.toolCall('r', 'f', 'stuck', '{}');
    expect([one.message('u1').status, one.message('a').status]).toEqual(['in-progress', 'in-progress']);
    one.session.dispose();
    expect(one.message('u1')).toMatchObject({ status: 'incomplete', transcription: 'off' });
    expect(one.message('a').status).toBe('incomplete');
    expect(one.session.item('f')).toMatchObject({ state: 'failed' });
    await one.settle();
  });

  it('leaves no timer behind, a hundred times', async () => {
    for (let i = 0; i < 100; i += 1) {
      const stuck = {
        definition: { name: 'stuck', description: '', parameters: {} },
        handler: () => new Promise(() => {}),
      };
      const one = new Harness({ tools: [stuck], settings: { tools: [stuck.definition] } }).connect();
      one.answerBegins('r', 'a', null);
      one.audio('r', 'a', 100);
      one.toolCall('r', 'f', 'stuck', '{}');
      one.session.interrupt('stop');
      expect(one.clock.pending).toBe(1);
      one.session.dispose();
      expect(one.clock.pending).toBe(0);
      await one.settle();
      one.transport.takeAll();
    }
  });
});

describe('settings', () => {
  it('are sent when they change, shown as pending, and accepted', () => {
    h.session.updateSession({ instructions: 'Be long.', voice: 'marin' });
    expect(h.transport.take('session.update').session).toEqual({
      type: 'realtime',
      instructions: 'Be long.',
    });
    expect(h.session.settings.pending).toEqual(['instructions']);
    h.accept();
    expect(h.session.settings).toMatchObject({ pending: [], accepted: { instructions: 'Be long.' } });
  });

  it('show the server’s words when it refuses, and ask again for the rest', () => {
    h.session.updateSession({ speed: 7, instructions: 'New.' });
    const { event_id: id } = h.transport.take('session.update');
    h.refuse(id, 'invalid_value', 'Speed must be at most 1.5.', 'session.audio.output.speed');
    expect(h.session.settings.refused).toEqual({ speed: 'Speed must be at most 1.5.' });
    expect(h.transport.take('session.update').session).toEqual({ type: 'realtime', instructions: 'New.' });
    expect(h.payloads('notice')[0]).toMatchObject({
      level: 'error',
      key: 'settings-refused',
      text: 'The server did not accept the speed: Speed must be at most 1.5. (invalid_value)',
    });
  });

  it('clear a language that was set', () => {
    const transcription = { model: 'gpt-transcribe', language: 'de', prompt: '' };
    h.session.updateSession({ transcription });
    h.transport.take('session.update');
    h.session.updateSession({ transcription: { ...transcription, language: '' } });
    expect(h.transport.take('session.update').session).toMatchObject({
      audio: { input: { transcription: { model: 'gpt-transcribe', language: '' } } },
    });
  });

  it('lock the voice once the assistant has spoken', () => {
    expect(h.session.settings.voiceLocked).toBe(false);
    h.answerBegins('r1', 'a1', null);
    h.audio('r1', 'a1', 20);
    expect(h.session.settings.voiceLocked).toBe(true);
    h.session.updateSession({ voice: 'cedar' });
    expect(h.session.settings.refused.voice).toBeDefined();
  });
});

describe('errors and usage', () => {
  it('become notices in plain words with the server’s code', () => {
    h.refuse(null, 'server_error', 'The server had an error while processing your request');
    expect(h.payloads('notice')).toEqual([
      expect.objectContaining({
        level: 'error',
        text: 'The server reported an error: The server had an error while processing your request. (server_error)',
      }),
    ]);
    expect(h.payloads('mark').at(-1)?.kind).toBe('error');
  });

  it('tell what to do when the session has run out or a response failed', () => {
    h.refuse(null, 'session_expired', 'Your session hit the maximum duration of 60 minutes.');
    expect(h.payloads('notice').at(-1)?.nextStep).toMatch(/connect again/);
    h.responseBegins('r1');
    const error = { code: 'insufficient_quota', message: 'You exceeded your current quota.' };
    h.responseEnds('r1', { status: 'failed', status_details: { type: 'failed', error } });
    expect(h.payloads('notice').at(-1)).toMatchObject({
      text: 'The model could not answer: You exceeded your current quota. (insufficient_quota)',
      nextStep: expect.stringMatching(/billing/) as string,
    });
  });

  it('count each response’s tokens once', () => {
    h.responseBegins('r1');
    const usage = {
      total_tokens: 130,
      input_tokens: 100,
      output_tokens: 30,
      input_token_details: { cached_tokens: 64 },
    };
    h.responseEnds('r1', { usage });
    h.responseEnds('r1', { usage });
    expect(h.session.usage).toMatchObject({
      inputTokens: 100,
      outputTokens: 30,
      cachedTokens: 64,
      responses: 1,
    });
  });

  it('never has two responses asked for: the second waits for the end of the first', () => {
    h.session.createResponse();
    const { event_id: id } = h.transport.take('response.create');
    h.responseBegins('vad');
    h.refuse(id, 'conversation_already_has_active_response', 'Conversation already has an active response.');
    h.session.createResponse();
    h.transport.assertNothingLeft();
    h.responseEnds('vad');
    h.transport.take('response.create');
    expect(h.payloads('notice')).toEqual([]);
  });

  it('does not count a response outside the conversation as a turn', () => {
    h.emit('response.created', { response: { id: 'oob', status: 'in_progress', conversation_id: null } });
    h.session.createResponse();
    h.transport.take('response.create');
  });

  it('does not take the end of a response outside the conversation for the answer that was asked for', () => {
    h.emit('response.created', { response: { id: 'oob', status: 'in_progress', conversation_id: null } });
    h.session.createResponse();
    h.transport.take('response.create');
    const usage = { input_tokens: 5, output_tokens: 6 };
    h.responseEnds('oob', { conversation_id: null, usage });
    expect(h.session.phase).toBe('thinking');
    h.session.createResponse();
    h.transport.assertNothingLeft();
    expect(h.session.usage).toMatchObject({ inputTokens: 5, outputTokens: 6 });
    h.responseBegins('r1');
    h.responseEnds('r1');
    h.transport.take('response.create');
  });

  it('hears nobody any more when turn detection is switched off while somebody speaks', () => {
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
    expect(h.session.phase).toBe('hearing');
    h.session.updateSession({ turnDetection: { kind: 'none' } });
    h.transport.take('session.update');
    h.accept();
    expect(h.session.phase).toBe('idle');
  });
});

describe('the log', () => {
  it('gets every frame both ways, what is unknown or malformed too, with time and text', () => {
    const events: RealtimeEvent[] = [];
    h.session.on('realtime.event', (event) => events.push(event));
    h.clock.advance(250);
    h.emit('response.hologram', { é: 1 });
    h.session.receive('{"type":"response.created"}');
    h.session.receive('nonsense');
    h.session.createResponse();
    h.transport.take('response.create');
    expect(events.map(({ direction, atMs }) => [direction, atMs])).toEqual([
      ['server', 250],
      ['server', 250],
      ['server', 250],
      ['client', 250],
    ]);
    expect(events[0]?.event).toMatchObject({ kind: 'unknown', type: 'response.hologram' });
    expect(events[0]?.text).toContain('{"type":"response.hologram"');
    expect(events[1]?.event).toMatchObject({ kind: 'malformed' });
    expect(events[2]?.event).toMatchObject({ kind: 'malformed', text: 'nonsense' });
    expect(events[3]?.event).toMatchObject({ type: 'response.create' });
    expect(h.session.counters).toMatchObject({ unknownEvents: 1, malformedEvents: 2 });
  });

  it('gets audio that is no base64 as a note, and plays none of it', () => {
    const notes: string[] = [];
    h.session.on('realtime.event', (event) => {
      if (event.direction === 'note') notes.push(event.event.type);
    });
    h.answerBegins('r1', 'a1', null);
    const place = { response_id: 'r1', item_id: 'a1', content_index: 0 };
    h.emit('response.output_audio.delta', { ...place, delta: '***' });
    h.emit('response.output_audio.delta', { ...place, delta: 'AAAA' });
    expect(notes).toEqual(['sidetone.bad-audio']);
    expect(h.message('a1').heard?.receivedSamples).toBe(1);
  });
});

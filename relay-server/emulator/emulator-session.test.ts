/** One session, on a fake clock: orders of events, interruption, faults. The real socket is in `server.compliance.test.ts`. */

import { describe, expect, it } from 'vitest';
import { base64Of, SessionHarness, settle, silencePcm16, speechPcm16 } from './testing/session-harness.ts';

const USER_TURN = [
  'input_audio_buffer.speech_started',
  'input_audio_buffer.speech_stopped',
  'input_audio_buffer.committed',
  'conversation.item.added',
  'conversation.item.done',
];
const ITEM_OPENS = ['response.output_item.added', 'conversation.item.added', 'response.content_part.added'];
const AUDIO_CLOSES = [
  'response.output_audio.done',
  'response.output_audio_transcript.done',
  'response.content_part.done',
  'conversation.item.done',
  'response.output_item.done',
];
const ENDS = ['response.done', 'rate_limits.updated'];

function speak(h: SessionHarness, ms = 1200): void {
  h.hear(silencePcm16(600));
  h.hear(speechPcm16(ms));
  h.hear(silencePcm16(700));
}

describe('a voice turn', () => {
  it('goes in the order of the service, and the answer has two items', async () => {
    const h = new SessionHarness();
    speak(h);
    await h.finish();
    const item = [...ITEM_OPENS, 'deltas', ...AUDIO_CLOSES];
    expect(h.types).toEqual(['session.created', ...USER_TURN, 'response.created', ...item, ...item, ...ENDS]);
    expect(h.said).toMatch(
      /^You spoke for 1\.\d seconds\. This is what I heard: \| \(your own voice, 1\.\d seconds\)$/,
    );
  });

  it('names one item from the first sound to the conversation, and links the answer to it', async () => {
    const h = new SessionHarness();
    speak(h);
    await h.finish();
    const id = h.of('input_audio_buffer.speech_started')[0]?.item_id;
    expect(h.of('input_audio_buffer.speech_stopped')[0]?.item_id).toBe(id);
    expect(h.of('input_audio_buffer.committed')[0]).toMatchObject({ item_id: id, previous_item_id: null });
    const [user, first, second] = h.of('conversation.item.added');
    expect(user?.item.id).toBe(id);
    expect(first?.previous_item_id).toBe(id);
    expect(second?.previous_item_id).toBe(first?.item.id);
  });

  it('starts with the padding and ends with the silence, on the clock of the audio', () => {
    const h = new SessionHarness();
    h.update({
      audio: {
        input: { turn_detection: { type: 'server_vad', prefix_padding_ms: 200, silence_duration_ms: 400 } },
      },
    });
    speak(h);
    const start = h.of('input_audio_buffer.speech_started')[0]?.audio_start_ms ?? 0;
    const end = h.of('input_audio_buffer.speech_stopped')[0]?.audio_end_ms ?? 0;
    expect(Math.abs(start - 400)).toBeLessThan(60);
    expect(Math.abs(end - 2200)).toBeLessThan(150);
  });

  it('plays back exactly what was committed', async () => {
    const h = new SessionHarness();
    speak(h);
    await h.finish();
    const userId = h.of('conversation.item.added')[0]?.item.id ?? '';
    const echoId = h.of('conversation.item.added')[2]?.item.id ?? '';
    h.send({ type: 'conversation.item.retrieve', item_id: userId });
    h.send({ type: 'conversation.item.retrieve', item_id: echoId });
    const [user, echo] = h
      .of('conversation.item.retrieved')
      .map(({ item }) =>
        item.type === 'message' && 'audio' in (item.content[0] ?? {}) ? item.content[0] : undefined,
      );
    expect(user && 'audio' in user && user.audio?.length).toBeGreaterThan(48_000);
    expect(echo).toMatchObject({ audio: user && 'audio' in user ? user.audio : '' });
  });

  it('is not answered when create_response is off', async () => {
    const h = new SessionHarness();
    h.update({ audio: { input: { turn_detection: { type: 'server_vad', create_response: false } } } });
    h.forget();
    speak(h);
    await h.pass(500);
    expect(h.types).toEqual(USER_TURN);
  });

  it('is committed by the client in push-to-talk, and only answered when asked', async () => {
    const h = new SessionHarness();
    h.update({ audio: { input: { turn_detection: null } } });
    h.forget();
    speak(h);
    h.send({ type: 'input_audio_buffer.commit' });
    await h.pass(500);
    expect(h.types).toEqual(USER_TURN.slice(2));
    h.send({ type: 'response.create' });
    await h.finish();
    expect(h.said).toContain('You spoke for 2.5 seconds');
  });

  it('that the client commits while it runs keeps the id that was announced, and ends without speech_stopped', () => {
    const h = new SessionHarness();
    h.hear(silencePcm16(600));
    h.hear(speechPcm16(500));
    h.send({ type: 'input_audio_buffer.commit' });
    h.hear(silencePcm16(1500));
    const [started] = h.of('input_audio_buffer.speech_started');
    expect(h.of('input_audio_buffer.committed').map(({ item_id }) => item_id)).toEqual([started?.item_id]);
    expect(h.of('input_audio_buffer.speech_stopped')).toEqual([]);
  });

  it('goes on as push-to-talk when turn detection is switched off in the middle', () => {
    const h = new SessionHarness();
    h.hear(silencePcm16(600));
    h.hear(speechPcm16(500));
    h.update({ audio: { input: { turn_detection: null } } });
    h.hear(silencePcm16(1500));
    expect(h.of('input_audio_buffer.committed')).toEqual([]);
    h.send({ type: 'input_audio_buffer.commit' });
    h.send({ type: 'conversation.item.retrieve', item_id: h.of('input_audio_buffer.committed')[0]?.item_id });
    const item = h.of('conversation.item.retrieved')[0]?.item;
    const audio = item?.type === 'message' && item.role === 'user' ? item.content[0]?.audio : '';
    expect(Buffer.from(audio ?? '', 'base64').length / 48).toBe(2600);
  });

  it('is found again when turn detection is switched back on, on the same clock', () => {
    const h = new SessionHarness();
    h.update({ audio: { input: { turn_detection: null } } });
    h.hear(silencePcm16(3000));
    h.update({ audio: { input: { turn_detection: { type: 'server_vad' } } } });
    speak(h);
    expect(Math.abs((h.of('input_audio_buffer.speech_started')[0]?.audio_start_ms ?? 0) - 3300)).toBeLessThan(
      60,
    );
  });

  it('waits longer when semantic_vad is patient', () => {
    const ends = (['low', 'medium', 'high'] as const).map((eagerness) => {
      const h = new SessionHarness();
      h.update({ audio: { input: { turn_detection: { type: 'semantic_vad', eagerness } } } });
      speak(h);
      h.hear(silencePcm16(4000));
      return h.of('input_audio_buffer.speech_stopped')[0]?.audio_end_ms ?? 0;
    });
    expect([(ends[0] ?? 0) - (ends[1] ?? 0), (ends[1] ?? 0) - (ends[2] ?? 0)]).toEqual([2800, 600]);
  });

  it('comes and goes as G.711 too', async () => {
    const h = new SessionHarness();
    const format = { type: 'audio/pcmu' };
    h.update({ audio: { input: { format, turn_detection: null }, output: { format } } });
    h.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(8000, 0x9f).toString('base64') });
    h.send({ type: 'input_audio_buffer.commit' });
    h.send({ type: 'response.create' });
    await h.finish();
    expect(h.said).toContain('You spoke for 1 second.');
    const echo = h.of('response.done')[0]?.response.output?.[1]?.id;
    const bytes = h
      .of('response.output_audio.delta')
      .filter(({ item_id }) => item_id === echo)
      .reduce((sum, { delta }) => sum + Buffer.from(delta, 'base64').length, 0);
    expect(Math.abs(bytes / 8 - 1000)).toBeLessThan(30);
  });
});

describe('an interruption', () => {
  it('by voice cancels the answer after speech_started, and closes what was open', async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    await h.pass(800);
    h.forget();
    h.hear(silencePcm16(600));
    h.hear(speechPcm16(300));
    expect(h.types).toEqual(['input_audio_buffer.speech_started', ...AUDIO_CLOSES, ...ENDS]);
    const done = h.of('response.done')[0]?.response;
    expect(done).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
      output: [{ status: 'incomplete' }],
    });
    await h.pass(2000);
    expect(h.of('response.output_audio.delta')).toEqual([]);
  });

  it('is left alone when interrupt_response is off', async () => {
    const h = new SessionHarness();
    h.update({
      audio: {
        input: { turn_detection: { type: 'server_vad', interrupt_response: false, create_response: false } },
      },
    });
    h.ask('count to 5');
    await h.pass(100);
    speak(h);
    await h.finish();
    expect(h.of('response.done')[0]?.response.status).toBe('completed');
  });

  it("by the client is said to be the client's, and a second one finds nothing", async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    await h.pass(300);
    h.send({ type: 'response.cancel' });
    h.send({ type: 'response.cancel', event_id: 'evt_2' });
    expect(h.of('response.done')[0]?.response.status_details?.reason).toBe('client_cancelled');
    expect(h.errors).toEqual([
      {
        type: 'invalid_request_error',
        code: 'response_cancel_not_active',
        message: 'Cancellation failed: no active response found',
        param: null,
        event_id: 'evt_2',
      },
    ]);
  });

  it('leaves an answer that can be truncated to what was heard', async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    await h.pass(500);
    h.send({ type: 'response.cancel' });
    const item_id = h.of('response.done')[0]?.response.output?.[0]?.id ?? '';
    const sentMs = Math.floor(h.audioMs);
    const truncate = { type: 'conversation.item.truncate', item_id, content_index: 0 };
    h.send({ ...truncate, audio_end_ms: sentMs + 60 });
    h.send({ ...truncate, audio_end_ms: 700 });
    h.send({ type: 'conversation.item.retrieve', item_id });
    expect(h.errors[0]).toMatchObject({
      code: 'invalid_value',
      message: `Audio content of ${sentMs}ms is already shorter than ${sentMs + 60}ms`,
    });
    expect(h.of('conversation.item.truncated')[0]).toMatchObject({ item_id, audio_end_ms: 700 });
    const item = h.of('conversation.item.retrieved')[0]?.item;
    const part = item?.type === 'message' && item.role === 'assistant' ? item.content[0] : undefined;
    expect(part?.transcript).toBe('');
    expect(Buffer.from(part?.audio ?? '', 'base64').length / 48).toBe(700);
  });
});

describe('a typed turn', () => {
  it('goes in the order of the service', async () => {
    const h = new SessionHarness();
    h.update({ output_modalities: ['text'] });
    h.forget();
    h.ask('count to 3');
    await h.finish();
    expect(h.types).toEqual([
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      ...ITEM_OPENS,
      'deltas',
      'response.output_text.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      ...ENDS,
    ]);
    expect(h.said).toBe('one, two, three.');
    expect(h.of('response.output_text.delta').map(({ delta }) => delta)).toEqual([
      'one,',
      ' two,',
      ' three.',
    ]);
  });

  it('is spoken with each word ahead of its sound, six times as fast as it plays', async () => {
    const h = new SessionHarness();
    h.ask('count to 20');
    await h.finish();
    const kinds = h.events.flatMap(({ type }) =>
      type.endsWith('.delta') ? [type.includes('transcript') ? 'word' : 'sound'] : [],
    );
    expect(kinds[0]).toBe('word');
    expect(kinds.lastIndexOf('word')).toBeGreaterThan(kinds.length / 2);
    expect(h.audioMs / h.clock.nowMs()).toBeGreaterThan(4);
    expect(h.audioMs / h.clock.nowMs()).toBeLessThan(8);
    const sounds = h
      .of('response.output_audio.delta')
      .map(({ delta }) => Buffer.from(delta, 'base64').length / 48);
    expect(Math.max(...sounds)).toBeLessThanOrEqual(150);
  });

  it('ends as incomplete when it may say no more', async () => {
    const h = new SessionHarness();
    h.update({ max_output_tokens: 30 });
    h.ask('tell a long story');
    await h.finish();
    expect(h.of('response.done')[0]?.response).toMatchObject({
      status: 'incomplete',
      status_details: { reason: 'max_output_tokens' },
    });
    expect(h.of('response.done')[0]?.response.usage?.output_tokens).toBeLessThan(45);
  });

  it('follows edited instructions in the very next answer', async () => {
    const h = new SessionHarness();
    h.update({ instructions: 'Begin with: First' });
    h.ask('count to 1');
    await h.finish();
    h.update({ instructions: 'Begin with: Second' });
    h.ask('count to 1');
    await h.finish(2);
    expect(h.said).toBe('Second. one.');
  });

  it('pays for the whole context again, and finds the old part cached', async () => {
    const h = new SessionHarness();
    h.ask('count to 3');
    await h.finish();
    h.ask('count to 3');
    await h.finish(2);
    const [first, second] = h.of('response.done').map(({ response }) => response.usage);
    expect(second?.input_tokens).toBeGreaterThan(
      (first?.input_tokens ?? 0) + (first?.output_token_details?.audio_tokens ?? 0),
    );
    expect(second?.input_token_details?.cached_tokens).toBe(first?.input_tokens);
  });
});

describe('a function call', () => {
  it('goes in the order of the service, and its output is summed up', async () => {
    const h = new SessionHarness();
    h.update({ tools: [{ type: 'function', name: 'set_memory', description: '', parameters: {} }] });
    h.forget();
    h.ask('remember my name is Ann');
    await h.finish();
    expect(h.types.slice(2)).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'deltas',
      'response.function_call_arguments.done',
      'conversation.item.done',
      'response.output_item.done',
      ...ENDS,
    ]);
    const { name, call_id, arguments: args } = h.of('response.function_call_arguments.done')[0] ?? {};
    expect([name, args]).toEqual(['set_memory', '{"key":"name","value":"Ann"}']);
    expect(
      h
        .of('response.function_call_arguments.delta')
        .map(({ delta }) => delta)
        .join(''),
    ).toBe(args);
    h.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id, output: '{"ok":true}' },
    });
    h.send({ type: 'response.create' });
    await h.finish(2);
    expect(h.said).toBe('The tool set memory answered: ok true.');
  });

  it('that nobody made takes no output', () => {
    const h = new SessionHarness();
    h.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'call_x', output: '' },
    });
    expect(h.errors[0]).toMatchObject({ code: 'invalid_tool_call_id', param: 'item.call_id' });
  });
});

describe('responses at once', () => {
  it('are refused in one conversation', async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    h.send({ type: 'response.create', event_id: 'evt_b' });
    await settle();
    const id = h.of('response.created')[0]?.response.id;
    expect(h.errors[0]).toMatchObject({
      code: 'conversation_already_has_active_response',
      message: `Conversation already has an active response in progress: ${id}. Wait until the response is finished before creating a new one.`,
      event_id: 'evt_b',
    });
  });

  it('may run out of band, without touching the conversation', async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    await h.pass(200);
    const added = h.of('conversation.item.added').length;
    h.send({
      type: 'response.create',
      response: {
        conversation: 'none',
        metadata: { topic: 'x' },
        output_modalities: ['text'],
        input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'count to 2' }] }],
      },
    });
    await h.finish();
    const done = h.of('response.done')[0]?.response;
    expect(done).toMatchObject({ metadata: { topic: 'x' }, status: 'completed' });
    expect(done?.conversation_id).toBeUndefined();
    expect(h.said).toBe('one, two.');
    expect(h.of('conversation.item.added')).toHaveLength(added);
  });

  it('may refer to items, but only to those that there are', async () => {
    const h = new SessionHarness();
    const content = [{ type: 'input_text', text: 'count to 2' }];
    h.send({
      type: 'conversation.item.create',
      item: { id: 'mine', type: 'message', role: 'user', content },
    });
    const input = [{ type: 'item_reference', id: 'mine' }];
    h.send({ type: 'response.create', response: { conversation: 'none', input } });
    await h.finish();
    expect(h.said).toBe('one, two.');
    h.send({
      type: 'response.create',
      response: { conversation: 'none', input: [{ type: 'item_reference', id: 'no' }] },
    });
    expect(h.errors[0]?.param).toBe('response.input');
  });
});

describe('a transcription', () => {
  it('says how long the speech was, and that nobody transcribed it', async () => {
    const h = new SessionHarness();
    h.update({ audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } } });
    speak(h);
    await h.finish();
    const completed = h.of('conversation.item.input_audio_transcription.completed')[0];
    expect(completed?.transcript).toMatch(/^\(1\.\d seconds of speech; the emulator does not transcribe\)$/);
    const deltas = h.of('conversation.item.input_audio_transcription.delta').map(({ delta }) => delta);
    expect(deltas.join('')).toBe(completed?.transcript);
    expect(completed?.usage).toMatchObject({ type: 'tokens', input_token_details: { text_tokens: 0 } });
  });

  it('session hears turns, but answers nothing', async () => {
    const h = new SessionHarness('transcription');
    h.send({
      type: 'session.update',
      session: { type: 'transcription', audio: { input: { transcription: { model: 'gpt-transcribe' } } } },
    });
    speak(h);
    await h.pass(600);
    h.send({ type: 'response.create' });
    expect(h.types).toEqual([
      'session.created',
      'session.updated',
      ...USER_TURN,
      'deltas',
      'conversation.item.input_audio_transcription.completed',
      'error',
    ]);
    expect(h.of('conversation.item.input_audio_transcription.completed')[0]?.usage.type).toBe('duration');
  });
});

describe('the idle timeout', () => {
  const idle = { audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 5000 } } } };

  it('speaks up after the answer has played and nobody spoke', async () => {
    const h = new SessionHarness();
    h.update(idle);
    h.ask('count to 3');
    await h.finish();
    const restMs = h.audioMs - h.clock.nowMs();
    h.forget();
    await h.pass(restMs + 4900);
    expect(h.types).toEqual([]);
    await h.pass(200);
    expect(h.types.slice(0, 5)).toEqual([
      'input_audio_buffer.timeout_triggered',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
    ]);
    await h.finish();
    expect(h.said).toContain('Are you still there?');
  });

  it('does not when somebody speaks', async () => {
    const h = new SessionHarness();
    h.update({
      audio: { input: { turn_detection: { ...idle.audio.input.turn_detection, create_response: false } } },
    });
    h.ask('count to 3');
    await h.finish();
    speak(h);
    await h.pass(9000);
    expect(h.of('input_audio_buffer.timeout_triggered')).toEqual([]);
  });
});

describe('faults on demand', () => {
  it('/error sends an error and goes on', async () => {
    const h = new SessionHarness();
    h.ask('/error');
    await h.finish();
    expect(h.errors[0]?.type).toBe('server_error');
    expect(h.said).toContain('error event');
  });

  it('/fail fails as a rate limit does', async () => {
    const h = new SessionHarness();
    h.ask('/fail');
    await h.finish();
    expect(h.of('response.done')[0]?.response).toMatchObject({
      status: 'failed',
      output: [],
      status_details: { type: 'failed', error: { code: 'rate_limit_exceeded' } },
    });
  });

  it('/slow holds the first delta back', async () => {
    const h = new SessionHarness();
    h.ask('/slow 3');
    await h.pass(2900);
    expect(h.types.at(-1)).toBe('response.created');
    await h.finish();
  });

  it('/drop and /close end the connection in the middle', async () => {
    const dropped = new SessionHarness();
    dropped.ask('/drop');
    await dropped.pass(3000);
    expect(dropped.closes).toEqual(['dropped']);
    expect(dropped.audioMs).toBeGreaterThan(2000);
    expect(dropped.of('response.done')).toEqual([]);
    const closed = new SessionHarness();
    closed.ask('/close 4321');
    await closed.pass(1000);
    expect(closed.closes).toEqual([4321]);
  });

  it('/silence sends zeros', async () => {
    const h = new SessionHarness();
    h.ask('/silence 1');
    await h.finish();
    expect(h.audioMs).toBe(1000);
    for (const { delta } of h.of('response.output_audio.delta')) expect(delta).toMatch(/^A*=*$/);
  });

  it('/stall stops until it is cancelled', async () => {
    const h = new SessionHarness();
    h.ask('/stall');
    await h.pass(2000);
    const { audioMs } = h;
    await h.pass(20_000);
    expect([h.audioMs, h.of('response.done').length]).toEqual([audioMs, 0]);
    h.send({ type: 'response.cancel' });
    expect(h.of('response.done')[0]?.response.status).toBe('cancelled');
  });

  it('/garbage sends what is no event, and then answers', async () => {
    const h = new SessionHarness();
    h.ask('/garbage');
    await h.finish();
    expect(() => void JSON.parse(h.raw[0] ?? '')).toThrow(SyntaxError);
    expect(JSON.parse(h.raw[1] ?? '{}')).toMatchObject({ type: 'emulator.unknown_event' });
    expect(h.of('response.done')[0]?.response.status).toBe('completed');
  });

  it('/incomplete breaks off', async () => {
    const h = new SessionHarness();
    h.ask('/incomplete');
    await h.finish();
    expect(h.of('response.done')[0]?.response.status).toBe('incomplete');
  });

  it('/late goes on after the cancel', async () => {
    const h = new SessionHarness();
    h.ask('/late');
    await h.pass(500);
    h.send({ type: 'response.cancel' });
    const item = h.of('response.done')[0]?.response.output?.[0]?.id;
    h.forget();
    await h.pass(2000);
    const late = h.of('response.output_audio.delta');
    expect([late.length, late[0]?.item_id]).toEqual([10, item]);
  });

  it('/burst sends as many deltas as were asked for, at once', async () => {
    const h = new SessionHarness();
    h.ask('/burst 2500');
    await h.finish();
    expect(h.of('response.output_audio_transcript.delta')).toHaveLength(2500);
    expect(h.clock.nowMs()).toBeLessThan(100);
  });

  it('/expire ends the session, as the hour does', async () => {
    const h = new SessionHarness();
    h.ask('/expire');
    await h.pass(10);
    expect(h.errors[0]?.code).toBe('session_expired');
    expect(h.closes).toEqual([1001]);
    const hour = new SessionHarness();
    hour.clock.advance(3_600_000);
    expect([hour.errors[0]?.code, hour.closes]).toEqual(['session_expired', [1001]]);
  });
});

describe('a voice that fails', () => {
  it('fails the response, not the session', async () => {
    const h = new SessionHarness('realtime', {
      speak: () => Promise.reject(new Error('no voice')),
      dispose: () => undefined,
    });
    h.ask('count to 3');
    await h.finish();
    expect(h.of('response.done')[0]?.response.status_details).toMatchObject({
      error: { message: 'no voice' },
    });
    h.ask('count to 3', { output_modalities: ['text'] });
    await h.finish(2);
    expect(h.said).toBe('one, two, three.');
  });
});

describe('the end', () => {
  it('leaves no timer behind', async () => {
    const h = new SessionHarness();
    h.update({ audio: { input: { transcription: { model: 'whisper-1' } } } });
    h.ask('/late');
    await h.pass(300);
    h.send({ type: 'response.cancel' });
    speak(h);
    h.session.dispose();
    await settle();
    expect(h.clock.pending).toBe(0);
    h.forget();
    await h.pass(2000);
    expect(h.events).toEqual([]);
  });
});

describe('bad input', () => {
  it('is answered with an error that names the event, and changes nothing', () => {
    const h = new SessionHarness();
    h.forget();
    h.session.receive('{');
    h.send({ type: 'input_audio_buffer.append', audio: '***', event_id: 'e1' });
    h.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(3).toString('base64'), event_id: 'e2' });
    h.send({ type: 'input_audio_buffer.append', audio: 'A'.repeat(21 * 1024 * 1024), event_id: 'e3' });
    h.send({ type: 'input_audio_buffer.append', audio: base64Of(silencePcm16(20)) });
    h.send({ type: 'input_audio_buffer.commit', event_id: 'e4' });
    h.send({ type: 'conversation.item.delete', item_id: 'ghost', event_id: 'e5' });
    h.send({
      type: 'conversation.item.truncate',
      item_id: 'ghost',
      content_index: 0,
      audio_end_ms: 0,
      event_id: 'e6',
    });
    h.send({ type: 'output_audio_buffer.clear', event_id: 'e7' });
    expect(h.errors.map(({ code, event_id }) => [code, event_id])).toEqual([
      ['invalid_json', null],
      ['invalid_value', 'e1'],
      ['invalid_value', 'e2'],
      ['invalid_value', 'e3'],
      ['input_audio_buffer_commit_empty', 'e4'],
      ['item_delete_invalid_item_id', 'e5'],
      ['item_truncate_invalid_item_id', 'e6'],
      ['invalid_value', 'e7'],
    ]);
    expect(h.errors[4]?.message).toBe(
      'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 20.00ms of audio.',
    );
    expect(h.events).toHaveLength(8);
  });

  it('cannot truncate what was never spoken', () => {
    const h = new SessionHarness();
    const content = [{ type: 'output_text', text: 'x' }];
    h.send({
      type: 'conversation.item.create',
      item: { id: 'a', type: 'message', role: 'assistant', content },
    });
    h.send({ type: 'conversation.item.truncate', item_id: 'a', content_index: 0, audio_end_ms: 10 });
    expect(h.errors[0]).toMatchObject({
      code: 'unsupported_content_type',
      message: 'Only model output audio messages can be truncated',
    });
  });

  it('clears the buffer when it is told to', () => {
    const h = new SessionHarness();
    h.update({ audio: { input: { turn_detection: null } } });
    h.hear(silencePcm16(500));
    h.send({ type: 'input_audio_buffer.clear' });
    h.send({ type: 'input_audio_buffer.commit' });
    expect(h.of('input_audio_buffer.cleared')).toHaveLength(1);
    expect(h.errors[0]?.message).toContain('0.00ms');
  });
});

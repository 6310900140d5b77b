/** Turns by voice in one session: detection, commit, transcription, idle timeout. On a fake clock. */

import { describe, expect, it } from 'vitest';
import { AUDIO_CLOSES, ENDS, ITEM_OPENS, USER_TURN } from '../testing/event-orders.ts';
import { SessionHarness, silencePcm16, speak, speechPcm16 } from '../testing/session-harness.ts';

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

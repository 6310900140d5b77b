/** The real server over a real socket: what a client sees on the wire. Real time, so answers are kept short. */

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Emulator, startEmulator } from './server.ts';
import { base64Of, silencePcm16, speechPcm16 } from './testing/session-harness.ts';
import { refusedUpgrade, SocketClient } from './testing/socket-client.ts';

let emulator: Emulator;
let url = '';

beforeAll(async () => {
  emulator = await startEmulator();
  url = `${emulator.url}?model=gpt-realtime-2.1`;
});
afterAll(() => emulator.close());

function connect(
  options: { url?: string; protocols?: string[]; headers?: Record<string, string> } = {},
): SocketClient {
  const client = new SocketClient({ url, ...options });
  onTestFinished(() => client.socket.terminate());
  return client;
}

describe('the handshake', () => {
  it('greets with the whole session, off as null', async () => {
    const client = connect({ headers: { authorization: 'Bearer sk-anything' } });
    await client.until('session.created');
    expect(JSON.parse(client.frames[0] ?? '')).toMatchObject({
      type: 'session.created',
      event_id: expect.stringMatching(/^event_/),
      session: {
        type: 'realtime',
        object: 'realtime.session',
        id: expect.stringMatching(/^sess_/),
        model: 'gpt-realtime-2.1',
        output_modalities: ['audio'],
        tools: [],
        tool_choice: 'auto',
        max_output_tokens: 'inf',
        tracing: null,
        truncation: 'auto',
        prompt: null,
        include: null,
        expires_at: expect.any(Number),
        audio: {
          input: {
            format: { type: 'audio/pcm', rate: 24_000 },
            transcription: null,
            noise_reduction: null,
            turn_detection: {
              type: 'server_vad',
              threshold: 0.5,
              prefix_padding_ms: 300,
              silence_duration_ms: 200,
              idle_timeout_ms: null,
              create_response: true,
              interrupt_response: true,
            },
          },
          output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'alloy', speed: 1 },
        },
      },
    });
  });

  it('answers a browser with the subprotocol that holds no key', async () => {
    const client = connect({ protocols: ['realtime', 'openai-insecure-api-key.ek_1'] });
    await client.until('session.created');
    expect(client.socket.protocol).toBe('realtime');
  });

  it('refuses bad keys and paths before the socket opens', async () => {
    const invalid = await refusedUpgrade({ url, headers: { authorization: 'Bearer sk-invalid' } });
    const forbidden = await refusedUpgrade({ url, headers: { authorization: 'Bearer sk-no-access' } });
    const elsewhere = await refusedUpgrade({ url: url.replace('/v1/', '/v9/') });
    expect([invalid.status, forbidden.status, elsewhere.status]).toEqual([401, 403, 404]);
    expect(JSON.parse(invalid.body)).toMatchObject({ error: { code: 'invalid_api_key' } });
  });

  it('tells a beta client why it closes', async () => {
    const client = connect({ headers: { 'openai-beta': 'realtime=v1' } });
    expect(await client.closed).toEqual({
      code: 4000,
      reason: 'invalid_request_error.beta_api_shape_disabled',
    });
    expect(client.parsed).toMatchObject([
      { event: { type: 'error', error: { code: 'beta_api_shape_disabled' } } },
    ]);
  });

  it('tells which model it does not know', async () => {
    const client = connect({ url: `${emulator.url}?model=gpt-9` });
    expect((await client.closed).reason).toBe('invalid_request_error.model_not_found');
    expect(client.parsed).toMatchObject([
      { event: { error: { message: expect.stringContaining("'gpt-9'") } } },
    ]);
  });

  it('tells a browser that strays here where to go', async () => {
    const response = await fetch(emulator.url.replace('ws:', 'http:'));
    expect([response.status, await response.text()]).toEqual([426, expect.stringContaining('/v1/realtime')]);
  });
});

describe('the wire', () => {
  it('carries only events that a client knows, through every kind of turn', async () => {
    const client = connect();
    await client.until('session.created');
    const tools = [{ type: 'function', name: 'set_memory', parameters: {} }];
    const input = { transcription: { model: 'whisper-1' } };
    client.send({ type: 'session.update', session: { type: 'realtime', tools, audio: { input } } });
    client.ask('remember my name is Ann');
    await client.until('response.done');
    for (const block of [silencePcm16(500), speechPcm16(600), silencePcm16(500)]) {
      client.send({ type: 'input_audio_buffer.append', audio: base64Of(block) });
    }
    await client.until('response.done', 2);
    await client.until('conversation.item.input_audio_transcription.completed');
    client.send({ type: 'response.create', response: { conversation: 'none', output_modalities: ['text'] } });
    await client.until('response.done', 3);
    expect(client.parsed.filter(({ kind }) => kind !== 'known')).toEqual([]);
    expect(client.types).not.toContain('error');
    const ids = client.frames.map((frame) => (JSON.parse(frame) as { event_id: string }).event_id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says null where the service does: out of band, unfinished, not transcribed', async () => {
    const client = connect();
    await client.until('session.created');
    client.send({ type: 'response.create', response: { conversation: 'none', output_modalities: ['text'] } });
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection: null } } },
    });
    client.send({ type: 'input_audio_buffer.append', audio: base64Of(silencePcm16(200)) });
    client.send({ type: 'input_audio_buffer.commit' });
    await client.until('conversation.item.done');
    const of = (type: string) =>
      client.frames
        .map((frame) => JSON.parse(frame) as object)
        .find((event) => 'type' in event && event.type === type);
    expect(of('response.created')).toMatchObject({
      response: { conversation_id: null, usage: null, status_details: null },
    });
    expect(of('conversation.item.added')).toMatchObject({
      item: { content: [{ type: 'input_audio', transcript: null }] },
    });
  });

  it('stays open after frames that are no events', async () => {
    const client = connect();
    await client.until('session.created');
    client.socket.send('{"type":');
    client.socket.send('{"type":"session.reload","event_id":"evt_1"}');
    await client.until('error', 2);
    expect(client.parsed.slice(1)).toMatchObject([
      { event: { error: { code: 'invalid_json' } } },
      { event: { error: { code: 'invalid_value', param: 'type', event_id: 'evt_1' } } },
    ]);
    client.ask('count to 1');
    await client.until('response.done');
  });

  it('stays open after an append that is too large for one event', async () => {
    const client = connect();
    await client.until('session.created');
    client.send({ type: 'input_audio_buffer.append', audio: 'A'.repeat(20 * 1024 * 1024 + 8) });
    await client.until('error');
    expect(client.parsed.at(-1)).toMatchObject({ event: { error: { param: 'audio' } } });
  });

  it('delivers a burst whole and in order', async () => {
    const client = connect();
    await client.until('session.created');
    client.ask('/burst 20000');
    await client.until('response.done');
    const deltas = client.parsed.flatMap((each) =>
      each.kind === 'known' && each.event.type === 'response.output_audio_transcript.delta'
        ? [each.event.delta]
        : [],
    );
    expect(deltas.join('')).toBe(Array.from({ length: 20_000 }, (_, n) => n + 1).join(' '));
  });

  it('breaks in the ways that were asked for', async () => {
    const garbage = connect();
    await garbage.until('session.created');
    garbage.ask('/garbage');
    await garbage.until('response.done');
    expect(garbage.types).toContain('malformed');
    expect(garbage.types).toContain('unknown');

    const dropped = connect();
    await dropped.until('session.created');
    dropped.ask('/drop');
    expect((await dropped.closed).code).toBe(1006);

    const closed = connect();
    await closed.until('session.created');
    closed.ask('/close 1011');
    expect((await closed.closed).code).toBe(1011);

    const expired = connect();
    await expired.until('session.created');
    expired.ask('/expire');
    expect((await expired.closed).code).toBe(1001);
    expect(expired.types).toContain('error');
  });
});

describe('shutting down', () => {
  it('closes every socket with 1001 and frees the port', async () => {
    const other = await startEmulator();
    const client = connect({ url: `${other.url}?model=gpt-realtime` });
    await client.until('session.created');
    client.ask('tell a long story');
    await client.until('response.output_audio.delta');
    await other.close();
    expect((await client.closed).code).toBe(1001);
    const again = await startEmulator({ port: Number(new URL(other.url).port) });
    await again.close();
  });

  it('refuses a port that is taken', async () => {
    const port = Number(new URL(emulator.url).port);
    await expect(startEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

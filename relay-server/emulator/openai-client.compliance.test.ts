/**
 * The official client of the `openai` package holds a conversation with the emulator. It dials only TLS, so a terminator with a
 * certificate of our own stands in front.
 */

import { readFileSync } from 'node:fs';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { floatToPcm16 } from '../../src/dsp/pcm16.ts';
import { silentLogger } from './logger.ts';
import { type Emulator, startEmulator } from './server.ts';
import { base64Of, silencePcm16 } from './testing/session-harness.ts';
import { createVoiceBox } from './voice/voice-box.ts';

const fixtures = join(import.meta.dirname, '../../tests/fixtures/tls');
const cert = readFileSync(join(fixtures, 'localhost-cert.pem'));
const voice = createVoiceBox(silentLogger);
let emulator: Emulator;
let terminator: Server;

beforeAll(async () => {
  emulator = await startEmulator();
  const port = Number(new URL(emulator.url).port);
  terminator = createServer({ cert, key: readFileSync(join(fixtures, 'localhost-key.pem')) }, (secure) => {
    const plain = connectTcp(port, '127.0.0.1');
    secure.pipe(plain).pipe(secure);
    secure.on('error', () => plain.destroy());
    plain.on('error', () => secure.destroy());
  });
  await new Promise<void>((resolve) => terminator.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await emulator.close();
  await new Promise<void>((resolve) => terminator.close(() => resolve()));
  voice.dispose();
});

interface Talk {
  client: OpenAIRealtimeWS;
  events: RealtimeServerEvent[];
  /** The next event of that type that `wanted` accepts, also one that has already come. */
  next: <T extends RealtimeServerEvent['type']>(
    type: T,
    wanted?: (event: Extract<RealtimeServerEvent, { type: T }>) => boolean,
  ) => Promise<Extract<RealtimeServerEvent, { type: T }>>;
}

async function talk(): Promise<Talk> {
  const { port } = terminator.address() as AddressInfo;
  const openai = new OpenAI({ apiKey: 'sk-test', baseURL: `https://localhost:${port}/v1` });
  const client = new OpenAIRealtimeWS({ model: 'gpt-realtime-2.1', options: { ca: cert } }, openai);
  onTestFinished(() => client.socket.terminate());
  const events: RealtimeServerEvent[] = [];
  let wake = () => {};
  client.on('event', (event) => {
    events.push(event);
    wake();
  });
  // The client throws errors that nobody listens to; tests read them as events.
  client.on('error', () => undefined);
  const next: Talk['next'] = async (type, wanted = () => true) => {
    for (;;) {
      const found = events.find(
        (event): event is Extract<RealtimeServerEvent, { type: typeof type }> =>
          event.type === type && wanted(event as Extract<RealtimeServerEvent, { type: typeof type }>),
      );
      if (found) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const started = { client, events, next };
  await started.next('session.created');
  return started;
}

async function speech(text: string): Promise<Int16Array> {
  const samples = await voice.speak(text, { voice: 'ash', speed: 1 });
  const pcm16 = new Int16Array(samples.length);
  floatToPcm16(samples, pcm16);
  return pcm16;
}

function hear(client: OpenAIRealtimeWS, ...blocks: Int16Array[]): void {
  for (const block of blocks) {
    for (let at = 0; at < block.length; at += 480) {
      client.send({ type: 'input_audio_buffer.append', audio: base64Of(block.slice(at, at + 480)) });
    }
  }
}

function audioOf(events: RealtimeServerEvent[], itemId: string | undefined): Int16Array {
  const bytes = Buffer.concat(
    events.flatMap((event) =>
      event.type === 'response.output_audio.delta' && event.item_id === itemId
        ? [Buffer.from(event.delta, 'base64')]
        : [],
    ),
  );
  return Int16Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(2 * n));
}

it('holds an audio turn: what was said comes back, sample for sample', async () => {
  const { client, events, next } = await talk();
  client.send({
    type: 'session.update',
    session: {
      type: 'realtime',
      audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 500 } } },
    },
  });
  await next('session.updated');
  const words = await speech('Good morning to you.');
  hear(client, silencePcm16(600), words, silencePcm16(900));
  const { response } = await next('response.done');
  expect(response.status).toBe('completed');
  const [, echo] = response.output ?? [];
  const heard = audioOf(events, echo?.id);
  const started = await next('input_audio_buffer.speech_started');
  // The echo is a piece of what was sent: find the words in it at the very place where they must be.
  const offset = 600 * 24 - started.audio_start_ms * 24;
  const piece = words.slice(4800, 9600);
  expect(heard.slice(offset + 4800, offset + 9600)).toEqual(piece);
  expect(piece.some((sample) => Math.abs(sample) > 1000)).toBe(true);
  const { usage } = response;
  expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
});

it('is interrupted by a voice in the middle of an answer', async () => {
  const { client, events, next } = await talk();
  const content = [{ type: 'input_text' as const, text: 'tell a long story' }];
  client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
  client.send({ type: 'response.create' });
  await next('response.output_audio.delta');
  hear(client, silencePcm16(400), await speech('Stop it please.'), silencePcm16(600));
  const { response } = await next('response.done');
  expect(response).toMatchObject({ status: 'cancelled', status_details: { reason: 'turn_detected' } });
  const item_id = response.output?.[0]?.id ?? '';
  const receivedMs = audioOf(events, item_id).length / 24;
  client.send({
    type: 'conversation.item.truncate',
    item_id,
    content_index: 0,
    audio_end_ms: Math.floor(receivedMs / 2),
  });
  expect(await next('conversation.item.truncated')).toMatchObject({
    item_id,
    audio_end_ms: Math.floor(receivedMs / 2),
  });
  const answered = await next('response.done', (event) => event.response.id !== response.id);
  expect(answered.response.status).toBe('completed');
});

it('makes a function call and speaks about its output', async () => {
  const { client, next } = await talk();
  client.send({
    type: 'session.update',
    session: {
      type: 'realtime',
      tools: [
        {
          type: 'function',
          name: 'get_weather',
          parameters: { type: 'object', properties: { location: {} } },
        },
      ],
    },
  });
  const content = [{ type: 'input_text' as const, text: 'What is the weather in Paris?' }];
  client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
  client.send({ type: 'response.create' });
  const call = await next('response.function_call_arguments.done');
  expect(call).toMatchObject({ name: 'get_weather', arguments: '{"location":"Paris"}' });
  const first = await next('response.done');
  client.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: call.call_id, output: '{"temperature":"21"}' },
  });
  client.send({ type: 'response.create' });
  await next('response.done', (event) => event.response.id !== first.response.id);
  const { transcript } = await next('response.output_audio_transcript.done');
  expect(transcript).toBe('The tool get weather answered: temperature 21.');
});

it('is told of an error, and the session goes on', async () => {
  const { client, next } = await talk();
  client.send({ type: 'response.cancel', event_id: 'evt_mine' });
  const { error } = await next('error');
  expect(error).toMatchObject({ code: 'response_cancel_not_active', event_id: 'evt_mine' });
  client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
  expect((await next('response.done')).response.status).toBe('completed');
});

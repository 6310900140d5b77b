/**
 * The official `openai` package talks through the relay with nothing changed but its base URL, and the access token where an API key
 * goes: as a program (`OpenAIRealtimeWS`, headers) and as a page (`OpenAIRealtimeWebSocket`, subprotocols). It dials TLS only. Beside
 * each conversation stands what the upstream saw of it: the same bytes.
 */

import OpenAI from 'openai';
import type { OpenAIRealtimeError } from 'openai/realtime/internal-base';
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import type { RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { base64Of } from '../../relay-server/emulator/testing/session-harness.ts';
import { until } from '../../relay-server/testing/until.ts';
import {
  type ClientRig,
  MODEL,
  microphoneFrames,
  PATIENCE,
  pageSocket,
  pieceOf,
  type Recording,
  TOKEN,
  clientRig,
} from './client-rig.ts';
import { Inbox } from './inbox.ts';

let rig: ClientRig;

beforeAll(async () => {
  rig = await clientRig();
});
beforeEach(() => rig.bridge.forget());
afterAll(async () => {
  await rig.close();
  expect(rig.secure.logText()).not.toContain(TOKEN);
  vi.unstubAllGlobals();
});

const WEATHER = {
  type: 'function' as const,
  name: 'get_weather',
  parameters: { type: 'object', properties: { location: { type: 'string' } } },
};

const WAYS = {
  'as a program': (openai: OpenAI) =>
    new OpenAIRealtimeWS({ model: MODEL, options: { ca: rig.certificate } }, openai),
  'as a page': (openai: OpenAI) => {
    vi.stubGlobal('WebSocket', pageSocket(rig.certificate));
    return new OpenAIRealtimeWebSocket({ model: MODEL }, openai);
  },
};
type Way = keyof typeof WAYS;

class Talk {
  readonly inbox = new Inbox<RealtimeServerEvent>();
  /** Wire texts as the client's own socket wrote and read them. */
  readonly sent: string[] = [];
  readonly received: string[] = [];
  /** As the package hands them to its user. */
  readonly errors: OpenAIRealtimeError[] = [];
  readonly #client: OpenAIRealtimeWS | OpenAIRealtimeWebSocket;

  constructor(way: Way) {
    const baseURL = `https://localhost:${rig.secure.port}/v1`;
    this.#client = WAYS[way](new OpenAI({ apiKey: TOKEN, baseURL }));
    onTestFinished(() => this.#client.close());
    this.#client.socket.addEventListener('message', ({ data }: { data: unknown }) => {
      this.received.push(String(data));
    });
    this.#client.on('event', (event) => this.inbox.push(event));
    this.#client.on('error', (error) => this.errors.push(error));
  }

  static async start(way: Way): Promise<Talk> {
    const talk = new Talk(way);
    await talk.inbox.next('session.created');
    return talk;
  }

  send(event: RealtimeClientEvent): void {
    this.sent.push(JSON.stringify(event));
    this.#client.send(event);
  }

  say(text: string): void {
    const content = [{ type: 'input_text' as const, text }];
    this.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    this.send({ type: 'response.create' });
  }

  hear(name: Recording): void {
    for (const frame of microphoneFrames(name)) {
      this.send({ type: 'input_audio_buffer.append', audio: base64Of(frame) });
    }
  }

  audio(): Buffer {
    const deltas = this.inbox.of('response.output_audio.delta');
    return Buffer.concat(deltas.map(({ delta }) => Buffer.from(delta, 'base64')));
  }

  /** What passed is on both sides the same, byte for byte and in order; and nothing of the client's was shown upstream. */
  async expectUntouched(): Promise<void> {
    const { bridge } = rig;
    await until(() => this.received.length === bridge.fromServer.length, 'all frames came down');
    expect(this.received).toEqual(bridge.fromServer);
    expect(bridge.fromClient).toEqual(this.sent);
    expect(JSON.stringify(bridge.requests)).not.toContain(TOKEN);
  }
}

describe.each(['as a program', 'as a page'] as const)('the openai package, %s,', (way) => {
  it('holds an audio turn: what a person said comes back, sample for sample', PATIENCE, async () => {
    const talk = await Talk.start(way);
    talk.hear('question');
    const { response } = await talk.inbox.next('response.done');
    expect(response.status).toBe('completed');
    expect(talk.audio().includes(pieceOf('question'))).toBe(true);
    expect(response.usage?.input_token_details?.audio_tokens).toBeGreaterThan(0);
    expect(response.usage?.total_tokens).toBe(
      (response.usage?.input_tokens ?? 0) + (response.usage?.output_tokens ?? 0),
    );
    await talk.expectUntouched();
  });

  it('is interrupted by a voice in the middle of an answer, and says what was heard', PATIENCE, async () => {
    const talk = await Talk.start(way);
    // Long enough that the two sentences of the recording are one turn.
    const turn_detection = { type: 'server_vad' as const, silence_duration_ms: 700 };
    talk.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection } } },
    });
    talk.say('tell a long story');
    await talk.inbox.next('response.output_audio.delta');
    talk.hear('interruption');
    const { response } = await talk.inbox.next('response.done');
    expect(response).toMatchObject({ status: 'cancelled', status_details: { reason: 'turn_detected' } });
    const place = { item_id: response.output?.[0]?.id ?? '', content_index: 0, audio_end_ms: 120 };
    talk.send({ type: 'conversation.item.truncate', ...place });
    expect(await talk.inbox.next('conversation.item.truncated')).toMatchObject(place);
    const next = await talk.inbox.next('response.done', (event) => event.response.id !== response.id);
    expect(next.response.status).toBe('completed');
    await talk.expectUntouched();
  });

  it('interrupts by itself', PATIENCE, async () => {
    const talk = await Talk.start(way);
    talk.say('tell a long story');
    const { response_id } = await talk.inbox.next('response.output_audio.delta');
    talk.send({ type: 'response.cancel', response_id });
    expect((await talk.inbox.next('response.done')).response).toMatchObject({
      id: response_id,
      status: 'cancelled',
      status_details: { reason: 'client_cancelled' },
    });
    await talk.expectUntouched();
  });

  it('makes a function call and speaks about its output', PATIENCE, async () => {
    const talk = await Talk.start(way);
    talk.send({ type: 'session.update', session: { type: 'realtime', tools: [WEATHER] } });
    talk.say('What is the weather in Paris?');
    const call = await talk.inbox.next('response.function_call_arguments.done');
    expect(call).toMatchObject({ name: 'get_weather', arguments: '{"location":"Paris"}' });
    const first = await talk.inbox.next('response.done');
    talk.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: call.call_id, output: '{"temperature":"21"}' },
    });
    talk.send({ type: 'response.create' });
    await talk.inbox.next('response.done', (event) => event.response.id !== first.response.id);
    const { transcript } = await talk.inbox.next('response.output_audio_transcript.done');
    expect(transcript).toBe('The tool get weather answered: temperature 21.');
    await talk.expectUntouched();
  });

  it('is told of an error, and the session goes on', PATIENCE, async () => {
    const talk = await Talk.start(way);
    talk.send({ type: 'response.cancel', event_id: 'evt_mine' });
    expect((await talk.inbox.next('error')).error).toMatchObject({
      code: 'response_cancel_not_active',
      event_id: 'evt_mine',
    });
    expect(talk.errors).toMatchObject([{ error: { code: 'response_cancel_not_active' } }]);
    talk.send({ type: 'response.create', response: { output_modalities: ['text'] } });
    expect((await talk.inbox.next('response.done')).response.status).toBe('completed');
    await talk.expectUntouched();
  });
});

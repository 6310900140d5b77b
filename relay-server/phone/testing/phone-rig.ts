/** A relay with a telephone, an upstream that a test plays by hand, and raw streams that need not behave. */

import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Clock } from '../../../src/lib/clock.ts';
import { decodeBase64, encodeBase64 } from '../../../src/dsp/base64.ts';
import { bufferOf } from '../../relay/socket-values.ts';
import { type FakeUpstream, fakeUpstream } from '../../testing/fake-upstream.ts';
import { type RelayRig, relayRig, upstreamAt } from '../../testing/relay-rig.ts';
import { until } from '../../testing/until.ts';
import type { PhoneConfig } from '../phone-config.ts';
import { StreamVoice } from '../telephone/stream-messages.ts';
import { AUTH_TOKEN, testPhone } from './phone-config.ts';
import { ACCOUNT_SID, callSid, streamSid } from './sids.ts';

export const PUBLIC_URL = 'https://voice.example.com';

/** As Twilio's documentation has it. */
export function sign(url: string, fields: Record<string, string> = {}): string {
  const text = Object.keys(fields)
    .toSorted()
    .reduce((sum, name) => `${sum}${name}${fields[name]}`, url);
  return createHmac('sha1', AUTH_TOKEN).update(text).digest('base64');
}

export interface RawStream {
  socket: WebSocket;
  voice: StreamVoice;
  received: { event: string; media?: { payload: string }; mark?: { name: string } }[];
  closed: { code: number; reason: string } | null;
  /** HTTP status in place of the handshake. */
  refused: number | null;
  /** All sound that came, together. */
  sound(): Uint8Array;
  /** Tells the relay that all marks so far were played. */
  play(): void;
}

export interface PhoneRig {
  relay: RelayRig;
  upstream: FakeUpstream;
  /** Posts to a webhook as Twilio would; the TwiML. */
  ask(path: string, number: number): Promise<string>;
  token(number: number): Promise<string>;
  stream(number: number, options?: { signature?: string | null }): Promise<RawStream>;
  /** A stream that has begun, and its upstream's socket, which has begun its session. */
  call(number: number): Promise<{ stream: RawStream; model: WebSocket }>;
  /** What reached the upstream, of this type. */
  events(type: string): Record<string, unknown>[];
  close(): Promise<void>;
}

export async function phoneRig(
  phone: Partial<PhoneConfig> = {},
  clock?: Clock,
  drainMs?: number,
): Promise<PhoneRig> {
  const upstream = await fakeUpstream();
  const relay = await relayRig({
    upstream: upstreamAt(upstream.url),
    phone: testPhone(phone),
    clock,
    drainMs,
  });
  const sockets: WebSocket[] = [];
  const rig: PhoneRig = {
    relay,
    upstream,
    async ask(path, number) {
      const fields = { CallSid: callSid(number), AccountSid: ACCOUNT_SID, From: '+4930123456' };
      const answer = await relay.app.inject({
        method: 'POST',
        url: path,
        payload: new URLSearchParams(fields).toString(),
        headers: {
          host: 'voice.example.com',
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': sign(`${PUBLIC_URL}${path}`, fields),
        },
      });
      return answer.body;
    },
    async token(number) {
      return /value="([^"]+)"/.exec(await rig.ask('/twilio/incoming-call', number))?.[1] ?? '';
    },
    async stream(number, { signature = sign('wss://voice.example.com/twilio/media-stream') } = {}) {
      const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/twilio/media-stream`, {
        headers: {
          Host: 'voice.example.com',
          ...(signature === null ? {} : { 'X-Twilio-Signature': signature }),
        },
      });
      sockets.push(socket);
      const stream = watched(socket, number);
      await until(() => socket.readyState !== socket.CONNECTING, 'the stream is open or refused');
      return stream;
    },
    async call(number) {
      const token = await rig.token(number);
      const stream = await rig.stream(number);
      const before = upstream.sockets.length;
      stream.socket.send(stream.voice.connected());
      stream.socket.send(stream.voice.start({ token }));
      await until(() => upstream.sockets.length > before, 'the model is called');
      const model = upstream.sockets.at(-1);
      if (model === undefined) throw new Error('there is no upstream');
      say(model, 'session.created', { session: { id: `sess_${number}`, model: 'gpt-realtime-2.1' } });
      return { stream, model };
    },
    events: (type) =>
      upstream.received
        .map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>)
        .filter((event) => event.type === type),
    async close() {
      for (const socket of sockets) socket.terminate();
      await relay.close();
      await upstream.close();
    },
  };
  return rig;
}

function watched(socket: WebSocket, number: number): RawStream {
  const ids = { accountSid: ACCOUNT_SID, callSid: callSid(number), streamSid: streamSid(number) };
  const stream: RawStream = {
    socket,
    voice: new StreamVoice(ids),
    received: [],
    closed: null,
    refused: null,
    sound: () =>
      Buffer.concat(
        stream.received.map(({ media }) => decodeBase64(media?.payload ?? '') ?? new Uint8Array(0)),
      ),
    play() {
      for (const { mark } of stream.received) if (mark) socket.send(stream.voice.mark(mark.name));
    },
  };
  socket.on('message', (bytes) => stream.received.push(JSON.parse(bufferOf(bytes).toString())));
  socket.on('close', (code, reason) => {
    stream.closed = { code, reason: reason.toString() };
  });
  socket.on('unexpected-response', (_request, response) => {
    stream.refused = response.statusCode ?? 0;
    socket.terminate();
  });
  socket.on('error', () => undefined);
  return stream;
}

/** The model's side of a line. */
interface Model {
  send(text: string): void;
}

export function say(model: Model, type: string, fields: object): void {
  model.send(JSON.stringify({ type, event_id: 'event_1', ...fields }));
}

/** The server takes an audio format, both ways. */
export function accept(model: Model, type: string): void {
  const format = type === 'audio/pcm' ? { type, rate: 24_000 } : { type };
  const turn = { type: 'server_vad', create_response: true, interrupt_response: true };
  const audio = { input: { format, turn_detection: turn }, output: { format } };
  say(model, 'session.updated', { session: { type: 'realtime', id: 'sess', model: 'm', audio } });
}

/** A whole spoken answer, with a tool called in it perhaps. `audio`: in the session's format. */
export function answer(
  model: Model,
  id: string,
  { audio = null, tool = null }: { audio?: Uint8Array | null; tool?: { name: string; args: object } | null },
): void {
  const response = { id: `resp_${id}`, status: 'in_progress', output: [], conversation_id: 'conv' };
  say(model, 'response.created', { response });
  const place = { response_id: `resp_${id}`, output_index: 0, content_index: 0 };
  if (audio !== null) {
    const item = { id: `said_${id}`, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
    say(model, 'response.output_item.added', { ...place, item });
    say(model, 'conversation.item.added', { previous_item_id: null, item });
    say(model, 'response.output_audio.delta', { ...place, item_id: item.id, delta: encodeBase64(audio) });
    say(model, 'response.output_audio.done', { ...place, item_id: item.id });
    say(model, 'response.output_item.done', { ...place, item: { ...item, status: 'completed' } });
  }
  if (tool !== null) {
    const call = { id: `call_${id}`, type: 'function_call', call_id: `c_${id}`, name: tool.name };
    const args = JSON.stringify(tool.args);
    say(model, 'response.output_item.added', { ...place, item: { ...call, arguments: '' } });
    say(model, 'response.function_call_arguments.done', {
      ...place,
      item_id: call.id,
      call_id: call.call_id,
      arguments: args,
    });
    const item = { ...call, arguments: args, status: 'completed' };
    say(model, 'response.output_item.done', { ...place, item });
  }
  say(model, 'response.done', { response: { ...response, status: 'completed' } });
}

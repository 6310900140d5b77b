/** A call in real time while others try everything that is refused: none of its frames is lost, changed, out of order or late, either way. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { decodeBase64, encodeBase64 } from '../../src/dsp/base64.ts';
import { bufferOf } from '../../relay-server/relay/socket-values.ts';
import {
  type PhoneRig,
  type RawStream,
  accept,
  phoneRig,
  say,
} from '../../relay-server/phone/testing/phone-rig.ts';
import { callSid } from '../../relay-server/phone/testing/sids.ts';
import { PATIENCE } from './call-rig.ts';
import { untilReal } from './until-real.ts';

const FRAME_MS = 20;
const FRAME_BYTES = 160;
/** A frame that comes later than the next is late, and the worst is not to be heard as a gap. */
const LATE_MS = 20;
const WORST_MS = 250;
/** Where the machine is busy: so many times what a bare socket takes beside the call. */
const MOST_TIMES = 3;
const ROUNDS = 8;
/** All ends of all calls are in this one process: at once they would disturb by their number. */
const ROUND_MS = 100;

let rig: PhoneRig | null = null;
afterEach(() => rig?.close());

/** A frame that knows its number. */
function numbered(number: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(FRAME_BYTES).fill(0x7f);
  new DataView(frame.buffer).setUint32(0, number);
  return frame;
}

interface Passing {
  sentAtMs: number[];
  arrived: { number: number; latencyMs: number }[];
}

/** Notes the frames in a piece of sound that has just arrived. */
function note({ sentAtMs, arrived }: Passing, audioBase64: unknown): void {
  const frame = decodeBase64(String(audioBase64)) ?? new Uint8Array(0);
  const number = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
  arrived.push({ number, latencyMs: performance.now() - (sentAtMs[number] ?? Number.NaN) });
}

/** Both sides of a call speak, a frame each 20 ms, and so does a bare socket beside them, until they are told to stop. */
function speaking({ socket, voice }: RawStream, model: WebSocket, bare: Bare) {
  const up: Passing = { sentAtMs: [], arrived: [] };
  const down: Passing = { sentAtMs: [], arrived: [] };
  const reference: Passing = { sentAtMs: [], arrived: [] };
  bare.far.on('message', (bytes) => note(reference, bufferOf(bytes).toString()));
  model.on('message', (bytes) => {
    const event = JSON.parse(bufferOf(bytes).toString()) as { type: string; audio?: string };
    if (event.type === 'input_audio_buffer.append') note(up, event.audio);
  });
  socket.on('message', (bytes) => {
    const message = JSON.parse(bufferOf(bytes).toString()) as { event: string; media?: { payload: string } };
    if (message.media) note(down, message.media.payload);
  });
  const place = { response_id: 'resp', item_id: 'said', output_index: 0, content_index: 0 };
  const item = { id: 'said', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  say(model, 'response.created', { response: { id: 'resp', status: 'in_progress', output: [] } });
  say(model, 'response.output_item.added', { ...place, item });
  const startedAtMs = performance.now();
  const timer = setInterval(() => {
    while (up.sentAtMs.length * FRAME_MS < performance.now() - startedAtMs) {
      const number = up.sentAtMs.length;
      up.sentAtMs.push(performance.now());
      socket.send(voice.media(number + 1, number * FRAME_MS, numbered(number)));
      down.sentAtMs.push(performance.now());
      say(model, 'response.output_audio.delta', { ...place, delta: encodeBase64(numbered(number)) });
      reference.sentAtMs.push(performance.now());
      bare.near.send(encodeBase64(numbered(number)));
    }
  }, 5);
  return { up, down, reference, stop: () => clearInterval(timer) };
}

/** Two ends of a WebSocket with nothing between them. */
interface Bare {
  near: WebSocket;
  far: WebSocket;
  close(): void;
}

async function bareSocket(): Promise<Bare> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const arrived = once(server, 'connection') as Promise<[WebSocket]>;
  const near = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [far] = await arrived;
  if (near.readyState !== near.OPEN) await once(near, 'open');
  return {
    near,
    far,
    close() {
      near.terminate();
      server.close();
    },
  };
}

/** In milliseconds; the tenth that is worst is the machine's own, as a rule. */
function latencies({ arrived }: Passing): { usual: number; worst: number } {
  const sorted = arrived.map(({ latencyMs }) => latencyMs).toSorted((a, b) => a - b);
  return { usual: sorted[Math.floor(sorted.length * 0.9)] ?? 0, worst: sorted.at(-1) ?? 0 };
}

/** Each resolves when it has been refused. Numbers of calls from `number` on are its own. */
const DISTURBANCES: Record<string, (rig: PhoneRig, number: number) => Promise<void>> = {
  async 'a forged signature'(rig, number) {
    expect((await rig.stream(number, { signature: 'Zm9yZ2VkIHNpZ25hdHVyZQ==' })).refused).toBe(403);
    const webhook = await fetch(`http://127.0.0.1:${rig.relay.port}/twilio/incoming-call`, {
      method: 'POST',
      headers: { 'X-Twilio-Signature': 'Zm9yZ2VkIHNpZ25hdHVyZQ==' },
      body: new URLSearchParams({ CallSid: 'CA', AccountSid: 'AC' }),
    });
    expect(webhook.status).toBe(403);
  },
  async 'a token that was used'(rig, number) {
    const token = await rig.token(number);
    const first = await rig.stream(number);
    first.socket.send(first.voice.start({ token }));
    const second = await rig.stream(number);
    second.socket.send(second.voice.start({ token }));
    await closedWith(second, 1008);
    first.socket.close();
    await untilReal(() => first.closed !== null, 'the first has hung up');
  },
  async 'a second start'(rig, number) {
    const { stream } = await rig.call(number);
    stream.socket.send(stream.voice.start({ token: 'again' }));
    await closedWith(stream, 1000);
  },
  async garbage(rig, number) {
    const text = await rig.stream(number);
    text.socket.send('{"event":');
    await closedWith(text, 1008);
    const binary = await rig.stream(number);
    binary.socket.send(Buffer.alloc(1000));
    await closedWith(binary, 1008);
    const large = await rig.stream(number);
    large.socket.send('x'.repeat(100_000));
    await closedWith(large, 1009);
  },
  async 'a stream that never starts'(rig, number) {
    const stream = await rig.stream(number);
    stream.socket.send(stream.voice.connected());
    await closedWith(stream, 1008);
    expect(stream.closed?.reason).toBe('the stream did not start');
  },
};

async function closedWith(stream: RawStream, code: number): Promise<void> {
  await untilReal(() => stream.closed !== null, 'the stream is closed');
  expect(stream.closed?.code).toBe(code);
}

it.each(Object.entries(DISTURBANCES))(
  '%s costs a call beside it nothing',
  PATIENCE,
  async (_what, disturb) => {
    rig = await phoneRig({ calls: 50 });
    const { stream, model } = await rig.call(1);
    accept(model, 'audio/pcmu');
    await untilReal(() => rig?.relay.logText().includes('the agent hears') ?? false, 'the agent hears');
    const bare = await bareSocket();
    const { up, down, reference, stop } = speaking(stream, model, bare);
    await pause(500);
    const rounds: Promise<void>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push(disturb(rig, round + 2));
      await pause(ROUND_MS);
    }
    await Promise.all(rounds);
    await pause(500);
    stop();
    const isThrough = ({ sentAtMs, arrived }: Passing): boolean => arrived.length === sentAtMs.length;
    await untilReal(() => [up, down, reference].every(isThrough), 'all has arrived');
    bare.close();
    const least = latencies(reference);
    for (const passing of [up, down]) {
      expect(passing.arrived.map(({ number }) => number)).toEqual(
        passing.sentAtMs.map((_, number) => number),
      );
      const { usual, worst } = latencies(passing);
      expect(usual).toBeLessThan(Math.max(LATE_MS, MOST_TIMES * least.usual));
      expect(worst).toBeLessThan(Math.max(WORST_MS, MOST_TIMES * least.worst));
    }
    expect(stream.closed).toBeNull();
    stream.socket.send(stream.voice.stop());
    await untilReal(() => stream.closed !== null, 'the call is over');
    expect(stream.closed?.reason).toBe('caller-hung-up');
    expect(rig.relay.logText()).toMatch(new RegExp(`"${callSid(1)}".*"silenceFilledMs":0`));
  },
);

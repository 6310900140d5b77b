/** What a relayed connection does while all is well: real sockets on both sides, nothing lost, reordered or changed. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedAfterTest } from '../testing/close-after-test.ts';
import { type FakeUpstream, fakeUpstream } from '../testing/fake-upstream.ts';
import { type RelayRig, TEST_KEY, relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';

async function setUp(
  options: { gate?: Promise<void>; limits?: Parameters<typeof relayRig>[0]['limits'] } = {},
): Promise<{ upstream: FakeUpstream; rig: RelayRig }> {
  const upstream = closedAfterTest(await fakeUpstream(options.gate));
  const rig = closedAfterTest(await relayRig({ upstream: upstreamAt(upstream.url), limits: options.limits }));
  return { upstream, rig };
}

const frame = fc.record({ bytes: fc.uint8Array({ maxLength: 3000 }), isBinary: fc.constant(true) });
const textFrame = fc.record({
  bytes: fc.string({ unit: 'grapheme', maxLength: 500 }).map((text) => new TextEncoder().encode(text)),
  isBinary: fc.constant(false),
});
const frames = fc.array(fc.oneof(frame, textFrame), { minLength: 1, maxLength: 40 });
/** What clients may send: one object a text frame, however it is written. */
const events = fc.array(
  fc
    .tuple(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), fc.constantFrom(0, 1, '\t'))
    .map(([object, indent]) => ({
      bytes: new TextEncoder().encode(`${JSON.stringify(object, null, indent)}\n`),
      isBinary: false,
    })),
  { minLength: 1, maxLength: 40 },
);

function plain(list: { bytes: Uint8Array; isBinary: boolean }[]): { hex: string; isBinary: boolean }[] {
  return list.map(({ bytes, isBinary }) => ({ hex: Buffer.from(bytes).toString('hex'), isBinary }));
}

describe('a relayed connection', () => {
  it('forwards any events of the client byte for byte, in order', async () => {
    const { upstream, rig } = await setUp();
    const client = await rig.connect();
    await fc.assert(
      fc.asyncProperty(events, async (list) => {
        upstream.received.length = 0;
        for (const { bytes, isBinary } of list) client.socket.send(bytes, { binary: isBinary });
        await until(() => upstream.received.length >= list.length, 'all frames reached the upstream');
        expect(plain(upstream.received)).toEqual(plain(list));
      }),
      { numRuns: 25 },
    );
  });

  it('forwards any frames of the upstream byte for byte, in order, text as text and binary as binary', async () => {
    const { upstream, rig } = await setUp();
    const client = await rig.connect();
    const socket = await upstream.socket();
    await fc.assert(
      fc.asyncProperty(frames, async (list) => {
        client.received.length = 0;
        for (const { bytes, isBinary } of list) socket.send(bytes, { binary: isBinary });
        await until(() => client.received.length >= list.length, 'all frames reached the client');
        expect(plain(client.received)).toEqual(plain(list));
      }),
      { numRuns: 25 },
    );
  });

  it('forwards what the upstream sends although it is no JSON, and adds nothing of its own', async () => {
    const { upstream, rig } = await setUp();
    const client = await rig.connect();
    (await upstream.socket()).send('not json {');
    await until(() => client.received.length === 1, 'the frame arrived');
    expect(client.received[0]?.bytes.toString()).toBe('not json {');
    expect(upstream.received).toEqual([]);
  });

  it('holds what the client sends before the upstream is open, then sends it first and in order', async () => {
    let letThrough = (): void => {};
    const gate = new Promise<void>((resolve) => (letThrough = resolve));
    const { upstream, rig } = await setUp({ gate });
    const client = await rig.connect();
    for (let i = 0; i < 200; i += 1) client.socket.send(`{"early":${i}}`);
    // The pong comes after all that was sent before the ping: the relay has read it.
    const heard = new Promise((resolve) => client.socket.once('pong', resolve));
    client.socket.ping();
    await heard;
    expect(upstream.received).toEqual([]);
    letThrough();
    await upstream.socket();
    client.socket.send('{"late":1}');
    await until(() => upstream.received.length === 201, 'all frames arrived');
    const texts = upstream.received.map(({ bytes }) => bytes.toString());
    expect(texts).toEqual([...Array.from({ length: 200 }, (_, i) => `{"early":${i}}`), '{"late":1}']);
  });

  it('stops reading the upstream while the client does not take what it sends, and loses nothing', async () => {
    const { upstream, rig } = await setUp({
      limits: { highWaterBytes: 64 * 1024, lowWaterBytes: 16 * 1024 },
    });
    const client = await rig.connect();
    const socket = await upstream.socket();
    client.socket.pause();
    const count = 48;
    const size = 2 ** 20;
    for (let i = 0; i < count; i += 1) socket.send(Buffer.alloc(size, i));
    // What does not fit into the kernel's buffers of both hops has to wait at the sender, not in the relay.
    // Relay and sender share this process: when hundreds of turns of its loop move nothing, the stream is at rest.
    let last = -1;
    let steadyTurns = 0;
    await until(() => {
      steadyTurns = socket.bufferedAmount === last ? steadyTurns + 1 : 0;
      last = socket.bufferedAmount;
      return steadyTurns > 500;
    }, 'the stream came to rest');
    expect(socket.bufferedAmount).toBeGreaterThan(count * size * 0.25);
    client.socket.resume();
    await until(() => client.received.length === count, 'all frames arrived');
    expect(client.received.map(({ bytes }) => [bytes.length, bytes[0]])).toEqual(
      Array.from({ length: count }, (_, i) => [size, i]),
    );
  });

  it('asks the upstream for the model of the client, with the key in the Authorization header', async () => {
    const { upstream, rig } = await setUp();
    await rig.connect('/v1/realtime?model=gpt-realtime-2', [], {
      headers: { Authorization: 'Bearer of-the-client', 'OpenAI-Beta': 'realtime=v1' },
    });
    await upstream.socket();
    const [request] = upstream.requests;
    expect(request?.url).toBe('/v1/realtime?model=gpt-realtime-2');
    expect(request?.headers.authorization).toBe(`Bearer ${TEST_KEY}`);
    expect(request?.headers).not.toHaveProperty('openai-beta');
    expect(request?.headers).not.toHaveProperty('sec-websocket-protocol');
    expect(request?.headers).not.toHaveProperty('sec-websocket-extensions');
  });

  it('answers the subprotocol realtime and never the one that holds a key', async () => {
    const { rig } = await setUp();
    const client = await rig.connect('/v1/realtime', [
      'realtime',
      'openai-insecure-api-key.sk-of-the-client',
    ]);
    expect(client.socket.protocol).toBe('realtime');
    const keyFirst = await rig.connect('/v1/realtime', [
      'openai-insecure-api-key.sk-of-the-client',
      'realtime',
    ]);
    expect(keyFirst.socket.protocol).toBe('realtime');
    expect(rig.logText()).not.toContain('sk-of-the-client');
  });

  it('agrees to no compression', async () => {
    const { rig } = await setUp();
    const client = await rig.connect('/v1/realtime', [], { perMessageDeflate: true });
    expect(client.socket.extensions).toBe('');
  });

  it('says each turn of its life once in the log, and nothing of what was sent', async () => {
    const { upstream, rig } = await setUp();
    const client = await rig.connect();
    client.socket.send('{"text":"my words"}');
    (await upstream.socket()).send('the answer');
    await until(() => client.received.length === 1 && upstream.received.length === 1, 'both frames arrived');
    client.socket.close(1000);
    await client.whenClosed();
    await until(() => rig.logText().includes('client closed'), 'the close was logged');
    const lines = rig
      .logText()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const mine = lines.filter((line) => 'sessionId' in line);
    expect(mine.map((line) => line.msg)).toEqual(['client connected', 'upstream open', 'client closed']);
    expect(new Set(mine.map((line) => line.sessionId)).size).toBe(1);
    expect(rig.logText()).not.toMatch(/my words|the answer|Bearer|authorization/i);
  });
});

/** Clients that flood, stall, or send every malformed thing: each is dealt with by itself, and no other session notices. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { relayAtFake } from '../testing/close-after-test.ts';
import { type TestClient } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';

/** The relay has read all that the client has sent so far. */
async function hasBeenRead(client: TestClient): Promise<void> {
  const heard = new Promise((resolve) => client.socket.once('pong', resolve));
  client.socket.ping();
  await heard;
}

const errorCodes = (client: TestClient) =>
  client.events().map((event) => (event.error as { code: string }).code);

describe('a client that sends what is no event', () => {
  it('is told of each, keeps its session, and the upstream sees none of it', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    client.socket.send('hello');
    client.socket.send('[]');
    client.socket.send('{"type":"response.cre');
    client.socket.send(Buffer.from([1, 2, 3]));
    client.socket.send(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`);
    client.socket.send('{"type":"response.create"}');
    await until(() => upstream.received.length === 1, 'the event arrived');
    expect(upstream.received[0]?.bytes.toString()).toBe('{"type":"response.create"}');
    expect(errorCodes(client)).toEqual([
      'invalid_json',
      'invalid_json',
      'invalid_json',
      'invalid_event',
      'invalid_json',
    ]);
    expect(client.closed).toBeNull();
  });

  it('and nothing else, a hundred times, is closed with 1008', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    for (let i = 0; i < 150; i += 1) client.socket.send('x');
    expect(await client.whenClosed()).toEqual({ code: 1008, reason: 'too_many_invalid_events' });
    expect(errorCodes(client)).toHaveLength(101);
    expect(upstream.received).toEqual([]);
  });

  it('that is too large by far is closed with 1009, and that is a little too large is told so', async () => {
    const { upstream, rig } = await relayAtFake({ limits: { maxEventBytes: 1000, maxPayloadBytes: 2000 } });
    const client = await rig.connect();
    client.socket.send(`{"audio":"${'A'.repeat(1500)}"}`);
    await until(() => client.received.length === 1, 'the refusal arrived');
    expect(errorCodes(client)).toEqual(['event_too_large']);
    client.socket.send(`{"audio":"${'A'.repeat(2500)}"}`);
    expect((await client.whenClosed()).code).toBe(1009);
    expect(upstream.received).toEqual([]);
  });

  it('broken on the level of WebSocket frames is closed, and others go on', async () => {
    const { upstream, rig } = await relayAtFake();
    const other = await rig.connect();
    const broken = await rig.connect();
    // An unmasked text frame: a client must mask (RFC 6455, 5.1).
    broken.socket.send('{}', { mask: false });
    expect((await broken.whenClosed()).code).toBe(1002);
    other.socket.send('{"still":"here"}');
    await until(() => upstream.received.length === 1, 'the other’s frame arrived');
    expect(other.closed).toBeNull();
  });
});

describe('a client that floods', () => {
  it('is read no faster than the bound, loses nothing, and others are not slowed down', async () => {
    const clock = new FakeClock();
    const limits = { maxEventsPerSecond: 100, eventBurst: 10 };
    const { upstream, rig } = await relayAtFake({ clock, limits });
    const flooder = await rig.connect();
    const other = await rig.connect();
    // Larger than one read of the socket, so that reading can stop in between.
    const event = (i: number) => `{"i":${i},"audio":"${'A'.repeat(60_000)}"}`;
    for (let i = 0; i < 200; i += 1) flooder.socket.send(event(i));
    await until(() => upstream.received.length >= 10, 'the burst arrived');
    other.socket.send('{"other":1}');
    await until(
      () => upstream.received.some(({ bytes }) => bytes.toString() === '{"other":1}'),
      'the other’s event arrived',
    );
    expect(upstream.received.length).toBeLessThan(100);
    await until(() => {
      clock.advance(100);
      return upstream.received.length === 201;
    }, 'everything arrived');
    const mine = upstream.received.filter(({ bytes }) => bytes.length > 100);
    expect(mine.map(({ bytes }) => (JSON.parse(bytes.toString()) as { i: number }).i)).toEqual(
      Array.from({ length: 200 }, (_, i) => i),
    );
  });
});

describe('a side that takes nothing', () => {
  const limits = { highWaterBytes: 64 * 1024, lowWaterBytes: 16 * 1024, stuckTimeoutMs: 30_000 };
  const chunk = Buffer.alloc(2 ** 20, 0x20);

  it('is closed with its reason when it is the client, and memory stays bounded meanwhile', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock, limits });
    const client = await rig.connect();
    const socket = await upstream.socket();
    client.socket.pause();
    for (let i = 0; i < 48; i += 1) socket.send(chunk);
    const before = clock.pending;
    await until(() => clock.pending > before, 'the relay has begun to wait');
    clock.advance(30_000);
    await until(() => upstream.closes.length === 1, 'the upstream is closed');
    expect(upstream.closes).toEqual([1013]);
    expect(rig.logText()).toContain('client_too_slow');
    client.socket.resume();
    expect((await client.whenClosed()).code).toBe(1013);
    expect(JSON.parse(client.received.at(-1)?.bytes.toString() ?? '')).toMatchObject({
      error: { code: 'client_too_slow' },
    });
  });

  it('is given up when it is the upstream, and the client is told', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock, limits });
    const client = await rig.connect();
    const socket = await upstream.socket();
    await until(() => rig.logText().includes('upstream open'), 'the upstream is open');
    socket.pause();
    const before = clock.pending;
    for (let i = 0; i < 48; i += 1) client.socket.send(`{"a":"${chunk.toString()}"}`);
    await until(() => clock.pending > before, 'the relay has begun to wait');
    clock.advance(30_000);
    expect(await client.whenClosed()).toEqual({ code: 4504, reason: 'upstream_stalled' });
  });

  it('that catches up in time is waited for, and nothing is lost', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock, limits });
    const client = await rig.connect();
    const socket = await upstream.socket();
    client.socket.pause();
    for (let i = 0; i < 24; i += 1) socket.send(chunk);
    const before = clock.pending;
    await until(() => clock.pending > before, 'the relay has begun to wait');
    clock.advance(29_000);
    client.socket.resume();
    await until(() => client.received.length === 24, 'all frames arrived');
    await until(() => clock.pending === before, 'nobody is waited for any more');
    clock.advance(5000);
    expect(client.closed).toBeNull();
  });
});

describe('ten thousand mutated frames', () => {
  const EVENTS = [
    '{"type":"session.update","session":{"type":"realtime","instructions":"x","tools":[{"type":"function","name":"f"}]}}',
    '{"type":"input_audio_buffer.append","audio":"AAAAAAAAAAAAAAAA"}',
    '{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"hé"}]}}',
    '{"event_id":"e1","type":"response.create","response":{"output_modalities":["text"],"metadata":{"a":"b"}}}',
  ].map((text) => Buffer.from(text));

  /** A frame with bytes changed, cut, doubled or put in, as text or binary. */
  const mutated = fc
    .record({
      event: fc.constantFrom(...EVENTS),
      edits: fc.array(
        fc.record({
          at: fc.nat(200),
          kind: fc.constantFrom('set', 'cut', 'insert', 'double'),
          bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
        }),
        { maxLength: 4 },
      ),
      isBinary: fc.boolean(),
    })
    .map(({ event, edits, isBinary }) => {
      let bytes: Buffer = event;
      for (const edit of edits) {
        const at = Math.min(edit.at, bytes.length);
        const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
        if (edit.kind === 'set') bytes = Buffer.concat([head, edit.bytes, tail.subarray(edit.bytes.length)]);
        if (edit.kind === 'cut') bytes = head;
        if (edit.kind === 'insert') bytes = Buffer.concat([head, edit.bytes, tail]);
        if (edit.kind === 'double') bytes = Buffer.concat([bytes, head]);
      }
      // What is no UTF-8 closes its own session (1007), which is another claim; here the frames must reach the relay's own code.
      return { bytes: Buffer.from(bytes.toString()), isBinary };
    });

  it.each(['ga', 'beta'])(
    'from a %s client crash nothing, and reach neither another client’s upstream nor another client',
    async (dialect) => {
      const { upstream, rig } = await relayAtFake({
        limits: { maxRefusedInARow: Infinity, maxEventsPerSecond: 1e9, eventBurst: 1e9 },
      });
      const bystander = await rig.connect();
      const bystanders = await upstream.socket();
      const heardByBystanders: string[] = [];
      bystanders.on('message', (bytes: Buffer) => heardByBystanders.push(bytes.toString()));
      const path = dialect === 'beta' ? '/' : '/v1/realtime';
      const protocols = dialect === 'beta' ? ['realtime', 'openai-beta.realtime-v1'] : [];
      const fuzzer = await rig.connect(path, protocols);
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(mutated, { minLength: 100, maxLength: 100 }), async (list) => {
          for (const { bytes, isBinary } of list) fuzzer.socket.send(bytes, { binary: isBinary });
          await hasBeenRead(fuzzer);
          round += 1;
          bystander.socket.send(`{"round":${round}}`);
          await until(() => heardByBystanders.length === round, 'the bystander is served');
          expect(fuzzer.closed).toBeNull();
        }),
        { numRuns: 100, endOnFailure: true },
      );
      expect(heardByBystanders).toEqual(Array.from({ length: round }, (_, i) => `{"round":${i + 1}}`));
      expect(bystander.received).toEqual([]);
      // Whatever came back to the sender is an error event in OpenAI's shape.
      for (const event of fuzzer.events())
        expect(event).toMatchObject({ type: 'error', error: { param: null } });
      expect(rig.app.relay.sessionCount).toBe(2);
    },
    30_000,
  );

  it('of the upstream reach their client as they are, and crash nothing', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    const other = await rig.connect();
    const socket = await upstream.socket();
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(mutated, { minLength: 100, maxLength: 100 }), async (list) => {
        for (const { bytes, isBinary } of list) socket.send(bytes, { binary: isBinary });
        sent += list.length;
        await until(() => client.received.length === sent, 'all frames arrived');
        const last = client.received.slice(-list.length);
        expect(last.map(({ bytes }) => bytes.toString())).toEqual(list.map(({ bytes }) => bytes.toString()));
      }),
      { numRuns: 100, endOnFailure: true },
    );
    expect(other.received).toEqual([]);
    expect(client.closed).toBeNull();
  }, 30_000);
});

/** A client in this process is a client like any other: seen, counted, refused and ended with the rest. */

import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { bufferOf } from './socket-values.ts';
import { namedClient } from '../access/client.ts';
import { type FakeUpstream, fakeUpstream } from '../testing/fake-upstream.ts';
import { TEST_KEY, relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

const phone = namedClient({ name: 'phone', mayWatch: false });

async function setUp(options: Partial<Parameters<typeof relayRig>[0]> = {}) {
  const upstream = await fakeUpstream();
  const rig = await relayRig({ upstream: upstreamAt(upstream.url), ...options });
  open.push(upstream, rig);
  const connect = (path = '/v1/realtime?model=gpt-realtime-2.1', headers = {}) =>
    watched(rig.app.relay.connect(path, phone, headers));
  return { upstream, rig, connect };
}

function watched(socket: WebSocket) {
  const client = { socket, received: [] as string[], closed: null as number | null, status: 0 };
  socket.on('message', (bytes) => client.received.push(bufferOf(bytes).toString()));
  socket.on('close', (code) => {
    client.closed = code;
  });
  socket.on('unexpected-response', (_request, response) => {
    client.status = response.statusCode ?? 0;
    socket.terminate();
  });
  socket.on('error', () => undefined);
  return client;
}

async function echo(upstream: FakeUpstream, text: string): Promise<void> {
  (await upstream.socket()).send(text);
}

describe('a client in this process', () => {
  it('is relayed, with the key, and its frames come through both ways in order', async () => {
    const { upstream, connect } = await setUp();
    const client = connect('/v1/realtime?model=gpt-realtime-2.1', { 'X-Client-Request-Id': 'CA1' });
    client.socket.on('open', () => {
      for (let n = 0; n < 100; n += 1) client.socket.send(`{"type":"t","n":${n}}`);
    });
    await until(() => upstream.received.length === 100, 'all frames have come');
    expect(upstream.received.map(({ bytes }) => String(bytes)).at(-1)).toBe('{"type":"t","n":99}');
    expect(upstream.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${TEST_KEY}`,
      'x-client-request-id': 'CA1',
    });
    await echo(upstream, '{"type":"session.created"}');
    await until(() => client.received.length === 1, 'the answer has come');
  });

  it('is listed with the others under its own name, and gone when it has closed', async () => {
    const { rig, connect, upstream } = await setUp();
    const client = connect();
    await until(() => upstream.sockets.length === 1, 'the upstream is open');
    const list = async () => (await rig.app.inject('/api/sessions')).json<{ live: { client: string }[] }>();
    expect((await list()).live.map((session) => session.client)).toEqual(['phone']);
    await until(() => rig.logText().includes('upstream open'), 'the relay knows that');
    client.socket.close(1000);
    await until(() => rig.app.relay.sessionCount === 0, 'the session has ended');
    await until(() => upstream.closes.length === 1, 'the upstream was closed');
    expect(upstream.closes).toEqual([1000]);
  });

  it('is held to its budget', async () => {
    const { connect, upstream } = await setUp({
      budgets: { everyone: {}, clients: { phone: { sessionsPerClient: 1 } } },
    });
    connect();
    await until(() => upstream.sockets.length === 1, 'the first has come through');
    const second = connect();
    await until(() => second.status !== 0, 'the second was answered');
    expect(second.status).toBe(429);
  });

  it('is told when the relay ends, and not let in any more', async () => {
    const { rig, connect, upstream } = await setUp();
    const client = connect();
    await until(() => upstream.sockets.length === 1, 'the upstream is open');
    open.pop();
    await rig.close();
    await until(() => client.closed !== null, 'it was closed');
    expect(client.closed).toBe(1001);
    const late = connect();
    await until(() => late.status !== 0, 'the late one was answered');
    expect(late.status).toBe(503);
  });
});

/** An upstream that fails before its first word is tried once more, and the client does not notice. */

import { type Socket, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { closedAfterTest } from '../testing/close-after-test.ts';
import { type FakeUpstream, type Loopback, fakeUpstream, tcpServer } from '../testing/fake-upstream.ts';
import { type RelayRig, relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';

async function rigAt(url: string, options: Partial<Parameters<typeof relayRig>[0]> = {}): Promise<RelayRig> {
  const rig = closedAfterTest(await relayRig({ upstream: upstreamAt(url), ...options }));
  return rig;
}

async function workingUpstream(): Promise<FakeUpstream> {
  const upstream = closedAfterTest(await fakeUpstream());
  return upstream;
}

/** Sends the first connection away as `behave` says, and hands all later ones through to `upstream`. */
async function failingOnce(
  upstream: FakeUpstream,
  behave: Parameters<typeof tcpServer>[0],
): Promise<Loopback & { url: string; attempts: () => number }> {
  let attempts = 0;
  const target = Number(new URL(upstream.url).port);
  const server = await tcpServer((socket) => {
    attempts += 1;
    if (attempts === 1) behave(socket);
    else passOn(socket, target);
  });
  closedAfterTest(server);
  return { ...server, url: `ws://127.0.0.1:${server.port}/v1/realtime`, attempts: () => attempts };
}

/** Both ways, to the end of either. */
function passOn(socket: Socket, port: number): void {
  const target = connect(port, '127.0.0.1');
  target.on('error', () => socket.destroy());
  socket.once('close', () => target.destroy());
  socket.pipe(target).pipe(socket);
}

describe('an upstream that fails before its first word', () => {
  it.each<[string, Parameters<typeof tcpServer>[0]]>([
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['closes it', (socket) => socket.end()],
    ['answers HTTP 503', (socket) => socket.end('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n')],
  ])('and %s, is tried once more, with all that the client has sent', async (_what, behave) => {
    const upstream = await workingUpstream();
    const failing = await failingOnce(upstream, behave);
    const rig = await rigAt(failing.url);
    const client = await rig.connect();
    for (let i = 0; i < 5; i += 1) client.socket.send(`{"i":${i}}`);
    await until(() => upstream.received.length === 5, 'all frames arrived');
    (await upstream.socket()).send('hello');
    await until(() => client.received.length === 1, 'the answer arrived');
    expect(upstream.received.map(({ bytes }) => bytes.toString())).toEqual(
      Array.from({ length: 5 }, (_, i) => `{"i":${i}}`),
    );
    expect(client.received[0]?.bytes.toString()).toBe('hello');
    expect(failing.attempts()).toBe(2);
    expect(rig.logText()).toContain('trying once more');
  });

  it.each([1001, 1011, 1012, 1013])(
    'and closes with %i right after it was opened, gets everything again from the second connection',
    async (code) => {
      const upstream = await workingUpstream();
      const rig = await rigAt(upstream.url);
      const client = await rig.connect();
      client.socket.send('{"i":0}');
      await until(() => upstream.received.length === 1, 'the frame arrived');
      upstream.sockets[0]?.close(code);
      await until(() => upstream.sockets.length === 2, 'there is a second connection');
      client.socket.send('{"i":1}');
      await until(() => upstream.received.length === 3, 'the frames arrived again');
      expect(upstream.received.map(({ bytes }) => bytes.toString())).toEqual([
        '{"i":0}',
        '{"i":0}',
        '{"i":1}',
      ]);
      expect(client.closed).toBeNull();
      expect(client.received).toEqual([]);
    },
  );

  it.each([1000, 1008, 4000])('and closes with %i, has its reason and is not tried again', async (code) => {
    const upstream = await workingUpstream();
    const rig = await rigAt(upstream.url);
    const client = await rig.connect();
    (await upstream.socket()).close(code, 'because');
    expect(await client.whenClosed()).toEqual({ code, reason: 'because' });
    expect(upstream.sockets).toHaveLength(1);
  });

  it('twice, has failed', async () => {
    const upstream = await workingUpstream();
    const rig = await rigAt(upstream.url);
    const client = await rig.connect();
    (await upstream.socket()).terminate();
    await until(() => upstream.sockets.length === 2, 'there is a second connection');
    upstream.sockets[1]?.terminate();
    expect(await client.whenClosed()).toEqual({ code: 4502, reason: 'upstream_dropped' });
  });

  it('is not tried again once the client has left', async () => {
    const clock = new FakeClock();
    const upstream = await workingUpstream();
    const rig = await rigAt(upstream.url, { clock, limits: { retryDelayMs: 1000 } });
    const client = await rig.connect();
    (await upstream.socket()).terminate();
    await until(() => rig.logText().includes('trying once more'), 'the second attempt is planned');
    client.socket.close();
    await client.whenClosed();
    await until(() => clock.pending === 0, 'no timer is left');
    expect(upstream.sockets).toHaveLength(1);
  });
});

it('an upstream that fails after its first word is not tried again: only the ends know how to go on', async () => {
  const upstream = await workingUpstream();
  const rig = await rigAt(upstream.url);
  const client = await rig.connect();
  const socket = await upstream.socket();
  socket.send('{"type":"session.created"}');
  await until(() => client.received.length === 1, 'the first word arrived');
  socket.close(1011, 'oh');
  expect(await client.whenClosed()).toEqual({ code: 1011, reason: 'oh' });
  expect(upstream.sockets).toHaveLength(1);
});

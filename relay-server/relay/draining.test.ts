/** How a relay stops: nobody new, sessions that are quiet at once, those that speak when they have spoken, all of them in the end. */

import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { namedClient } from '../access/client.ts';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { closedAfterTest } from '../testing/close-after-test.ts';
import { type FakeUpstream, fakeUpstream } from '../testing/fake-upstream.ts';
import { type RelayRig, type TestClient, relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';

/** A client in the middle of a response, and a relay that has been told to stop. */
async function stopping(): Promise<{
  upstream: FakeUpstream;
  rig: RelayRig;
  clock: FakeClock;
  speaking: TestClient;
  quiet: TestClient;
  stopped: Promise<unknown>;
}> {
  const clock = new FakeClock();
  const upstream = closedAfterTest(await fakeUpstream());
  const rig = await relayRig({ upstream: upstreamAt(upstream.url), clock, drainMs: 10_000 });
  const speaking = await rig.connect();
  const socket = await upstream.socket();
  const quiet = await rig.connect();
  await until(() => upstream.sockets.length === 2, 'both are connected');
  socket.send('{"type":"response.created"}');
  await until(() => speaking.received.length === 1, 'the response has begun');
  const stopped = rig.close({ keepClients: true });
  return { upstream, rig, clock, speaking, quiet, stopped };
}

describe('a relay that is told to stop', () => {
  it('closes quiet sessions at once and lets a response end', async () => {
    const { upstream, speaking, quiet, stopped } = await stopping();
    expect(await quiet.whenClosed()).toEqual({ code: 1001, reason: 'the server is shutting down' });
    expect(speaking.closed).toBeNull();
    const socket = await upstream.socket();
    socket.send('{"type":"response.output_audio.delta","delta":"AAAA"}');
    socket.send('{"type":"response.done"}');
    expect((await speaking.whenClosed()).code).toBe(1001);
    expect(speaking.events().map(({ type }) => type)).toEqual([
      'response.created',
      'response.output_audio.delta',
      'response.done',
    ]);
    await stopped;
  });

  it.each([
    ['was asked for and has not begun', '{"type":"response.created"}', '{"type":"response.done"}'],
    ['was asked for in vain', '{"type":"error"}', null],
  ])('lets a response end that %s', async (_which, first, second) => {
    const upstream = closedAfterTest(await fakeUpstream());
    const rig = await relayRig({
      upstream: upstreamAt(upstream.url),
      clock: new FakeClock(),
      drainMs: 10_000,
    });
    const asking = await rig.connect();
    asking.socket.send('{"type":"response.create"}');
    await until(() => upstream.received.length === 1, 'it was asked for');
    const stopped = rig.close({ keepClients: true });
    const socket = await upstream.socket();
    socket.send(first);
    if (second !== null) socket.send(second);
    expect((await asking.whenClosed()).code).toBe(1001);
    expect(asking.received).toHaveLength(second === null ? 1 : 2);
    await stopped;
  });

  it('leaves a client of its own process alone, and lets it in again, until there is no more time', async () => {
    const { upstream, rig, clock, quiet, stopped } = await stopping();
    await quiet.whenClosed();
    const closes: (number | string)[] = [];
    const connect = () => {
      const local = rig.app.relay.connect('/v1/realtime', namedClient({ name: 'phone', mayWatch: false }));
      local.on('close', (code) => closes.push(code));
      local.on('unexpected-response', (_request, response) => closes.push(`HTTP ${response.statusCode}`));
      return local;
    };
    connect();
    await until(() => rig.logText().split('upstream open').length === 4, 'it was let in');
    (await upstream.socket()).send('{"type":"response.done"}');
    clock.advance(9999);
    expect(closes).toEqual([]);
    clock.advance(1);
    await until(() => closes.length === 1, 'it was closed');
    connect();
    await until(() => closes.length === 2, 'it was refused');
    expect(closes).toEqual([1001, 'HTTP 503']);
    await stopped;
  });

  it('waits no longer than it may', async () => {
    const { clock, speaking, quiet, stopped } = await stopping();
    await quiet.whenClosed();
    clock.advance(9999);
    expect(speaking.closed).toBeNull();
    clock.advance(1);
    expect((await speaking.whenClosed()).code).toBe(1001);
    await stopped;
  });

  it('gives up its port at once, so that another instance can take it', async () => {
    const { rig, clock, quiet, stopped } = await stopping();
    await quiet.whenClosed();
    const next = createServer();
    next.listen(rig.port, '127.0.0.1');
    await once(next, 'listening');
    next.close();
    clock.advance(10_000);
    await stopped;
  });
});

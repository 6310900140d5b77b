/** How a relayed connection ends: each side learns of the other's end at once, with the code that was given. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { relayAtFake } from '../testing/close-after-test.ts';
import { type FakeUpstream } from '../testing/fake-upstream.ts';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { type RelayRig } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';
import { closeSeen } from './close-codes.ts';

/** The upstream's socket, once the relay too knows that it is open. */
async function openedAt(upstream: FakeUpstream, rig: RelayRig) {
  await until(() => rig.logText().includes('upstream open'), 'the upstream is open');
  return upstream.socket();
}

describe('when the upstream closes', () => {
  it.each([
    [1000, 'done'],
    [1001, 'Your session hit the maximum duration of 60 minutes.'],
    [1011, ''],
    [3000, 'invalid_request_error.invalid_api_key'],
    [4000, 'invalid_request_error.beta_api_shape_disabled'],
  ])('code %i and reason “%s” reach the client after everything that was sent', async (code, reason) => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    const socket = await openedAt(upstream, rig);
    socket.send('last words');
    socket.close(code, reason);
    expect(await client.whenClosed()).toEqual({ code, reason });
    expect(client.received.map(({ bytes }) => bytes.toString())).toEqual(['last words']);
  });

  it('a close without a code stays one without a code', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    const socket = await openedAt(upstream, rig);
    socket.send('last words');
    socket.close();
    expect(await client.whenClosed()).toEqual({ code: 1005, reason: '' });
  });
});

describe('when the client closes', () => {
  it.each([1000, 4123])('code %i reaches the upstream', async (code) => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    await openedAt(upstream, rig);
    client.socket.close(code);
    await until(() => upstream.closes.length === 1, 'the upstream is closed');
    expect(upstream.closes).toEqual([code]);
  });

  it('by breaking off, the upstream sees going away', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    await openedAt(upstream, rig);
    client.socket.terminate();
    await until(() => upstream.closes.length === 1, 'the upstream is closed');
    expect(upstream.closes).toEqual([1001]);
  });

  it('by sending too large a message, it is told 1009', async () => {
    const { upstream, rig } = await relayAtFake({ limits: { maxPayloadBytes: 1000 } });
    const client = await rig.connect();
    await openedAt(upstream, rig);
    client.socket.send('x'.repeat(1001));
    expect((await client.whenClosed()).code).toBe(1009);
    await until(() => upstream.closes.length === 1, 'the upstream is closed');
    expect(upstream.received).toEqual([]);
  });

  it('by falling silent, it is cut and the upstream closed, and no timer is left', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock });
    const client = await rig.connect();
    const socket = await openedAt(upstream, rig);
    client.socket.pause();
    clock.advance(20_000);
    await once(socket, 'ping');
    // The upstream answered; the client cannot.
    const heard = once(socket, 'pong');
    socket.ping();
    await heard;
    clock.advance(20_000);
    await until(() => upstream.closes.length === 1, 'the upstream is closed');
    expect(rig.app.relay.sessionCount).toBe(0);
    await until(() => clock.pending === 0, 'no timer is left');
  });
});

describe('a client that is alive', () => {
  it('outlives any number of pings', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock });
    const client = await rig.connect();
    const socket = await openedAt(upstream, rig);
    for (let i = 0; i < 10; i += 1) {
      clock.advance(20_000);
      await Promise.all([once(client.socket, 'ping'), once(socket, 'ping')]);
      // A round trip each way, after which the pongs have been read.
      const heard = Promise.all([once(client.socket, 'pong'), once(socket, 'pong')]);
      client.socket.ping();
      socket.ping();
      await heard;
    }
    expect(client.closed).toBeNull();
    expect(upstream.closes).toEqual([]);
  });
});

describe('when the server shuts down', () => {
  it('both sides see 1001, and new upgrades are refused', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    await openedAt(upstream, rig);
    await rig.app.close();
    expect((await client.whenClosed()).code).toBe(1001);
    await until(() => upstream.closes.length === 1, 'the upstream is closed');
    expect(upstream.closes).toEqual([1001]);
  });

  it('does not wait for ever for a client that does not answer', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock });
    // A client that never reads, so never answers the close.
    const socket = connect(rig.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'GET /v1/realtime HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await openedAt(upstream, rig);
    const before = clock.pending;
    const closed = rig.app.close();
    await until(() => clock.pending > before, 'the deadline is set');
    clock.advance(10_000);
    await closed;
    expect(rig.app.relay.sessionCount).toBe(0);
    socket.destroy();
  });

  it('leaves nothing behind after a hundred sessions', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock });
    for (let i = 0; i < 100; i += 1) {
      const client = await rig.connect();
      client.socket.close();
      await client.whenClosed();
    }
    await until(
      () => rig.app.relay.sessionCount === 0 && clock.pending === 0,
      'all sessions and timers are gone',
    );
    await until(
      () => upstream.sockets.every((socket) => socket.readyState === socket.CLOSED),
      'all sockets are closed',
    );
  });
});

describe('closeSeen', () => {
  it('gives only codes that may be sent', () => {
    for (let code = 1000; code < 5000; code += 1) {
      const seen = closeSeen(code, 'r');
      if (seen.kind === 'broken' || seen.code === null) continue;
      expect([1004, 1005, 1006, 1015]).not.toContain(seen.code);
      expect(seen.code <= 1014 || seen.code >= 3000).toBe(true);
    }
  });

  it('takes 1006 and 1015 for a connection that broke off', () => {
    expect(closeSeen(1006, '')).toEqual({ kind: 'broken' });
    expect(closeSeen(1015, '')).toEqual({ kind: 'broken' });
  });
});

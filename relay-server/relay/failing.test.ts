/** What the client is told when the upstream cannot be had: one error event in words, then a close with a fitting code. */

import { describe, expect, it } from 'vitest';
import { closedAfterTest } from '../testing/close-after-test.ts';
import {
  type Loopback,
  closedPort,
  fakeUpstream,
  refusingServer,
  tcpServer,
} from '../testing/fake-upstream.ts';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { type RelayRig, TEST_KEY, type TestClient, relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';
import type { Upstream } from '../upstream/upstream.ts';

async function rigFor(
  upstream: Upstream,
  options: Partial<Parameters<typeof relayRig>[0]> = {},
): Promise<RelayRig> {
  const rig = closedAfterTest(await relayRig({ upstream, ...options }));
  return rig;
}

async function keep<T extends { close(): Promise<void> }>(thing: Promise<T>): Promise<T> {
  const made = await thing;
  closedAfterTest(made);
  return made;
}

const at = (port: number) => `ws://127.0.0.1:${port}/v1/realtime`;

/** Waits for the end, and checks what holds for every failure. */
async function outcome(rig: RelayRig, client: TestClient) {
  const { code, reason } = await client.whenClosed();
  expect(client.received).toHaveLength(1);
  const [event] = client.events();
  expect(event).toEqual({
    type: 'error',
    event_id: expect.stringMatching(/^event_/),
    error: {
      type: expect.stringMatching(/^(invalid_request_error|server_error)$/),
      code: expect.stringMatching(/^[a-z_]+$/),
      message: expect.stringMatching(/^[^!]{40,}\.$/),
      param: null,
      event_id: null,
    },
  });
  const { error } = event as { error: { code: string; message: string } };
  expect(reason).toBe(error.code);
  const said = Buffer.concat(client.received.map(({ bytes }) => bytes)).toString();
  expect(said).not.toContain(TEST_KEY);
  expect(rig.logText()).not.toContain(TEST_KEY);
  expect(rig.logText()).toContain(`"failure":"${error.code}"`);
  await until(() => rig.app.relay.sessionCount === 0, 'the session is gone');
  return { closeCode: code, code: error.code, message: error.message };
}

async function failureWith(upstream: Upstream, path = '/v1/realtime?model=gpt-x') {
  const rig = await rigFor(upstream);
  return outcome(rig, await rig.connect(path));
}

describe('without a key', () => {
  it('does not dial, and says how to set one', async () => {
    const upstream = await keep(fakeUpstream());
    const result = await failureWith(upstreamAt(upstream.url, { key: null }));
    expect(result).toMatchObject({ closeCode: 4401, code: 'no_api_key' });
    expect(result.message).toContain('OPENAI_API_KEY');
    expect(upstream.requests).toEqual([]);
  });

  it('says that a key is wanted when a compatible server answers 401', async () => {
    const server = await keep(refusingServer(401, ''));
    const result = await failureWith(upstreamAt(at(server.port), { key: null, kind: 'compatible' }));
    expect(result).toMatchObject({ closeCode: 4401, code: 'no_api_key' });
  });
});

describe('an upstream that answers the upgrade with an HTTP status', () => {
  const quoted = JSON.stringify({
    error: { message: `Incorrect API key provided: ${TEST_KEY}`, code: 'invalid_api_key' },
  });

  it.each([
    [401, quoted, 4401, 'invalid_api_key', 'OPENAI_API_KEY'],
    [403, quoted, 4403, 'access_denied', 'HTTP 403'],
    [404, '{"error":{"code":"model_not_found"}}', 4404, 'model_not_found', 'gpt-x'],
    [400, 'no json', 4404, 'model_not_found', 'gpt-x'],
    [429, '{"error":{"code":"rate_limit_exceeded"}}', 4429, 'rate_limit_exceeded', 'Wait'],
    [429, '{"error":{"code":"insufficient_quota"}}', 4429, 'insufficient_quota', 'billing'],
    [500, quoted, 4502, 'upstream_error', 'HTTP 500'],
    [503, '', 4502, 'upstream_error', 'HTTP 503'],
    [200, '<html>', 4502, 'upstream_not_realtime', 'OPENAI_BASE_URL'],
  ])('HTTP %i with %s becomes %i %s', async (status, body, closeCode, code, word) => {
    const server = await keep(refusingServer(status, body));
    const result = await failureWith(upstreamAt(at(server.port)));
    expect(result).toMatchObject({ closeCode, code });
    expect(result.message).toContain(word);
  });

  it('is not followed to another address, for the key would go along', async () => {
    const other = await keep(fakeUpstream());
    const server = await keep(refusingServer(302, '', { Location: other.url }));
    const result = await failureWith(upstreamAt(at(server.port)));
    expect(result.code).toBe('upstream_not_realtime');
    expect(other.requests).toEqual([]);
  });

  it('is reported although its body never ends', async () => {
    const server = await keep(
      tcpServer((socket) =>
        socket.write(`HTTP/1.1 401 No\r\nContent-Length: 9999999\r\n\r\n${'x'.repeat(70_000)}`),
      ),
    );
    expect((await failureWith(upstreamAt(at(server.port)))).code).toBe('invalid_api_key');
  });

  it('quotes no more of a model’s name than fits', async () => {
    const server = await keep(refusingServer(404, ''));
    const result = await failureWith(upstreamAt(at(server.port)), `/v1/realtime?model=${'m'.repeat(5000)}`);
    expect(result.message.length).toBeLessThan(400);
  });
});

describe('an upstream that cannot be reached', () => {
  it('is named as refusing when nothing listens', async () => {
    const result = await failureWith(upstreamAt(at(await closedPort())));
    expect(result).toMatchObject({ closeCode: 4502, code: 'upstream_refused' });
  });

  it('is named as insecure when TLS meets a plain server', async () => {
    const server = await keep(refusingServer(200, ''));
    const result = await failureWith(upstreamAt(at(server.port).replace('ws:', 'wss:')));
    expect(result).toMatchObject({ closeCode: 4502, code: 'upstream_tls_failed' });
  });

  it.each<
    [
      string,
      (server: Parameters<typeof tcpServer>[0]) => Promise<Loopback>,
      Parameters<typeof tcpServer>[0],
      string,
    ]
  >([
    ['closes at once', tcpServer, (socket) => socket.end(), 'upstream_closed_early'],
    ['resets the connection', tcpServer, (socket) => socket.resetAndDestroy(), 'upstream_closed_early'],
    [
      'closes after the request',
      tcpServer,
      (socket) => socket.once('data', () => socket.end()),
      'upstream_closed_early',
    ],
    [
      'does not speak HTTP',
      tcpServer,
      (socket) => socket.end('220 mail.example.com ESMTP\r\n'),
      'upstream_not_realtime',
    ],
    [
      'answers another handshake',
      tcpServer,
      (socket) =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
        ),
      'upstream_not_realtime',
    ],
  ])('is reported when it %s', async (_what, serve, behave, code) => {
    const server = await keep(serve(behave));
    const result = await failureWith(upstreamAt(at(server.port)));
    expect(result).toMatchObject({ closeCode: 4502, code });
  });

  it('is given up after the connect timeout, and no timer is left', async () => {
    const clock = new FakeClock();
    let asked = false;
    const server = await keep(tcpServer((socket) => socket.once('data', () => (asked = true))));
    const rig = await rigFor(upstreamAt(at(server.port)), { clock, connectTimeoutMs: 3000 });
    const client = await rig.connect();
    await until(() => asked, 'the upstream was asked');
    clock.advance(2999);
    expect(client.closed).toBeNull();
    clock.advance(1);
    expect(await outcome(rig, client)).toMatchObject({ closeCode: 4504, code: 'upstream_timeout' });
    await until(() => clock.pending === 0, 'no timer is left');
  });

  it('is no longer dialled when the client leaves first', async () => {
    let ended = false;
    const server = await keep(tcpServer((socket) => socket.once('close', () => (ended = true)).resume()));
    const rig = await rigFor(upstreamAt(at(server.port)));
    const client = await rig.connect();
    client.socket.close();
    await until(() => ended, 'the upstream connection was given up');
    expect(client.received).toEqual([]);
    expect(rig.logText()).not.toContain('failure');
  });
});

describe('a client that sends before the upstream is open', () => {
  const never = new Promise<void>(() => {});
  /** An event of so many bytes, or as few as there can be. */
  const event = (bytes: number) => `{"a":"${'x'.repeat(Math.max(0, bytes - 8))}"}`;

  it.each([
    ['frames', { maxFrames: 10, maxBytes: 10_000 }, 11, 8],
    ['bytes', { maxFrames: 1000, maxBytes: 10_000 }, 11, 1000],
  ])('is cut off when it exceeds the bound in %s', async (_what, limits, count, size) => {
    const upstream = await keep(fakeUpstream(never));
    const rig = await rigFor(upstreamAt(upstream.url), { limits });
    const client = await rig.connect();
    for (let i = 0; i < count - 1; i += 1) client.socket.send(event(size));
    const heard = new Promise((resolve) => client.socket.once('pong', resolve));
    client.socket.ping();
    await heard;
    expect(client.received).toEqual([]);
    client.socket.send(event(size));
    expect(await outcome(rig, client)).toMatchObject({ closeCode: 1013, code: 'queue_overflow' });
    expect(upstream.received).toEqual([]);
  });
});

describe('an upstream that fails during the session', () => {
  it('is reported when the connection breaks off', async () => {
    const upstream = await keep(fakeUpstream());
    const rig = await rigFor(upstreamAt(upstream.url));
    const client = await rig.connect();
    const socket = await upstream.socket();
    socket.send('a word');
    await until(() => client.received.length === 1, 'the upstream has spoken');
    client.received.length = 0;
    socket.terminate();
    expect(await outcome(rig, client)).toMatchObject({ closeCode: 4502, code: 'upstream_dropped' });
  });

  it('is reported when it sends what is no UTF-8', async () => {
    const upstream = await keep(fakeUpstream());
    const rig = await rigFor(upstreamAt(upstream.url));
    const client = await rig.connect();
    (await upstream.socket()).send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await outcome(rig, client)).toMatchObject({ closeCode: 4502, code: 'upstream_garbled' });
  });

  it('is reported when it sends more than the relay forwards', async () => {
    const upstream = await keep(fakeUpstream());
    const rig = await rigFor(upstreamAt(upstream.url), { limits: { maxPayloadBytes: 1000 } });
    const client = await rig.connect();
    (await upstream.socket()).send(Buffer.alloc(1001));
    expect(await outcome(rig, client)).toMatchObject({ closeCode: 1009, code: 'upstream_message_too_large' });
  });

  it('is reported when it falls silent, after two unanswered pings at most', async () => {
    const clock = new FakeClock();
    const upstream = await keep(fakeUpstream());
    const rig = await rigFor(upstreamAt(upstream.url), { clock });
    const client = await rig.connect();
    // Not reading means not answering pings.
    (await upstream.socket()).pause();
    await until(() => rig.logText().includes('upstream open'), 'the upstream is open');
    clock.advance(20_000);
    await new Promise((resolve) => client.socket.once('ping', resolve));
    const heard = new Promise((resolve) => client.socket.once('pong', resolve));
    client.socket.ping();
    await heard;
    clock.advance(20_000);
    expect(await outcome(rig, client)).toMatchObject({ closeCode: 4504, code: 'upstream_silent' });
  });
});

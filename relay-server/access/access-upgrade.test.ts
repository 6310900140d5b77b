/** Who gets a WebSocket, over real ones. */

import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientOptions } from 'ws';
import { type FakeUpstream, fakeUpstream } from '../testing/fake-upstream.ts';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { type RelayRig, TEST_KEY, relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';
import { type AccessConfig, LOOPBACK_ACCESS, ownerToken } from './access-config.ts';

const TOKEN = 'correct-horse-battery-staple';
const WRONG = 'wrong-token-of-some-length';

const open: { close(): Promise<void> }[] = [];
const rigs: { rig: RelayRig; upstream: FakeUpstream }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
  // Whatever a test did: no token is in the log or went upstream.
  for (const { rig, upstream } of rigs.splice(0)) {
    for (const secret of [TOKEN, WRONG, TEST_KEY]) expect(rig.logText()).not.toContain(secret);
    expect(JSON.stringify(upstream.requests)).not.toMatch(new RegExp(`${TOKEN}|${WRONG}`));
  }
});

async function setUp(access: Partial<AccessConfig> = {}) {
  const upstream = await fakeUpstream();
  open.push(upstream);
  const clock = new FakeClock();
  const rig = await relayRig({
    upstream: upstreamAt(upstream.url),
    clock,
    access: { ...LOOPBACK_ACCESS, tokens: [ownerToken(TOKEN)], ...access },
  });
  open.push(rig);
  rigs.push({ rig, upstream });
  return { upstream, rig, clock, origin: `http://127.0.0.1:${rig.port}` };
}

/** The HTTP answer to an upgrade. */
function upgrade(port: number, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const asked = request({
        port,
        host: '127.0.0.1',
        path: '/v1/realtime',
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
          ...headers,
        },
      });
      asked.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
      });
      asked.on('response', (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      asked.on('error', reject);
      asked.end();
    },
  );
}

describe('the token', () => {
  it.each<[string, string[], ClientOptions]>([
    ['a bearer', [], { headers: { Authorization: `Bearer ${TOKEN}` } }],
    ['the subprotocol where SDKs put a key', ['realtime', `openai-insecure-api-key.${TOKEN}`], {}],
    ['the same, offered first', [`openai-insecure-api-key.${TOKEN}`, 'realtime'], {}],
  ])('is taken as %s, and goes no further', async (_as, protocols, options) => {
    const { upstream, rig } = await setUp();
    const client = await rig.connect('/v1/realtime', protocols, options);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    expect(client.socket.protocol).toBe(protocols.length > 0 ? 'realtime' : '');
    await upstream.socket();
    expect(upstream.requests[0]?.headers.authorization).toBe(`Bearer ${TEST_KEY}`);
    expect(upstream.requests[0]?.headers).not.toHaveProperty('sec-websocket-protocol');
    expect(upstream.requests[0]?.headers).not.toHaveProperty('cookie');
  });

  it('is taken as the cookie that the console has', async () => {
    const { upstream, rig, origin } = await setUp();
    const answer = await fetch(`${origin}/api/access`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ token: TOKEN }),
    });
    const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    const client = await rig.connect('/v1/realtime', ['realtime'], {
      headers: { Cookie: cookie, Origin: origin },
    });
    expect(client.socket.protocol).toBe('realtime');
    await upstream.socket();
    expect(upstream.requests[0]?.headers).not.toHaveProperty('cookie');
  });

  it('is asked of a page as an event that it can read, and then 4401', async () => {
    const { upstream, rig, origin } = await setUp();
    const client = await rig.connect('/v1/realtime', ['realtime'], { headers: { Origin: origin } });
    client.socket.send('{"type":"session.update"}');
    expect(await client.whenClosed()).toEqual({ code: 4401, reason: 'invalid_access_token' });
    expect(client.events()).toEqual([
      {
        type: 'error',
        event_id: expect.any(String),
        error: {
          type: 'invalid_request_error',
          code: 'invalid_access_token',
          message: expect.stringContaining('wants its access token'),
          param: null,
          event_id: null,
        },
      },
    ]);
    expect(upstream.requests).toEqual([]);
    expect(rig.app.relay.sessionCount).toBe(0);
  });

  it('is asked of a program as an HTTP answer', async () => {
    const { upstream, rig } = await setUp();
    const answer = await upgrade(rig.port, {});
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="Sidetone"');
    expect(JSON.parse(answer.body)).toMatchObject({
      error: { type: 'invalid_request_error', code: 'invalid_access_token', param: null },
    });
    expect(upstream.requests).toEqual([]);
  });

  it.each<Record<string, string>>([
    { Authorization: `Bearer ${WRONG}` },
    { Authorization: 'Bearer null' },
    { Authorization: `Basic ${Buffer.from(`user:${TOKEN}`).toString('base64')}` },
    { 'Sec-WebSocket-Protocol': `realtime, openai-insecure-api-key.${WRONG}` },
    { 'Sec-WebSocket-Protocol': `realtime, ${TOKEN}` },
    { Cookie: `sidetone=${TOKEN}` },
    { Authorization: `Bearer ${WRONG}`, 'Sec-WebSocket-Protocol': `openai-insecure-api-key.${TOKEN}` },
  ])('is not %o', async (headers) => {
    const { upstream, rig } = await setUp();
    const { status, body } = await upgrade(rig.port, headers);
    expect(status).toBe(401);
    expect(body).not.toContain(WRONG);
    expect(upstream.requests).toEqual([]);
  });

  it('is not asked for where none is configured: any key will do, and goes no further', async () => {
    const { upstream, rig } = await setUp({ tokens: [] });
    await rig.connect('/v1/realtime', [], { headers: { Authorization: `Bearer ${WRONG}` } });
    await upstream.socket();
    expect(upstream.requests).toHaveLength(1);
  });
});

describe('after ten wrong tokens in a minute', () => {
  it('a program and a page are told to wait, each as it can hear it', async () => {
    const { rig, clock, origin } = await setUp();
    for (let i = 0; i < 10; i += 1) await upgrade(rig.port, { Authorization: `Bearer ${WRONG}` });
    const program = await upgrade(rig.port, { Authorization: `Bearer ${TOKEN}` });
    expect(program.status).toBe(429);
    expect(program.headers['retry-after']).toBe('6');
    const page = await rig.connect('/v1/realtime', ['realtime', `openai-insecure-api-key.${TOKEN}`], {
      headers: { Origin: origin },
    });
    expect(await page.whenClosed()).toEqual({ code: 4429, reason: 'too_many_attempts' });
    clock.advance(6000);
    expect((await upgrade(rig.port, { Authorization: `Bearer ${TOKEN}` })).status).toBe(101);
  });
});

describe('a page of another origin', () => {
  it.each([`Bearer ${TOKEN}`, ''])('is refused before its token is looked at', async (authorization) => {
    const { upstream, rig } = await setUp();
    const answer = await upgrade(rig.port, { Origin: 'https://evil.example', Authorization: authorization });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'origin_not_allowed' } });
    expect(upstream.requests).toEqual([]);
  });

  it('is taken when it is listed, and still needs the token', async () => {
    const { rig } = await setUp({ allowedOrigins: ['https://app.example'] });
    const headers = { Origin: 'https://app.example' };
    const subprotocol = { 'Sec-WebSocket-Protocol': `realtime, openai-insecure-api-key.${TOKEN}` };
    expect((await upgrade(rig.port, { ...headers, ...subprotocol })).status).toBe(101);
    const without = await rig.connect('/v1/realtime', ['realtime'], { headers });
    expect((await without.whenClosed()).code).toBe(4401);
  });
});

it('a name that points here from elsewhere gets no socket, with the token or without', async () => {
  const { upstream, rig } = await setUp();
  const further: Record<string, string>[] = [{}, { Authorization: `Bearer ${TOKEN}` }];
  for (const headers of further) {
    // What a browser sends after DNS rebinding: an origin that is the very host it asks.
    const Host = `rebound.evil.example:${rig.port}`;
    const answer = await upgrade(rig.port, { Host, Origin: `http://${Host}`, ...headers });
    expect(answer.status).toBe(421);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'host_not_allowed' } });
  }
  expect(upstream.requests).toEqual([]);
});

it('a refused page that never answers the close is cut off', async () => {
  const { rig, clock, origin } = await setUp();
  const silent = connect(rig.port, '127.0.0.1');
  let heard = '';
  let isCut = false;
  silent.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  silent.once('close', () => (isCut = true));
  silent.on('error', () => undefined);
  silent.write(
    `GET /v1/realtime HTTP/1.1\r\nHost: localhost:${rig.port}\r\nOrigin: ${origin.replace('127.0.0.1', 'localhost')}\r\n` +
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await until(() => heard.includes('invalid_access_token'), 'the refusal was heard');
  expect(isCut).toBe(false);
  clock.advance(2000);
  await until(() => isCut, 'it is cut off');
  expect(clock.pending).toBe(0);
});

it('a refused page that floods harms nobody', async () => {
  const { rig, origin } = await setUp();
  const flooding = await rig.connect('/v1/realtime', [], { headers: { Origin: origin } });
  flooding.socket.send(Buffer.alloc(200_000), () => undefined);
  await flooding.whenClosed();
  expect((await upgrade(rig.port, { Authorization: `Bearer ${TOKEN}` })).status).toBe(101);
});

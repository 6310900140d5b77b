/** Which upgrades are taken. */

import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { closedAfterTest, relayAtFake } from '../testing/close-after-test.ts';
import { fakeUpstream, refusingServer } from '../testing/fake-upstream.ts';
import { relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';
import { mayUpgrade } from './origin.ts';

/** The HTTP status that an upgrade is answered with, and the body of a refusal. */
function upgrade(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({
      port,
      host: '127.0.0.1',
      path,
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
      resolve({ status: response.statusCode ?? 0, body: '' });
    });
    asked.on('response', (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('an upgrade', () => {
  it('of a page of this server is taken', async () => {
    const { rig } = await relayAtFake();
    expect(await upgrade(rig.port, '/v1/realtime', { Origin: `http://127.0.0.1:${rig.port}` })).toMatchObject(
      { status: 101 },
    );
  });

  it('of a program that names no origin is taken', async () => {
    const { rig } = await relayAtFake();
    expect(await upgrade(rig.port, '/v1/realtime?model=a', {})).toMatchObject({ status: 101 });
  });

  it.each(['https://evil.example', 'http://localhost:1', 'null', 'http://127.0.0.1.evil.example'])(
    'of a page at %s is refused with 403, and nothing is dialled',
    async (origin) => {
      const { upstream, rig } = await relayAtFake();
      const { status, body } = await upgrade(rig.port, '/v1/realtime', { Origin: origin });
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ error: { code: 'origin_not_allowed' } });
      expect(upstream.requests).toEqual([]);
    },
  );

  it.each(['/', '/v1/realtimes', '/v1/realtime/', '//', '/socket'])('of %s is answered 404', async (path) => {
    const { rig } = await relayAtFake();
    const { status, body } = await upgrade(rig.port, path, {});
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'unknown_url' } });
  });

  it('that is no WebSocket handshake is answered 400 and harms nothing', async () => {
    const { rig } = await relayAtFake();
    expect((await upgrade(rig.port, '/v1/realtime', { 'Sec-WebSocket-Version': '7' })).status).toBe(400);
    expect((await upgrade(rig.port, '/v1/realtime', {})).status).toBe(101);
  });
});

describe('mayUpgrade', () => {
  it.each<[string | undefined, string | undefined, boolean]>([
    [undefined, 'a.example', true],
    [undefined, undefined, true],
    ['https://a.example', 'a.example', true],
    ['https://a.example', 'a.example:443', true],
    ['http://A.example', 'a.EXAMPLE', true],
    ['http://[::1]:3000', '[::1]:3000', true],
    ['https://a.example', 'a.example:8443', false],
    ['https://b.example', 'a.example', false],
    ['file://', 'a.example', false],
    ['null', 'a.example', false],
    ['', 'a.example', false],
    ['https://a.example', undefined, false],
    ['https://a.example', 'not a host', false],
    ['chrome-extension://abc', 'abc', false],
  ])('origin %s at host %s: %s', (origin, host, allowed) => {
    expect(mayUpgrade(origin, host)).toBe(allowed);
  });
});

describe('several upstreams', () => {
  async function two() {
    const [first, second] = [await fakeUpstream(), await fakeUpstream()];
    const rig = await relayRig({
      upstream: upstreamAt(first.url),
      furtherUpstreams: [upstreamAt(second.url, { kind: 'compatible' })],
    });
    closedAfterTest(first);
    closedAfterTest(second);
    closedAfterTest(rig);
    return { first, second, rig };
  }

  it('are reached by their names, in path or query, and the name goes no further', async () => {
    const { first, second, rig } = await two();
    await rig.connect('/v1/realtime?model=a');
    await rig.connect('/upstreams/compatible/v1/realtime?model=b');
    await rig.connect('/v1/realtime?upstream=compatible&model=c');
    await until(() => first.requests.length + second.requests.length === 3, 'all were asked');
    expect(first.requests.map(({ url }) => url)).toEqual(['/v1/realtime?model=a']);
    expect(second.requests.map(({ url }) => url)).toEqual(['/v1/realtime?model=b', '/v1/realtime?model=c']);
  });

  it('serve a beta client at / by the query', async () => {
    const { second, rig } = await two();
    await rig.connect('/?upstream=compatible', ['realtime', 'openai-beta.realtime-v1']);
    await until(() => second.requests.length === 1, 'it was asked');
  });

  it('fail each in its own words: at Azure it is the deployment that is not known', async () => {
    const first = await fakeUpstream();
    const body = JSON.stringify({ error: { code: 'OpperationNotSupported', message: 'no, sk-leaked' } });
    const azure = await refusingServer(400, body);
    const rig = await relayRig({
      upstream: upstreamAt(first.url),
      furtherUpstreams: [upstreamAt(`ws://127.0.0.1:${azure.port}/openai/v1/realtime`, { kind: 'azure' })],
    });
    closedAfterTest(first);
    closedAfterTest(azure);
    closedAfterTest(rig);
    const client = await rig.connect('/upstreams/azure/v1/realtime?model=my-voice');
    expect(await client.whenClosed()).toEqual({ code: 4404, reason: 'model_not_found' });
    const [error] = client.events();
    expect(JSON.stringify(error)).toContain('the deployment “my-voice”');
    expect(JSON.stringify(error)).not.toContain('sk-leaked');
    expect(first.requests).toEqual([]);
  });

  it('are listed to who names another', async () => {
    const { rig } = await two();
    const { status, body } = await upgrade(rig.port, '/upstreams/nobody/v1/realtime', { Host: 'localhost' });
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({
      error: { code: 'upstream_not_found', message: expect.stringContaining('openai, compatible') },
    });
  });
});

/** Who is answered over HTTP, asked without a socket. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../app.ts';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { TEST_KEY, upstreamAt } from '../testing/relay-rig.ts';
import { Upstreams } from '../upstream/upstreams.ts';
import { type AccessConfig, LOOPBACK_ACCESS, ownerToken } from './access-config.ts';

const TOKEN = 'correct-horse-battery-staple';
const withToken: AccessConfig = { ...LOOPBACK_ACCESS, tokens: [ownerToken(TOKEN)] };

let siteDir: string;
let app: FastifyInstance;
let clock: FakeClock;
let log: string[];
/** Everything that any answer said. */
let said: string[];

async function build(access: AccessConfig): Promise<void> {
  await app?.close();
  log = [];
  said = [];
  clock = new FakeClock();
  app = await buildApp(
    { upstreamConnectTimeoutMs: 1000, access },
    {
      upstreams: new Upstreams([upstreamAt('wss://api.openai.com/v1/realtime')]),
      logger: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
      version: '1.2.3',
      siteDir,
      clock,
    },
  );
}

/** Asks, and keeps what was answered. */
async function ask(request: InjectOptions | string): Promise<LightMyRequestResponse> {
  const answer = await app.inject(request);
  said.push(`${JSON.stringify(answer.headers)}${answer.body}`);
  return answer;
}

beforeEach(async () => {
  siteDir = await mkdtemp(join(tmpdir(), 'sidetone-access-'));
  await writeFile(join(siteDir, 'index.html'), '<!doctype html><title>Sidetone</title>');
  await build(withToken);
});
afterEach(async () => {
  await app.close();
  await rm(siteDir, { recursive: true });
  // Whatever a test did: neither secret is in what was logged or answered.
  for (const secret of [TOKEN, TEST_KEY]) {
    expect(log.join('')).not.toContain(secret);
    expect(said.join('')).not.toContain(secret);
  }
});

const present = (token: string, headers: Record<string, string> = {}) =>
  ask({ method: 'POST', url: '/api/access', payload: { token }, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('without the token', () => {
  it.each(['/', '/healthz'])('%s is for everybody', async (url) => {
    expect((await ask(url)).statusCode).toBe(200);
  });

  it.each([
    '/api/console',
    '/api/console?a=b',
    '/%61pi/console',
    '/api/nowhere',
    '/v1/realtime',
    '/v1/models',
    '/metrics',
  ])('%s is refused in words', async (url) => {
    const answer = await ask(url);
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain('wants its access token');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="Sidetone"');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('the refusal has the shape of OpenAI’s errors', async () => {
    expect((await ask('/api/console')).json()).toEqual({
      error: {
        type: 'invalid_request_error',
        code: 'invalid_access_token',
        param: null,
        message: expect.any(String),
      },
    });
  });

  it.each(['HEAD', 'OPTIONS'] as const)('%s tells no more than GET', async (method) => {
    expect((await ask({ method, url: '/api/console' })).statusCode).toBe(401);
  });
});

describe('the token', () => {
  it('is taken as a bearer, in any case of the scheme', async () => {
    for (const authorization of [`Bearer ${TOKEN}`, `bearer  ${TOKEN} `])
      expect((await ask({ url: '/api/console', headers: { authorization } })).statusCode).toBe(200);
  });

  it.each([`${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase(), 'null', TEST_KEY])(
    'is not another one: %s',
    async (token) => {
      const answer = await ask({ url: '/api/console', headers: bearer(token) });
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toMatchObject({ error: { code: 'invalid_access_token' } });
      expect(answer.body).toContain('not the access token');
    },
  );

  it('is not taken from the address, where it would be logged', async () => {
    expect((await ask(`/api/console?token=${TOKEN}&access_token=${TOKEN}`)).statusCode).toBe(401);
  });

  it('is not asked for where none is configured', async () => {
    await build(LOOPBACK_ACCESS);
    expect((await ask('/api/console')).statusCode).toBe(200);
    const answer = await present('anything');
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });
});

describe('POST /api/access', () => {
  it('exchanges the token for a cookie with which the rest is served', async () => {
    const answer = await present(TOKEN);
    expect(answer.statusCode).toBe(204);
    const setCookie = String(answer.headers['set-cookie']);
    expect(setCookie).toMatch(/^sidetone=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = setCookie.split(';', 1)[0] ?? '';
    expect((await ask({ url: '/api/console', headers: { cookie } })).statusCode).toBe(200);
  });

  it('keeps the cookie to TLS when the page came over TLS, also from a proxy', async () => {
    const answer = await present(TOKEN, { origin: 'https://localhost', host: 'localhost' });
    expect(answer.headers['set-cookie']).toContain('; Secure');
  });

  it('refuses another token in words', async () => {
    const answer = await present('not-the-token-at-all');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.json()).toMatchObject({ error: { code: 'invalid_access_token' } });
  });

  it('takes JSON only, which no form of another site can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const answer = await ask({
        method: 'POST',
        url: '/api/access',
        headers: { 'content-type': type },
        payload: JSON.stringify({ token: TOKEN }),
      });
      expect(answer.statusCode).toBe(415);
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
  });

  it.each([
    '{}',
    '{"token":1}',
    '[]',
    'null',
    `{"token":"${'x'.repeat(1025)}"}`,
    `"${'x'.repeat(5000)}"`,
    `{"token": "${TOKEN}`,
    TOKEN,
  ])('refuses a body that is something else', async (payload) => {
    const answer = await ask({
      method: 'POST',
      url: '/api/access',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    expect([400, 413]).toContain(answer.statusCode);
    expect(answer.json()).toHaveProperty('error.message');
  });

  it.each(['https://evil.example', 'null'])('refuses a page of %s, listed or not', async (origin) => {
    await build({ ...withToken, allowedOrigins: ['https://evil.example'] });
    const answer = await present(TOKEN, { origin });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });
});

it('DELETE /api/access ends the cookie', async () => {
  const answer = await ask({ method: 'DELETE', url: '/api/access' });
  expect(answer.statusCode).toBe(204);
  expect(answer.headers['set-cookie']).toMatch(/^sidetone=; Max-Age=0; Path=\/;/);
  const foreign = await ask({
    method: 'DELETE',
    url: '/api/access',
    headers: { origin: 'https://evil.example' },
  });
  expect(foreign.statusCode).toBe(403);
});

describe('after ten wrong tokens in a minute', () => {
  beforeEach(async () => {
    for (let i = 0; i < 5; i += 1) await present('not-the-token-at-all');
    for (let i = 0; i < 5; i += 1)
      await ask({ url: '/api/console', headers: bearer('not-the-token-at-all') });
  });

  it('even the right one has to wait, or the answer would tell a guess', async () => {
    for (const answer of [await present(TOKEN), await ask({ url: '/api/console', headers: bearer(TOKEN) })]) {
      expect(answer.statusCode).toBe(429);
      expect(answer.headers['retry-after']).toBe('6');
      expect(answer.json()).toMatchObject({ error: { code: 'too_many_attempts' } });
      expect(answer.body).toContain('Wait 6 seconds');
    }
    clock.advance(6000);
    expect((await present(TOKEN)).statusCode).toBe(204);
  });

  it('another address is served', async () => {
    const answer = await ask({
      url: '/api/console',
      headers: bearer(TOKEN),
      remoteAddress: '203.0.113.9',
    });
    expect(answer.statusCode).toBe(200);
  });

  it('a browser that is let in already is served', async () => {
    clock.advance(6000);
    const cookie = String((await present(TOKEN)).headers['set-cookie']).split(';', 1)[0] ?? '';
    await present('not-the-token-at-all');
    expect((await present(TOKEN)).statusCode).toBe(429);
    expect((await ask({ url: '/api/console', headers: { cookie } })).statusCode).toBe(200);
  });

  it('the page still loads', async () => {
    expect((await ask('/')).statusCode).toBe(200);
  });
});

describe('a name that points here from elsewhere', () => {
  const asked = (url: string, host: string) => ask({ url, headers: { host, ...bearer(TOKEN) } });

  it.each(['/', '/api/console', '/nowhere'])('is not served %s', async (url) => {
    const answer = await asked(url, 'rebound.evil.example:3000');
    expect(answer.statusCode).toBe(421);
    expect(answer.body).toContain('ALLOWED_HOSTS');
    expect(answer.body).not.toContain('evil');
  });

  it('is told nothing but that the server is well', async () => {
    expect((await asked('/healthz', 'rebound.evil.example')).statusCode).toBe(200);
  });

  it('the loopback’s own names are served at any port', async () => {
    for (const host of ['localhost:9', '127.0.0.1', '[::1]:3000'])
      expect((await asked('/api/console', host)).statusCode).toBe(200);
  });
});

describe('a page of another origin', () => {
  const page = (origin: string, method: 'GET' | 'OPTIONS' = 'GET', headers: Record<string, string> = {}) =>
    ask({ method, url: '/api/console', headers: { origin, ...headers } });

  it('is refused', async () => {
    const answer = await page('https://evil.example', 'GET', bearer(TOKEN));
    expect(answer.statusCode).toBe(403);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('may ask and read, with the token, when its origin is listed', async () => {
    await build({ ...withToken, allowedOrigins: ['https://app.example'] });
    const asksFirst = await page('https://app.example', 'OPTIONS', {
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    });
    expect(asksFirst.statusCode).toBe(204);
    expect(asksFirst.headers['access-control-allow-headers']).toContain('authorization');
    const answer = await page('https://app.example', 'GET', bearer(TOKEN));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      vary: 'Origin',
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    expect((await page('https://app.example')).statusCode).toBe(401);
    expect((await page('https://evil.example', 'GET', bearer(TOKEN))).statusCode).toBe(403);
  });
});

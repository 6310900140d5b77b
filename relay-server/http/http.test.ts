/** What the server answers over HTTP, asked without a socket. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleConfig } from '../../src/lib/console-config.ts';
import { buildApp } from '../app.ts';
import { TEST_KEY, upstreamAt } from '../testing/relay-rig.ts';
import { Upstreams } from '../upstream/upstreams.ts';

let siteDir: string;
let app: FastifyInstance;
let log: string[];

async function build(site: string | null): Promise<FastifyInstance> {
  log = [];
  return buildApp(
    { upstreamConnectTimeoutMs: 1000 },
    {
      upstreams: new Upstreams([upstreamAt('wss://api.openai.com/v1/realtime')]),
      logger: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
      version: '1.2.3',
      siteDir: site,
    },
  );
}

beforeEach(async () => {
  siteDir = await mkdtemp(join(tmpdir(), 'sidetone-site-'));
  await mkdir(join(siteDir, 'assets'));
  await writeFile(join(siteDir, 'index.html'), '<!doctype html><title>Sidetone</title>');
  await writeFile(join(siteDir, 'favicon.svg'), '<svg/>');
  await writeFile(join(siteDir, 'assets/main-abc123.js'), 'export {};');
  app = await build(siteDir);
});
afterEach(async () => {
  await app.close();
  await rm(siteDir, { recursive: true });
});

describe('/api/console', () => {
  it('tells the page what it needs', async () => {
    const answer = await app.inject('/api/console');
    expect(answer.statusCode).toBe(200);
    expect(answer.json<ConsoleConfig>()).toEqual({
      version: '1.2.3',
      realtimePath: '/v1/realtime',
      setByServer: [],
      upstreams: [
        {
          id: 'openai',
          name: 'OpenAI',
          kind: 'openai',
          defaultModel: 'gpt-realtime-2.1',
          models: ['gpt-realtime-2.1'],
          voices: expect.arrayContaining(['marin', 'cedar']),
          transcriptionModels: expect.arrayContaining(['gpt-transcribe']),
        },
      ],
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('holds no secret, and no address of the upstream', async () => {
    const { body, headers } = await app.inject('/api/console');
    const said = body + JSON.stringify(headers);
    expect(said).not.toContain(TEST_KEY);
    expect(said).not.toContain('api.openai.com');
  });
});

describe('the built console', () => {
  it('is asked for anew each time, and its hashed assets never', async () => {
    const page = await app.inject('/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['cache-control']).toBe('no-cache');
    expect((await app.inject('/favicon.svg')).headers['cache-control']).toBe('no-cache');
    expect((await app.inject('/assets/main-abc123.js')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
  });

  it('is not sent again when the browser has it', async () => {
    const { headers } = await app.inject('/');
    const again = await app.inject({ url: '/', headers: { 'if-none-match': String(headers.etag) } });
    expect(again.statusCode).toBe(304);
  });

  it.each(['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/.env'])(
    'gives no file outside of it: %s',
    async (url) => {
      expect((await app.inject(url)).statusCode).toBeGreaterThanOrEqual(400);
    },
  );

  it('is said to be missing when it is not built', async () => {
    await app.close();
    app = await build(join(siteDir, 'nowhere'));
    const answer = await app.inject('/');
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain('npm run build');
  });
});

describe('every answer', () => {
  it.each(['/', '/api/console', '/healthz', '/nowhere'])('of %s says what the page may do', async (url) => {
    const { headers } = await app.inject(url);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("worker-src 'self'");
    expect(policy).not.toContain('blob:');
    expect(policy).toContain("connect-src 'self' https://api.open-meteo.com;");
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(policy).not.toContain('unsafe-eval');
    expect(headers['permissions-policy']).toContain('microphone=(self)');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('the rest', () => {
  it('/healthz says that it is well and how many sessions run', async () => {
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok', sessions: 0 });
  });

  it('an unknown page is answered in words, an unknown API path in the shape of OpenAI', async () => {
    const page = await app.inject('/nowhere?a=<b>');
    expect(page.statusCode).toBe(404);
    expect(page.headers['content-type']).toContain('text/plain');
    expect(page.body).toBe('There is nothing at /nowhere. The console is at /\n');
    const api = await app.inject({ method: 'POST', url: '/v1/chat/completions', payload: {} });
    expect(api.statusCode).toBe(404);
    expect(api.json()).toMatchObject({
      error: { type: 'invalid_request_error', code: 'unknown_url', param: null },
    });
  });

  it('the Realtime path without an upgrade says that it is a WebSocket', async () => {
    const answer = await app.inject('/v1/realtime?model=a');
    expect(answer.statusCode).toBe(426);
    expect(answer.json()).toMatchObject({ error: { code: 'upgrade_required' } });
  });

  it('a malformed body is the client’s fault and is told so', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/realtime/client_secrets',
      headers: { 'content-type': 'application/json', authorization: 'Bearer sk-of-the-client' },
      payload: '{',
    });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.json()).toHaveProperty('error.message');
    expect(log.join('')).not.toContain('sk-of-the-client');
  });
});

/**
 * What real clients make of it when the relay refuses: a program reads the HTTP status; a page, which never sees one, gets an `error`
 * event that its package understands and a close code that says not to try again.
 */

import { OpenAIRealtimeWebSocket as AgentsTransport } from '@openai/agents-realtime';
import OpenAI from 'openai';
import type { OpenAIRealtimeError } from 'openai/realtime/internal-base';
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../../relay-server/testing/until.ts';
import {
  type ClientRig,
  clientRig,
  DEAD_UPSTREAM,
  MODEL,
  pageSocket,
  reach,
  STRANGE_HOST,
  TOKEN,
} from './client-rig.ts';

const WRONG = 'wrong-token-of-some-length';
let rig: ClientRig;

beforeAll(async () => {
  rig = await clientRig();
});
afterAll(async () => {
  await rig.close();
  vi.unstubAllGlobals();
  for (const secret of [TOKEN, WRONG]) expect(rig.secure.logText()).not.toContain(secret);
});

interface Aim {
  host?: string;
  /** Before `/realtime`. */
  base?: string;
  model?: string;
  token?: string;
}

/** What an application that uses the client is told. */
interface Told {
  /** All that was reported as an error, as text. */
  words: string;
  /** `error.code` of the first `error` event that the client handed on; null when there was none. */
  code: string | null;
  closeCode: number;
}

type Client = (aim: Aim) => Promise<Told>;

async function openAiClient(
  { host = 'localhost', base = '/v1', model = MODEL, token = TOKEN }: Aim,
  dial: (
    props: { model: string; reconnect: boolean },
    openai: OpenAI,
  ) => OpenAIRealtimeWS | OpenAIRealtimeWebSocket,
): Promise<Told> {
  const openai = new OpenAI({ apiKey: token, baseURL: `https://${host}:${rig.secure.port}${base}` });
  const client = dial({ model, reconnect: false }, openai);
  onTestFinished(() => client.close());
  const errors: OpenAIRealtimeError[] = [];
  client.on('error', (error) => errors.push(error));
  let closeCode: number | null = null;
  client.socket.addEventListener('close', ({ code }: { code: number }) => (closeCode = code));
  await until(() => closeCode !== null && errors.length > 0, 'the client was told');
  return {
    words: errors.map(({ message }) => message).join('\n'),
    code: errors.find(({ error }) => error !== undefined)?.error?.code ?? null,
    closeCode: closeCode ?? 0,
  };
}

/** An `error` event of the server, or the socket's own. */
interface AgentsError {
  message?: string;
  error?: { code?: string; message?: string };
}

async function agentsClient(
  { host = 'localhost', base = '/v1', model = MODEL, token = TOKEN }: Aim,
  dial: (url: string, apiKey: string) => WebSocket,
): Promise<Told> {
  let closeCode: number | null = null;
  const transport = new AgentsTransport({
    createWebSocket: ({ url, apiKey }) => {
      const socket = dial(url, apiKey);
      socket.on('close', (code) => (closeCode = code));
      return Promise.resolve(socket);
    },
  });
  onTestFinished(() => transport.close());
  const errors: AgentsError[] = [];
  transport.on('error', ({ error }) => errors.push(error as AgentsError));
  const url = `wss://${host}:${rig.secure.port}${base}/realtime?model=${model}`;
  const rejection = await transport.connect({ apiKey: token, url, model }).then(
    () => null,
    (error: AgentsError) => error,
  );
  await until(() => closeCode !== null && errors.length > 0, 'the client was told');
  return {
    words: [rejection, ...errors].map((error) => error?.error?.message ?? error?.message ?? '').join('\n'),
    code: errors.find(({ error }) => error?.code !== undefined)?.error?.code ?? null,
    closeCode: closeCode ?? 0,
  };
}

const PROGRAMS: [string, Client][] = [
  [
    'the openai package',
    (aim) =>
      openAiClient(aim, (props, openai) => {
        return new OpenAIRealtimeWS({ ...props, options: reach(rig.certificate) }, openai);
      }),
  ],
  [
    'agents-realtime',
    (aim) =>
      agentsClient(aim, (url, apiKey) => {
        const headers = { Authorization: `Bearer ${apiKey}` };
        return new WebSocket(url, { ...reach(rig.certificate), headers });
      }),
  ],
];
const PAGES: [string, Client][] = [
  [
    'the openai package in a page',
    (aim) =>
      openAiClient(aim, (props, openai) => {
        vi.stubGlobal('WebSocket', pageSocket(rig.certificate));
        return new OpenAIRealtimeWebSocket(props, openai);
      }),
  ],
  [
    'agents-realtime in a page',
    (aim) =>
      agentsClient(aim, (url, apiKey) => {
        const Socket = pageSocket(rig.certificate);
        return new Socket(url, ['realtime', `openai-insecure-api-key.${apiKey}`, 'openai-agents-sdk.0.20.0']);
      }),
  ],
];

describe.each(PROGRAMS)('%s', (_name, attempt) => {
  it.each<[string, Aim, string]>([
    ['a wrong token', { token: WRONG }, '401'],
    ['a path that is not served', { base: '/v2' }, '404'],
    ['an upstream that is not there', { base: '/upstreams/nobody/v1' }, '404'],
    ['a name that is not the relay’s', { host: STRANGE_HOST }, '421'],
  ])('is refused for %s by HTTP status', async (_why, aim, status) => {
    const told = await attempt(aim);
    expect(told.words).toContain(`Unexpected server response: ${status}`);
    expect(told).toMatchObject({ code: null, closeCode: 1006 });
  });
});

describe.each(PAGES)('%s', (_name, attempt) => {
  it.each<[string, Aim, string, number, string]>([
    ['a wrong token', { token: WRONG }, 'invalid_access_token', 4401, 'not the access token of this relay'],
    ['a path that is not served', { base: '/v2' }, 'unknown_url', 4404, 'Connect to /v1/realtime'],
    [
      'an upstream that is not there',
      { base: '/upstreams/nobody/v1' },
      'upstream_not_found',
      4404,
      `Choose one of these: emulator, ${DEAD_UPSTREAM}`,
    ],
  ])('is refused for %s in words and by close code', async (_why, aim, code, closeCode, words) => {
    const told = await attempt(aim);
    expect(told).toMatchObject({ code, closeCode });
    expect(told.words).toContain(words);
  });

  it('gets no handshake for a name that is not the relay’s', async () => {
    expect(await attempt({ host: STRANGE_HOST })).toMatchObject({ code: null, closeCode: 1006 });
  });
});

describe.each([...PROGRAMS, ...PAGES])('%s', (_name, attempt) => {
  it.each<[string, Aim, string, number, string]>([
    ['the model is not known', { model: 'no-such-model' }, 'model_not_found', 4000, 'no-such-model'],
    [
      'the upstream is not there',
      { base: `/upstreams/${DEAD_UPSTREAM}/v1` },
      'upstream_refused',
      4502,
      'Nothing answers at the address of OpenAI',
    ],
  ])('is told in words when %s', async (_why, aim, code, closeCode, words) => {
    const told = await attempt(aim);
    expect(told).toMatchObject({ code, closeCode });
    expect(told.words).toContain(words);
  });
});

it('the openai package does not try again what the relay refuses for good', async () => {
  const before = refusals();
  vi.stubGlobal('WebSocket', pageSocket(rig.certificate));
  const openai = new OpenAI({ apiKey: WRONG, baseURL: `https://localhost:${rig.secure.port}/v1` });
  const page = new OpenAIRealtimeWebSocket({ model: MODEL, reconnect: true }, openai);
  const options = reach(rig.certificate);
  const program = new OpenAIRealtimeWS({ model: MODEL, reconnect: true, options }, openai);
  const ends: Record<string, number> = {};
  for (const [name, client] of [
    ['page', page],
    ['program', program],
  ] as const) {
    onTestFinished(() => client.close());
    client.on('error', () => undefined);
    // Its last word: it has given up.
    client.on('close', (code) => (ends[name] = code));
  }
  await until(() => Object.keys(ends).length === 2, 'both have given up');
  expect(ends).toEqual({ page: 4401, program: 1006 });
  expect(refusals() - before).toBe(2);
});

it('the openai package tries again when the relay ends, for its close code says that it will be back', async () => {
  const leaving = await clientRig();
  const openai = new OpenAI({ apiKey: TOKEN, baseURL: `https://localhost:${leaving.secure.port}/v1` });
  const options = reach(leaving.certificate);
  const client = new OpenAIRealtimeWS({ model: MODEL, reconnect: true, options }, openai);
  onTestFinished(() => client.close());
  let isReady = false;
  const tries: number[] = [];
  client.on('error', () => undefined);
  client.on('session.created', () => (isReady = true));
  client.on('reconnecting', ({ closeCode }) => tries.push(closeCode));
  await until(() => isReady, 'the session has begun');
  await leaving.close();
  await until(() => tries.length > 0, 'it tries again');
  expect(tries[0]).toBe(1001);
});

function refusals(): number {
  return rig.secure.logText().split('a client was refused').length - 1;
}

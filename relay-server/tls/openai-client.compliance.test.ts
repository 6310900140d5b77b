/**
 * The official client of the `openai` package talks through the relay: it dials TLS only, trusts the relay's own certificate, and gives
 * the access token where it would give an API key.
 */

import { once } from 'node:events';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { LOOPBACK_ACCESS, ownerToken } from '../access/access-config.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { type RelayRig, emulatorAt, relayRig } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';
import { selfSigned } from './self-signed.ts';

const TOKEN = 'correct-horse-battery-staple';
const DAY_MS = 24 * 3600 * 1000;
const tls = selfSigned({
  commonName: 'Sidetone under test',
  names: ['localhost', '127.0.0.1'],
  notBefore: new Date(Date.now() - DAY_MS),
  notAfter: new Date(Date.now() + DAY_MS),
});
let emulator: Emulator;
let rig: RelayRig;

beforeAll(async () => {
  emulator = await startEmulator();
  rig = await relayRig({
    upstream: emulatorAt(emulator.url),
    access: { ...LOOPBACK_ACCESS, tokens: [ownerToken(TOKEN)] },
    tls,
  });
});
afterAll(async () => {
  await rig.close();
  await emulator.close();
  expect(rig.logText()).not.toContain(TOKEN);
});

function dial(apiKey: string) {
  const openai = new OpenAI({ apiKey, baseURL: `https://localhost:${rig.port}/v1` });
  const client = new OpenAIRealtimeWS(
    { model: 'gpt-realtime-2.1', options: { ca: tls.cert }, reconnect: false },
    openai,
  );
  onTestFinished(() => client.socket.terminate());
  const events: RealtimeServerEvent[] = [];
  const errors: string[] = [];
  client.on('event', (event) => events.push(event));
  client.on('error', (error) => errors.push(error.message));
  return { client, events, errors };
}

it('holds a text turn through the relay', async () => {
  const { client, events, errors } = dial(TOKEN);
  const came = (type: string) => until(() => events.some((event) => event.type === type), `${type} came`);
  await came('session.created');
  client.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
  await came('session.updated');
  const content = [{ type: 'input_text' as const, text: 'repeat after me: over TLS' }];
  client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
  client.send({ type: 'response.create' });
  await came('response.done');
  const text = events.flatMap((event) => (event.type === 'response.output_text.done' ? [event.text] : []));
  expect(text.join()).toMatch(/over TLS/i);
  expect(errors).toEqual([]);
});

it('is refused with another key', async () => {
  const { events, errors } = dial('sk-some-openai-key-that-is-not-the-token');
  await until(() => errors.length > 0, 'the client was told');
  expect(errors.join()).toContain('401');
  expect(events).toEqual([]);
  expect(rig.logText()).not.toContain('sk-some-openai-key');
});

it('does not talk to who does not trust the certificate', async () => {
  const socket = new WebSocket(`wss://localhost:${rig.port}/v1/realtime`, { ca: [] });
  const [error] = (await once(socket, 'error')) as [Error & { code?: string }];
  expect(error.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
});

it('keeps the console’s cookie to TLS', async () => {
  const answer = await rig.app.inject({ method: 'POST', url: '/api/access', payload: { token: TOKEN } });
  expect(answer.headers['set-cookie']).toContain('; Secure');
});

/** How the built server stops when it is told to: the port is free at once, answers are finished, and the exit code says how it went. */

import { expect, test } from '@playwright/test';
import { WebSocket } from 'ws';
import { type Relay, startRelay } from './servers.ts';

const started: Relay[] = [];
const sockets: WebSocket[] = [];

test.afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const relay of started.splice(0)) await relay.stop();
});

async function start(environment: Record<string, string> = {}): Promise<Relay> {
  const relay = await startRelay({ UPSTREAM: 'emulator', ...environment });
  started.push(relay);
  return relay;
}

/** Its exit code; null when a signal ended it at once. */
function exitOf({ process: child }: Relay): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

interface Client {
  socket: WebSocket;
  types(): string[];
  closed: Promise<{ code: number; reason: string }>;
}

/** A program that talks to the relay; resolves when its session has begun. */
async function connect(relay: Relay): Promise<Client> {
  const socket = new WebSocket(`${relay.url.replace('http:', 'ws:')}/v1/realtime`);
  sockets.push(socket);
  const types: string[] = [];
  socket.on('message', (bytes: Buffer) => {
    types.push((JSON.parse(bytes.toString()) as { type: string }).type);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  const client = { socket, types: () => types, closed };
  await expect.poll(client.types).toContain('session.created');
  return client;
}

function ask(client: Client, text: string): void {
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
  client.socket.send(JSON.stringify({ type: 'conversation.item.create', item }));
  client.socket.send('{"type":"response.create"}');
}

/** An answer of some seconds, of which the first sound has come. */
async function inTheMiddle(relay: Relay, text = 'count to 30'): Promise<Client> {
  const client = await connect(relay);
  ask(client, text);
  await expect.poll(client.types).toContain('response.output_audio.delta');
  return client;
}

test('SIGTERM in the middle of an answer: it is heard to its end, while another server has the port', async () => {
  const relay = await start();
  const quiet = await connect(relay);
  const speaking = await inTheMiddle(relay);
  // A browser keeps its connections open; that must not keep the port.
  await fetch(`${relay.url}/healthz`, { headers: { connection: 'keep-alive' } });
  relay.process.kill('SIGTERM');

  expect(await quiet.closed).toEqual({ code: 1001, reason: 'the server is shutting down' });
  const next = await start({ PORT: new URL(relay.url).port });
  expect(next.url).toBe(relay.url);
  expect((await fetch(`${next.url}/readyz`)).status).toBe(200);
  expect(speaking.types()).not.toContain('response.done');

  expect((await speaking.closed).code).toBe(1001);
  expect(speaking.types().at(-1)).toBe('response.done');
  expect(await exitOf(relay)).toBe(0);
});

test('an answer that does not end is cut when DRAIN_SECONDS are over', async () => {
  const relay = await start({ DRAIN_SECONDS: '1' });
  const speaking = await inTheMiddle(relay, '/stall');
  relay.process.kill('SIGTERM');
  expect((await speaking.closed).code).toBe(1001);
  expect(speaking.types()).not.toContain('response.done');
  expect(await exitOf(relay)).toBe(0);
});

test('a second signal ends it at once, with 1', async () => {
  const relay = await start();
  await inTheMiddle(relay, '/stall');
  relay.process.kill('SIGTERM');
  await expect.poll(relay.output).toContain('closing the sessions');
  let code: number | null = null;
  void exitOf(relay).then((exit) => (code = exit));
  // Those within half a second of the first are one wish with it: Ctrl-C often arrives twice.
  const press = () => {
    relay.process.kill('SIGTERM');
    return code;
  };
  await expect.poll(press).toBe(1);
});

test('without sessions it is gone at once, also when a page follows the list of sessions', async () => {
  const relay = await start();
  const list = await fetch(`${relay.url}/api/sessions/events`);
  relay.process.kill('SIGTERM');
  expect(await exitOf(relay)).toBe(0);
  await list.body?.cancel();
});

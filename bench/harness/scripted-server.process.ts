/**
 * The scripted Realtime server as a program: one client at a time, conforming event sequences on command, and a note of when each of the
 * microphone's clicks arrived. It judges nothing and sends nothing that it was not told to, but the answers that a client waits for.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerCommands, tellPort } from './answer-commands.ts';
import { ScriptedSession } from './scripted-session.ts';
import type { Commands } from './scripted-server.messages.ts';

let current: ScriptedSession | null = null;
let onReady: (() => void) | null = null;

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const model = new URL(request.url ?? '/', 'http://scripted').searchParams.get('model') ?? 'bench';
  current?.close();
  const session = new ScriptedSession(socket, model, () => onReady?.());
  current = session;
  socket.once('close', () => {
    if (current === session) current = null;
  });
});

function client(): ScriptedSession {
  if (!current) throw new Error('No client is connected.');
  return current;
}

answerCommands<Commands>({
  async ready() {
    if (!current?.ready) await new Promise<void>((resolve) => (onReady = resolve));
    onReady = null;
    return {};
  },
  speak: (request) => client().speak(request),
  interrupt: () => client().interrupt(),
  burst: ({ events, marker }) => client().burst(events, marker),
  converse() {
    client().converse();
    return {};
  },
  progress: () => client().progress(),
  clicks: () => ({ clicks: client().takeClicks() }),
});

http.listen(0, '127.0.0.1', () => tellPort((http.address() as AddressInfo).port));

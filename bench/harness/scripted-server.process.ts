/**
 * The scripted Realtime server as a program: one client at a time, conforming event sequences on command, and a note of when each of the
 * microphone's clicks arrived. It judges nothing and sends nothing that it was not told to, but the answers that a client waits for.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { ScriptedSession } from './scripted-session.ts';
import type { Commands, Reply, Request } from './scripted-server.messages.ts';

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

const tell = (message: object) => process.send?.(message);

async function obey(command: Request): Promise<Commands[keyof Commands]['answer']> {
  if (command.name === 'ready') {
    if (!current?.ready) await new Promise<void>((resolve) => (onReady = resolve));
    onReady = null;
    return {};
  }
  if (!current) throw new Error('No client is connected.');
  switch (command.name) {
    case 'speak':
      return current.speak(command.request);
    case 'interrupt':
      return current.interrupt();
    case 'burst':
      return current.burst(command.request.events, command.request.marker);
    default:
      return { clicks: current.takeClicks() };
  }
}

process.on('message', (command: Request) => {
  obey(command).then(
    (answer) => tell({ id: command.id, answer } satisfies Reply),
    (error: unknown) => tell({ id: command.id, failure: String(error) } satisfies Reply),
  );
});

http.listen(0, '127.0.0.1', () => tell({ port: (http.address() as AddressInfo).port }));

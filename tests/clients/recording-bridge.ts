/**
 * Stands between the relay and the emulator and keeps every frame that passes, so that a test can hold the upstream's side of a
 * conversation beside the client's. Changes nothing.
 */

import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

export interface RecordingBridge {
  /** `ws://127.0.0.1:PORT/v1/realtime`, for the relay. */
  url: string;
  /** What each upgrade brought. */
  requests: { url: string; headers: IncomingHttpHeaders }[];
  /** Texts of all connections since `forget`. */
  fromClient: string[];
  fromServer: string[];
  forget(): void;
  close(): Promise<void>;
}

/** `serverUrl`: the emulator's address; the query of each connection is passed on. */
export async function recordingBridge(serverUrl: string): Promise<RecordingBridge> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const bridge: RecordingBridge = {
    url: `ws://127.0.0.1:${port}/v1/realtime`,
    requests: [],
    fromClient: [],
    fromServer: [],
    forget() {
      for (const list of [bridge.requests, bridge.fromClient, bridge.fromServer]) list.length = 0;
    },
    async close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
  server.on('connection', (near, request) => {
    const { url = '', headers } = request;
    bridge.requests.push({ url, headers });
    const far = new WebSocket(`${serverUrl}${url.slice(url.indexOf('?'))}`, { perMessageDeflate: false });
    const isOpen = once(far, 'open');
    pipe(far, near, bridge.fromServer);
    // What the client sends before the server is there waits for it; order is that of the promise's listeners.
    pipe(near, far, bridge.fromClient, isOpen);
  });
  return bridge;
}

function pipe(from: WebSocket, to: WebSocket, record: string[], ready: Promise<unknown> = Promise.resolve()) {
  from.on('message', (bytes: RawData, isBinary) => {
    record.push(textOf(bytes));
    void ready.then(() => to.send(bytes, { binary: isBinary }));
  });
  from.on('close', (code, reason) => {
    // Codes that only a socket itself reports cannot be sent: the connection broke off.
    if (code === 1005 || code === 1006) to.terminate();
    else void ready.then(() => to.close(code, reason));
  });
  from.on('error', () => to.terminate());
}

function textOf(bytes: RawData): string {
  return Buffer.isBuffer(bytes)
    ? bytes.toString('utf8')
    : Buffer.concat([bytes].flat() as Buffer[]).toString('utf8');
}

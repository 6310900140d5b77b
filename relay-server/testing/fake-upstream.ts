/** Servers on loopback that stand in for the model's side: one that speaks WebSocket, and ones that fail in each known way. */

import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer as createHttpServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, createServer as createTcpServer } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { until } from './until.ts';

export interface FakeUpstream {
  /** `ws://127.0.0.1:PORT/v1/realtime` */
  url: string;
  /** What each upgrade asked for. */
  requests: { url: string; headers: IncomingHttpHeaders }[];
  sockets: WebSocket[];
  /** Frames of all sockets, in order. */
  received: { bytes: Buffer; isBinary: boolean }[];
  /** Close codes that the sockets saw. */
  closes: number[];
  /** The first socket, once there is one. */
  socket(): Promise<WebSocket>;
  close(): Promise<void>;
}

/** A WebSocket server that records. It answers an upgrade only when `gate` is through. */
export async function fakeUpstream(gate: Promise<void> = Promise.resolve()): Promise<FakeUpstream> {
  const http = createHttpServer();
  const server = new WebSocketServer({
    server: http,
    perMessageDeflate: false,
    verifyClient: (_info, answer) => void gate.then(() => answer(true)),
  });
  const loopback = await listening(http);
  const upstream: FakeUpstream = {
    url: `ws://127.0.0.1:${loopback.port}/v1/realtime`,
    requests: [],
    sockets: [],
    received: [],
    closes: [],
    async socket() {
      await until(() => upstream.sockets.length > 0, 'the upstream has a socket');
      const [socket] = upstream.sockets;
      if (socket === undefined) throw new Error('the upstream has no socket');
      return socket;
    },
    close: () => loopback.close(),
  };
  server.on('connection', (socket, request) => {
    upstream.requests.push({ url: request.url ?? '', headers: request.headers });
    upstream.sockets.push(socket);
    socket.on('message', (bytes: RawData, isBinary) => {
      if (Buffer.isBuffer(bytes)) upstream.received.push({ bytes, isBinary });
    });
    socket.on('close', (code) => upstream.closes.push(code));
    socket.on('error', () => undefined);
  });
  return upstream;
}

export interface Loopback {
  port: number;
  close(): Promise<void>;
}

/** An HTTP server that answers every upgrade with this status and body instead of switching protocols. */
export function refusingServer(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Promise<Loopback> {
  return listening(
    createHttpServer((_request, response) => {
      response.writeHead(status, headers).end(body);
    }),
  );
}

/** A TCP server; what it does with a connection is up to the test. */
export function tcpServer(onConnection: (socket: Socket) => void): Promise<Loopback> {
  return listening(createTcpServer(onConnection));
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await tcpServer(() => undefined);
  await server.close();
  return server.port;
}

async function listening(server: Server): Promise<Loopback> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return address.port;
}

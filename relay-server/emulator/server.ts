/**
 * The Realtime server in the box: listens, upgrades, and gives each socket a session of its own. Owns the sockets and the voice; the
 * protocol is in `emulator-session.ts`. Logs no audio, no text that people wrote, and no keys.
 */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../src/lib/clock.ts';
import { messageOf } from '../../src/lib/errors.ts';
import type { ServerEvent } from '../../src/protocol/realtime/events.ts';
import { type ClassifierSource, loadFvad } from './audio/fvad.ts';
import { EmulatorSession } from './emulator-session.ts';
import { chooseProtocol, decideHandshake, type Handshake, REALTIME_PATH } from './handshake.ts';
import { type EmulatorLogger, silentLogger } from './logger.ts';
import { DEFAULT_PACE } from './responses/pacer.ts';
import type { Synthesiser } from './voice/synthesiser.ts';
import { createVoiceBox } from './voice/voice-box.ts';
import { errorEvent } from './wire/api-error.ts';
import { encodeEvent } from './wire/encode.ts';

export interface EmulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  logger?: EmulatorLogger;
  /** How long a session may last; default an hour, as with the service. */
  sessionSeconds?: number;
}

export interface Emulator {
  /** `ws://127.0.0.1:PORT/v1/realtime` */
  url: string;
  /** Closes every socket with 1001 and stops listening. */
  close(): Promise<void>;
}

/** The largest append, in base64 inside its JSON. */
const MAX_FRAME_BYTES = 21 * 1024 * 1024;
/** A client that reads nothing is cut off before its backlog fills the memory. */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;
/** As long as the service takes it. */
const MAX_REQUEST_ID_LENGTH = 512;

/** Rejects when the address cannot be listened on, with Node's own error. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', port = 0, logger = silentLogger, sessionSeconds } = options;
  const classifiers = await loadFvad();
  const synthesiser = createVoiceBox(logger);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: chooseProtocol,
  });
  const server = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(
      `This is the Sidetone emulator. Connect a WebSocket to ${REALTIME_PATH}?model=gpt-realtime-2.1\n`,
    );
  });
  server.on('upgrade', (request, socket, head) => {
    const handshake = decideHandshake({
      url: request.url ?? '/',
      authorization: request.headers.authorization,
      beta: headerText(request.headers['openai-beta']),
      protocols: headerText(request.headers['sec-websocket-protocol']),
    });
    upgrade(sockets, handshake, { request, socket, head }, (webSocket) => {
      const requestId = headerText(request.headers['x-client-request-id'])?.slice(0, MAX_REQUEST_ID_LENGTH);
      serve(webSocket, handshake, { classifiers, synthesiser, logger, requestId, sessionSeconds });
    });
  });
  await listen(server, port, host);
  const { port: boundPort } = server.address() as AddressInfo;
  const url = `ws://${host.includes(':') ? `[${host}]` : host}:${boundPort}${REALTIME_PATH}`;
  logger.info({ url }, 'emulator listening');
  return {
    url,
    async close() {
      for (const socket of sockets.clients) socket.close(1001, 'The emulator is shutting down.');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Whoever does not answer the close frame is cut off.
      const cancel = systemClock.after(500, () => {
        for (const socket of sockets.clients) socket.terminate();
      });
      server.closeIdleConnections();
      await closed;
      cancel();
      synthesiser.dispose();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

function upgrade(
  sockets: WebSocketServer,
  handshake: Handshake,
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  opened: (webSocket: WebSocket) => void,
): void {
  if (handshake.kind !== 'http') {
    sockets.handleUpgrade(request, socket, head, opened);
    return;
  }
  const body = JSON.stringify({ error: handshake.error });
  const names = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' };
  // A peer that is already gone must not bring the server down.
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${handshake.status} ${names[handshake.status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

interface Services {
  classifiers: ClassifierSource;
  synthesiser: Synthesiser;
  logger: EmulatorLogger;
  /** The client's name for the connection, in each line of its log. */
  requestId: string | undefined;
  sessionSeconds: number | undefined;
}

function serve(
  socket: WebSocket,
  handshake: Handshake,
  { classifiers, synthesiser, logger, requestId, sessionSeconds }: Services,
): void {
  socket.on('error', (error) => logger.debug({ requestId, cause: messageOf(error) }, 'socket failed'));
  const sendRaw = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_BACKLOG_BYTES) {
      logger.warn({ requestId, bufferedBytes: socket.bufferedAmount }, 'client does not read; cut off');
      socket.terminate();
      return;
    }
    socket.send(text);
  };
  const send = (event: ServerEvent): void => sendRaw(encodeEvent(event));
  if (handshake.kind !== 'open') {
    if (handshake.kind === 'refused') {
      send(errorEvent(handshake.error, null));
      socket.close(handshake.closeCode, handshake.closeReason);
    }
    return;
  }
  const session = new EmulatorSession(
    {
      clock: systemClock,
      nowSeconds: () => Math.floor(Date.now() / 1000),
      synthesiser,
      classifiers,
      pace: DEFAULT_PACE,
      ...(sessionSeconds !== undefined && { lifetimeSeconds: sessionSeconds }),
      send,
      sendRaw,
      dropSocket: () => socket.terminate(),
      closeSocket: (code, reason) => socket.close(code, reason),
    },
    { kind: handshake.session, model: handshake.model },
  );
  logger.info({ requestId, sessionId: session.id, model: handshake.model }, 'session started');
  socket.on('message', (data) => session.receive(textOf(data)));
  socket.on('close', (code) => {
    session.dispose();
    logger.info({ requestId, sessionId: session.id, code }, 'session ended');
  });
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data as ArrayBuffer).toString('utf8');
}

/**
 * WebSockets for those who may see and steer what others do here: one path, its handshake, its refusals, and its end. What is said on
 * such a socket is the affair of whoever takes it.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';
import { closeInOrder } from '../relay/close-in-order.ts';
import { watchPeer } from '../relay/heartbeat.ts';
import { SHUTTING_DOWN, answerUpgrade } from '../relay/refuse-upgrade.ts';
import { chooseSubprotocol } from '../relay/subprotocol.ts';
import type { AccessGate } from './access-gate.ts';
import type { Client } from './client.ts';
import { type Refusal, WATCH_REFUSED } from './refusal.ts';
import { refuseClient } from './refuse-client.ts';

const PING_PERIOD_MS = 20_000;
/** How long the other end may take to answer a close before its socket is cut. */
const CLOSE_TIMEOUT_MS = 2000;

export interface OperatorSocket {
  socket: WebSocket;
  client: Client;
  /** What the path's first group matched; '' without one. */
  id: string;
  query: URLSearchParams;
  /** Ends with the socket. */
  scope: Scope;
  /** Says goodbye, once; harmless afterwards. */
  end: (code: number, reason: string) => void;
}

export interface OperatorSocketsDeps {
  access: AccessGate;
  clock: Clock;
  path: RegExp;
  /** Of one message. */
  maxPayloadBytes: number;
  onSocket: (opened: OperatorSocket) => void;
}

export class OperatorSockets {
  readonly #deps: OperatorSocketsDeps;
  readonly #server: WebSocketServer;
  #isClosing = false;

  constructor(deps: OperatorSocketsDeps) {
    this.#deps = deps;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: deps.maxPayloadBytes,
      handleProtocols: chooseSubprotocol,
    });
  }

  /** True when the request was for this path; then its socket is taken care of. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { access, clock, path } = this.#deps;
    const [asked = '', query = ''] = (request.url ?? '').split('?', 2);
    const match = path.exec(asked);
    if (match === null) return false;
    socket.on('error', () => socket.destroy());
    if (this.#isClosing) {
      answerUpgrade(socket, SHUTTING_DOWN);
      return true;
    }
    const admitted = admit(request, access);
    if ('refusal' in admitted) {
      refuseClient({ request, socket, head }, admitted.refusal, clock);
      return true;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) =>
      this.#open(opened, admitted.client, match[1] ?? '', new URLSearchParams(query)),
    );
    return true;
  }

  /** Ends all of them, and takes no more. */
  close(): void {
    this.#isClosing = true;
    for (const socket of this.#server.clients) this.#end(socket, 1001, 'the server is shutting down');
  }

  #open(socket: WebSocket, client: Client, id: string, query: URLSearchParams): void {
    const { clock, onSocket } = this.#deps;
    const scope = new Scope(clock);
    socket.once('close', () => scope.dispose());
    socket.on('error', () => socket.terminate());
    watchPeer(socket, scope, PING_PERIOD_MS, () => socket.terminate());
    onSocket({ socket, client, id, query, scope, end: (code, reason) => this.#end(socket, code, reason) });
  }

  #end(socket: WebSocket, code: number, reason: string): void {
    closeInOrder(socket, { code, reason }, this.#deps.clock, CLOSE_TIMEOUT_MS);
  }
}

function admit(request: IncomingMessage, access: AccessGate): { refusal: Refusal } | { client: Client } {
  const host = access.hostRefusal(request);
  if (host !== null) return { refusal: host };
  const admission = access.admitUpgrade(request);
  if (!admission.ok) return { refusal: admission.refusal };
  return admission.client.mayWatch ? { client: admission.client } : { refusal: WATCH_REFUSED };
}

/**
 * Clients in this process: a WebSocket of theirs reaches the relay without a network in between, and is a real one at either end, so that
 * nothing else needs to know. Owns an HTTP server that listens nowhere; only what is handed to it here arrives.
 */

import { type IncomingMessage, createServer } from 'node:http';
import type { Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { WebSocket } from 'ws';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export class LocalClients {
  readonly #server = createServer();
  readonly #waiting = new WeakMap<Duplex, OnUpgrade>();

  constructor() {
    this.#server.on('upgrade', (request, socket, head) => this.#waiting.get(socket)?.(request, socket, head));
  }

  /** A client that asks for `path`; `onUpgrade` gets its request. */
  connect(path: string, headers: Record<string, string>, onUpgrade: OnUpgrade): WebSocket {
    const [near, far] = duplexPair();
    this.#waiting.set(far, onUpgrade);
    this.#server.emit('connection', far);
    return new WebSocket(`ws://relay.invalid${path}`, {
      headers,
      perMessageDeflate: false,
      // Only what every duplex stream has is used of a connection.
      createConnection: () => near as Socket,
    });
  }
}

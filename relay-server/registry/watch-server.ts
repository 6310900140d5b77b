/** The WebSocket by which an authorised observer watches a live session: `/api/sessions/ID/watch`, with `?audio=0` without its sound. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';
import type { AccessGate } from '../access/access-gate.ts';
import { type Refusal, WATCH_REFUSED } from '../access/refusal.ts';
import { refuseClient } from '../access/refuse-client.ts';
import { closeInOrder } from '../relay/close-in-order.ts';
import { watchPeer } from '../relay/heartbeat.ts';
import { SHUTTING_DOWN, answerUpgrade } from '../relay/refuse-upgrade.ts';
import { chooseSubprotocol } from '../relay/subprotocol.ts';
import type { SessionRegistry } from './session-registry.ts';
import { Watcher } from './watcher.ts';

const PATH = /^\/api\/sessions\/([A-Za-z0-9_-]{1,64})\/watch$/;
/** A watcher has nothing to say. */
const MAX_PAYLOAD_BYTES = 1024;
const PING_PERIOD_MS = 20_000;
/** How long a watcher may take to answer a close before its socket is cut. */
const CLOSE_TIMEOUT_MS = 2000;

export interface WatchServerDeps {
  access: AccessGate;
  registry: SessionRegistry;
  clock: Clock;
}

export class WatchServer {
  readonly #deps: WatchServerDeps;
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
    handleProtocols: chooseSubprotocol,
  });
  #isClosing = false;

  constructor(deps: WatchServerDeps) {
    this.#deps = deps;
  }

  /** True when the request was for a watch; then its socket is taken care of. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const id = PATH.exec(path)?.[1];
    if (id === undefined) return false;
    socket.on('error', () => socket.destroy());
    const { access, clock } = this.#deps;
    if (this.#isClosing) {
      answerUpgrade(socket, SHUTTING_DOWN);
      return true;
    }
    const refusal = this.#refusal(request, access);
    if (refusal !== null) {
      refuseClient({ request, socket, head }, refusal, clock);
      return true;
    }
    this.#server.handleUpgrade(request, socket, head, (watching) => {
      void this.#watch(watching, id, new URLSearchParams(query).get('audio') !== '0');
    });
    return true;
  }

  /** Ends all watches, and takes no more. */
  close(): void {
    this.#isClosing = true;
    for (const watching of this.#server.clients) this.#end(watching, 1001, 'the server is shutting down');
  }

  #end(watching: WebSocket, code: number, reason: string): void {
    closeInOrder(watching, { code, reason }, this.#deps.clock, CLOSE_TIMEOUT_MS);
  }

  #refusal(request: IncomingMessage, access: AccessGate): Refusal | null {
    const host = access.hostRefusal(request);
    if (host !== null) return host;
    const admission = access.admitUpgrade(request);
    if (!admission.ok) return admission.refusal;
    return admission.client.mayWatch ? null : WATCH_REFUSED;
  }

  async #watch(watching: WebSocket, id: string, wantsAudio: boolean): Promise<void> {
    const { registry, clock } = this.#deps;
    const scope = new Scope(clock);
    watching.once('close', () => scope.dispose());
    watching.on('error', () => watching.terminate());
    watching.once('message', () => this.#end(watching, 1008, 'a watcher only listens'));
    watchPeer(watching, scope, PING_PERIOD_MS, () => watching.terminate());
    const stop = await registry.watch(id, new Watcher(watching, { wantsAudio }));
    if (stop === null) this.#end(watching, 4404, 'no session of that id is live');
    else scope.add(stop);
  }
}

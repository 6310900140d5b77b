/**
 * Whether a socket is read. Several parties may have a reason to stop it for a while (a slow other side, too high a rate); it is read
 * again when the last reason is gone. What has arrived already is still given out after a stop: at most one chunk of the kernel's.
 */

import type { WebSocket } from 'ws';

export class ReadGate {
  readonly #socket: WebSocket;
  readonly #reasons = new Set<symbol>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Stops reading for `reason`; harmless when that is known already. */
  hold(reason: symbol): void {
    this.#reasons.add(reason);
    if (!this.#socket.isPaused) this.#socket.pause();
  }

  release(reason: symbol): void {
    if (this.#reasons.delete(reason) && this.#reasons.size === 0) this.#socket.resume();
  }
}

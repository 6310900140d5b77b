/**
 * One WebSocket to the relay, as the conversation core's `Transport`. Reports open, frames and the end, each at most once for the end;
 * nothing arrives after `close` was called. Does not reconnect: that is its owner's decision.
 */

import { messageOf } from '../lib/errors.ts';
import type { Scope } from '../lib/scope.ts';
import type { Transport } from '../session/ports.ts';

export interface TransportHandlers {
  onOpen: () => void;
  onText: (text: string) => void;
  /** The socket ended by itself. `opened` is false when it never got that far. */
  onEnd: (end: { code: number; reason: string; opened: boolean }) => void;
}

/** Subprotocol that Realtime servers answer to browsers. */
const SUBPROTOCOL = 'realtime';

export class WebSocketTransport implements Transport {
  readonly #scope: Scope;
  #socket: WebSocket | null = null;
  #opened = false;

  constructor(url: string, scope: Scope, handlers: TransportHandlers) {
    this.#scope = scope.child();
    try {
      this.#socket = new WebSocket(url, [SUBPROTOCOL]);
    } catch (error) {
      // The address is not one that a socket can be made for; told like any other failure, after the constructor returned.
      const reason = messageOf(error);
      this.#scope.after(0, () => handlers.onEnd({ code: 1006, reason, opened: false }));
      return;
    }
    const socket = this.#socket;
    this.#scope.listen(socket, 'open', () => {
      this.#opened = true;
      handlers.onOpen();
    });
    this.#scope.listen<MessageEvent<unknown>>(socket, 'message', (event) => {
      // The protocol is text only; a binary frame is shown as what it is rather than dropped.
      handlers.onText(typeof event.data === 'string' ? event.data : '[binary frame]');
    });
    this.#scope.listen<CloseEvent>(socket, 'close', (event) => {
      const opened = this.#opened;
      this.#scope.dispose();
      handlers.onEnd({ code: event.code, reason: event.reason, opened });
    });
  }

  send(text: string): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  close(): void {
    this.#scope.dispose();
    this.#socket?.close(1000);
    this.#socket = null;
  }
}

/** One end of a session of the load, the client's or the upstream's: sends numbered messages, and judges those of the other end. */

import type { Socket } from 'node:net';
import { type FrameHandlers, FrameReader } from './frame-reader.ts';
import type { MessageKind, StampedFrame } from './message.ts';

const PONG = Buffer.from([0x8a, 0]);
const MASKED_PONG = Buffer.from([0x8a, 0x80, 1, 2, 3, 4]);

export interface LoadEndHandlers {
  /** The first message came; before that, an upstream does not know whose it is. */
  first(session: number): void;
  arrived(latencyUs: number): void;
  /** The socket is gone, and nobody here closed it. */
  dropped(): void;
}

export class LoadEnd implements FrameHandlers {
  readonly #socket: Socket;
  readonly #incoming: MessageKind;
  readonly #isClient: boolean;
  readonly #handlers: LoadEndHandlers;
  #outgoing: StampedFrame;
  #session: number | null = null;
  #isClosing = false;
  #next = 0;
  sent = 0;
  received = 0;
  reordered = 0;
  broken = 0;

  /** `rest` has been read from the socket already. */
  constructor(
    socket: Socket,
    rest: Buffer,
    kinds: { incoming: MessageKind; outgoing: MessageKind; isClient: boolean },
    handlers: LoadEndHandlers,
  ) {
    this.#socket = socket;
    this.#incoming = kinds.incoming;
    this.#isClient = kinds.isClient;
    this.#outgoing = kinds.outgoing.frame(kinds.isClient);
    this.#handlers = handlers;
    const reader = new FrameReader(this);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => reader.feed(chunk));
    socket.on('close', () => {
      if (!this.#isClosing) handlers.dropped();
    });
    if (rest.length > 0) reader.feed(rest);
  }

  /** A message for a socket that is gone counts as sent, and so as lost. */
  send(session: number): void {
    const bytes = this.#outgoing.stamped({ session, sequence: this.sent, sentAtUs: nowUs() });
    this.sent += 1;
    if (!this.#socket.writable) return;
    this.#socket.write(bytes);
    // What could not leave at once is the socket's now.
    if (this.#socket.writableLength > 0) this.#outgoing = this.#outgoing.copy();
  }

  close(): void {
    this.#isClosing = true;
    this.#socket.destroy();
  }

  message(bytes: Buffer, at: number, length: number, maskAt: number): void {
    const stamp = this.#incoming.read(bytes, at, length, maskAt);
    if (stamp === null || (this.#session !== null && stamp.session !== this.#session)) {
      this.broken += 1;
      return;
    }
    this.received += 1;
    if (stamp.sequence < this.#next) this.reordered += 1;
    this.#next = stamp.sequence + 1;
    this.#handlers.arrived((nowUs() - stamp.sentAtUs) >>> 0);
    if (this.#session !== null) return;
    this.#session = stamp.session;
    this.#handlers.first(stamp.session);
  }

  ping(): void {
    this.#socket.write(this.#isClient ? MASKED_PONG : PONG);
  }

  /** The socket's own close follows. */
  closed(): void {
    this.#socket.end();
  }

  unexpected(): void {
    this.broken += 1;
  }
}

/** Microseconds on the one clock of both ends, modulo 2 ** 32. */
function nowUs(): number {
  return Math.round(performance.now() * 1000) >>> 0;
}

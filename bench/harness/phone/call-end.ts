/**
 * One end of a call of the load, Twilio's or the model's: a WebSocket on a plain socket, and the judgement of the sound that arrives.
 * What is said on it is the caller's and the model's business.
 */

import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type FrameHandlers, FrameReader } from '../relay/frame-reader.ts';
import { nowUs, readSound } from './sound.ts';

const TEXT_FRAME = 0x81;
const PONG_FRAME = 0x8a;
const MASKED = 0x80;
const MASK_BYTES = 4;
const LONGEST_SHORT = 125;
const LENGTH_IN_16_BITS = 126;
const MASK = randomBytes(MASK_BYTES);

export interface CallEndHandlers {
  text(text: string): void;
  /** A frame of sound came, after so long. */
  arrived(latencyUs: number): void;
  /** The socket is gone, and nobody here closed it. */
  dropped(): void;
}

export class CallEnd implements FrameHandlers {
  readonly #socket: Socket;
  readonly #isClient: boolean;
  readonly #handlers: CallEndHandlers;
  /** Whose sound comes here; null before the first. */
  call: number | null;
  #next = 0;
  #isClosing = false;
  received = 0;
  reordered = 0;
  broken = 0;

  /** `rest` has been read from the socket already. */
  constructor(
    {
      socket,
      rest,
      isClient,
      call,
    }: { socket: Socket; rest: Buffer; isClient: boolean; call: number | null },
    handlers: CallEndHandlers,
  ) {
    this.#socket = socket;
    this.#isClient = isClient;
    this.#handlers = handlers;
    this.call = call;
    const reader = new FrameReader(this);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => reader.feed(chunk));
    socket.on('close', () => {
      if (!this.#isClosing) handlers.dropped();
    });
    if (rest.length > 0) reader.feed(rest);
  }

  /** ASCII. For a socket that is gone it is lost. */
  send(text: string): void {
    this.#write(TEXT_FRAME, text);
  }

  /** Takes note of the frames in a piece of sound that came. */
  hear(audioBase64: string): void {
    const atUs = nowUs();
    for (const stamp of readSound(audioBase64)) {
      if (stamp === null || (this.call !== null && stamp.call !== this.call)) {
        this.broken += 1;
        continue;
      }
      this.call = stamp.call;
      this.received += 1;
      if (stamp.sequence < this.#next) this.reordered += 1;
      this.#next = stamp.sequence + 1;
      this.#handlers.arrived((atUs - stamp.sentAtUs) >>> 0);
    }
  }

  close(): void {
    this.#isClosing = true;
    this.#socket.destroy();
  }

  message(bytes: Buffer, at: number, length: number, maskAt: number): void {
    if (maskAt > 0) {
      for (let i = 0; i < length; i += 1)
        bytes[at + i] = (bytes[at + i] ?? 0) ^ (bytes[maskAt + (i & 3)] ?? 0);
    }
    this.#handlers.text(bytes.toString('latin1', at, at + length));
  }

  ping(): void {
    this.#write(PONG_FRAME, '');
  }

  /** The socket's own close follows. */
  closed(): void {
    this.#socket.end();
  }

  unexpected(): void {
    this.broken += 1;
  }

  #write(kind: number, text: string): void {
    if (!this.#socket.writable) return;
    const isLong = text.length > LONGEST_SHORT;
    const maskAt = isLong ? 4 : 2;
    const payloadAt = maskAt + (this.#isClient ? MASK_BYTES : 0);
    const frame = Buffer.allocUnsafe(payloadAt + text.length);
    frame[0] = kind;
    frame[1] = (isLong ? LENGTH_IN_16_BITS : text.length) | (this.#isClient ? MASKED : 0);
    if (isLong) frame.writeUInt16BE(text.length, 2);
    frame.write(text, payloadAt, 'latin1');
    if (this.#isClient) {
      frame.set(MASK, maskAt);
      for (let i = 0; i < text.length; i += 1) {
        frame[payloadAt + i] = (frame[payloadAt + i] ?? 0) ^ (MASK[i & 3] ?? 0);
      }
    }
    this.#socket.write(frame);
  }
}

/**
 * One watcher's socket: says what passes in a session as JSON text frames. It never holds up the session: while the watcher is behind,
 * frames are left out, and it is told how many once it has caught up.
 */

import type { WebSocket } from 'ws';
import type { InputSent, LiveSession, WatchMessage } from '../../src/lib/watch-messages.ts';
import type { Observer, PassedFrame } from './session-registry.ts';

/** More than this unsent, and frames are left out. */
const MAX_BUFFERED_BYTES = 2 ** 20;
/** Sound in the events that carry nothing else. */
const AUDIO_EVENT = /"(audio|delta)"\s*:\s*"[A-Za-z0-9+/=]*"/;
/** Sound inside items. A quotation mark inside a string has a backslash before it, so what people wrote is left alone. */
const AUDIO_IN_ITEM = /"audio"\s*:\s*"[A-Za-z0-9+/=]+"/g;

export class Watcher implements Observer {
  readonly #socket: WebSocket;
  readonly #wantsAudio: boolean;
  readonly #maxBufferedBytes: number;
  /** The frame that comes next when none is left out. */
  #nextSeq = 0;
  /** Behind the last frame that was to be shown, and how much of the client's sound there had been by then. */
  #seenSeq = 0;
  #seenInput: InputSent = { bytes: 0, endMs: 0 };

  constructor(socket: WebSocket, options: { wantsAudio: boolean; maxBufferedBytes?: number }) {
    this.#socket = socket;
    this.#wantsAudio = options.wantsAudio;
    this.#maxBufferedBytes = options.maxBufferedBytes ?? MAX_BUFFERED_BYTES;
  }

  session(session: LiveSession): void {
    this.#send({ kind: 'session', session });
  }

  passed({ frame, isAudio, before, after, keep: _keep, ...facts }: PassedFrame): void {
    this.#seenSeq = facts.seq + 1;
    this.#seenInput = after;
    if (this.#socket.bufferedAmount > this.#maxBufferedBytes) return;
    this.#tellLost(facts.seq, before);
    this.#nextSeq = facts.seq + 1;
    const text = this.#shown(frame.toString(), isAudio);
    const silenced = !this.#wantsAudio && after !== before;
    this.#send({ kind: 'event', ...facts, text, ...(silenced && { input: after }) });
  }

  ended(session: LiveSession): void {
    this.#tellLost(session.framesUp + session.framesDown, this.#seenInput);
    this.#send({ kind: 'ended', session });
    this.#socket.close(1000, 'the session has ended');
  }

  #shown(text: string, isAudio: boolean): string {
    if (this.#wantsAudio) return text;
    return isAudio ? text.replace(AUDIO_EVENT, '"$1":""') : text.replaceAll(AUDIO_IN_ITEM, '"audio":""');
  }

  #tellLost(seq: number, input: InputSent): void {
    const count = seq - this.#nextSeq;
    if (count <= 0) return;
    this.#nextSeq = seq;
    this.#send({ kind: 'lost', count, input });
  }

  #send(message: WatchMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message), this.#sent);
  }

  /** Caught up: what was left out is told now, not with the next frame, which may be long in coming. */
  readonly #sent = (): void => {
    if (this.#socket.bufferedAmount <= this.#maxBufferedBytes) this.#tellLost(this.#seenSeq, this.#seenInput);
  };
}

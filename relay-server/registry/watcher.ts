/**
 * One watcher's socket: says what passes in a session as JSON text frames. It never holds up the session: while the watcher is behind,
 * frames are left out and counted, and it is told how many once it has caught up.
 */

import type { WebSocket } from 'ws';
import type { LiveSession, WatchMessage } from '../../src/lib/watch-messages.ts';
import type { Observer, PassedFrame } from './session-registry.ts';

/** More than this unsent, and frames are left out. */
const MAX_BUFFERED_BYTES = 2 ** 20;
/** Sound in the events that carry it. */
const AUDIO_FIELD = /"(audio|delta)"\s*:\s*"[A-Za-z0-9+/=]*"/;

export class Watcher implements Observer {
  readonly #socket: WebSocket;
  readonly #wantsAudio: boolean;
  readonly #maxBufferedBytes: number;
  #lost = 0;

  constructor(socket: WebSocket, options: { wantsAudio: boolean; maxBufferedBytes?: number }) {
    this.#socket = socket;
    this.#wantsAudio = options.wantsAudio;
    this.#maxBufferedBytes = options.maxBufferedBytes ?? MAX_BUFFERED_BYTES;
  }

  session(session: LiveSession): void {
    this.#send({ kind: 'session', session });
  }

  passed({ frame, isAudio, ...facts }: PassedFrame): void {
    if (this.#socket.bufferedAmount > this.#maxBufferedBytes) {
      this.#lost += 1;
      return;
    }
    this.#tellLost();
    const text = frame.toString();
    const shown = isAudio && !this.#wantsAudio ? text.replace(AUDIO_FIELD, '"$1":""') : text;
    this.#send({ kind: 'event', ...facts, text: shown });
  }

  lost(count: number): void {
    this.#lost += count;
  }

  ended(session: LiveSession): void {
    this.#tellLost();
    this.#send({ kind: 'ended', session });
    this.#socket.close(1000, 'the session has ended');
  }

  #tellLost(): void {
    if (this.#lost === 0) return;
    this.#send({ kind: 'lost', count: this.#lost });
    this.#lost = 0;
  }

  #send(message: WatchMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message), this.#sent);
  }

  /** Caught up: what was left out is told now, not with the next frame, which may be long in coming. */
  readonly #sent = (): void => {
    if (this.#socket.bufferedAmount <= this.#maxBufferedBytes) this.#tellLost();
  };
}

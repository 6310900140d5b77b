/**
 * One watcher of a call: says the lines of its session file as they come. It never holds up the call: while the watcher is behind, lines
 * are left out, and it is told how many once it has caught up.
 */

import type { WebSocket } from 'ws';
import type { CallWatchMessage } from '../../../src/lib/call-messages.ts';
import type { InputSent } from '../../../src/lib/watch-messages.ts';
import type { CallTapeListener } from './call-tape.ts';

/** More than this unsent, and lines are left out. */
const MAX_BUFFERED_BYTES = 2 ** 20;
/** Sound in the lines that carry nothing else: of both sides, and of an operator. */
const AUDIO = /"(audio|delta)":\s*"[A-Za-z0-9+/=]*"/;
const AUDIO_LINE =
  /"type":\s*"(?:input_audio_buffer\.append|response\.output_audio\.delta|sidetone\.operator-voice)"/;

type Socket = Pick<WebSocket, 'send' | 'bufferedAmount' | 'readyState' | 'OPEN'>;

export class CallWatcher implements CallTapeListener {
  readonly #socket: Socket;
  readonly #wantsAudio: boolean;
  readonly #maxBufferedBytes: number;
  #left = 0;

  constructor(socket: Socket, options: { wantsAudio: boolean; maxBufferedBytes?: number }) {
    this.#socket = socket;
    this.#wantsAudio = options.wantsAudio;
    this.#maxBufferedBytes = options.maxBufferedBytes ?? MAX_BUFFERED_BYTES;
  }

  line(text: string, input: InputSent): void {
    if (this.#socket.bufferedAmount > this.#maxBufferedBytes) {
      this.#left += 1;
      return;
    }
    this.#tellLeft(input);
    const isSilent = !this.#wantsAudio && AUDIO_LINE.test(text);
    this.#send({ kind: 'line', text: isSilent ? text.replace(AUDIO, '"$1":""') : text });
  }

  lost(count: number, input: InputSent): void {
    this.#left += count;
    if (this.#socket.bufferedAmount <= this.#maxBufferedBytes) this.#tellLeft(input);
  }

  /** The book says so, with how it ended. */
  ended(): void {}

  #tellLeft(input: InputSent): void {
    if (this.#left === 0) return;
    this.#send({ kind: 'lost', count: this.#left, input });
    this.#left = 0;
  }

  #send(message: CallWatchMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

/**
 * Holds microphone frames back while the socket is backed up, so that speech is never minutes late. Past the high-water mark frames wait
 * in a short queue; when that is full the oldest is dropped and counted.
 */

/** About 150 ms of base64 PCM16 at 24 kHz (64 KB a second) in the socket's own buffer. */
const HIGH_WATER_BYTES = 10_000;
/** One second of 20 ms frames: later speech is worth more than older. */
const MAX_WAITING = 50;

export interface GatedFrame {
  pcm16: Int16Array<ArrayBuffer>;
  capturedAtMs: number;
}

export class SendGate {
  readonly #bufferedBytes: () => number;
  readonly #send: (frame: GatedFrame) => void;
  readonly #drop: (frame: GatedFrame) => void;
  #waiting: GatedFrame[] = [];

  constructor(handlers: {
    bufferedBytes: () => number;
    send: (frame: GatedFrame) => void;
    drop: (frame: GatedFrame) => void;
  }) {
    this.#bufferedBytes = handlers.bufferedBytes;
    this.#send = handlers.send;
    this.#drop = handlers.drop;
  }

  push(frame: GatedFrame): void {
    this.#waiting.push(frame);
    while (this.#waiting.length > 0 && this.#bufferedBytes() <= HIGH_WATER_BYTES) {
      const next = this.#waiting.shift();
      if (next) this.#send(next);
    }
    while (this.#waiting.length > MAX_WAITING) {
      const oldest = this.#waiting.shift();
      if (oldest) this.#drop(oldest);
    }
  }

  /** Sends all that waits, however backed up the socket is: at most a second of speech, for when its end is about to be sent. */
  release(): void {
    for (const frame of this.#waiting.splice(0)) this.#send(frame);
  }

  /** Counts all that waits as dropped: the connection is gone. */
  clear(): void {
    for (const frame of this.#waiting.splice(0)) this.#drop(frame);
  }
}

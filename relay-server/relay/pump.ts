/**
 * One direction of a relayed connection: frames go out as they came, in order. When the target takes them more slowly than the source
 * gives them, the source is not read until the target has caught up, so at most `highWaterBytes` and one frame wait in memory.
 */

import type { WebSocket } from 'ws';
import type { Frame } from './frame.ts';

export interface WaterMarks {
  /** Above this many unsent bytes the source is paused. */
  highWaterBytes: number;
  /** At or below this many it is read again. */
  lowWaterBytes: number;
}

export class Pump {
  readonly #source: WebSocket;
  readonly #target: WebSocket;
  readonly #marks: WaterMarks;
  #frames = 0;
  #bytes = 0;

  constructor(source: WebSocket, target: WebSocket, marks: WaterMarks) {
    this.#source = source;
    this.#target = target;
    this.#marks = marks;
  }

  get frames(): number {
    return this.#frames;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Forwards one frame. The buffer is the socket's own and is not copied. Never throws while the target is open. */
  forward({ bytes, isBinary }: Frame): void {
    this.#frames += 1;
    this.#bytes += bytes.length;
    this.#target.send(bytes, { binary: isBinary, compress: false }, this.#sent);
    if (this.#target.bufferedAmount > this.#marks.highWaterBytes) this.#source.pause();
  }

  // One function for all frames: this path runs for every message. A failed send is followed by the socket's close, which is handled.
  readonly #sent = (): void => {
    if (this.#source.isPaused && this.#target.bufferedAmount <= this.#marks.lowWaterBytes)
      this.#source.resume();
  };
}

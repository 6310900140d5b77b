/**
 * One direction of a relayed connection: frames go out as they came, in order. When the target takes them more slowly than the source
 * gives them, the source is not read until the target has caught up, so at most `highWaterBytes` and what was already read wait in
 * memory. A target that does not catch up in time is stuck, and its owner is told.
 */

import type { WebSocket } from 'ws';
import type { Scope } from '../../src/lib/scope.ts';
import type { Frame } from './frame.ts';
import type { ReadGate } from './read-gate.ts';

export interface WaterMarks {
  /** Above this many unsent bytes the source is not read. */
  highWaterBytes: number;
  /** At or below this many it is read again. */
  lowWaterBytes: number;
  /** How long the target may take for that. */
  stuckTimeoutMs: number;
}

export class Pump {
  readonly #source: ReadGate;
  readonly #target: WebSocket;
  readonly #marks: WaterMarks;
  readonly #scope: Scope;
  readonly #onStuck: () => void;
  readonly #behind = Symbol('the target is behind');
  #frames = 0;
  #bytes = 0;
  #stopWaiting: (() => void) | null = null;

  /** `onStuck` is called at most once. */
  constructor(
    ends: { source: ReadGate; target: WebSocket },
    marks: WaterMarks,
    scope: Scope,
    onStuck: () => void,
  ) {
    this.#source = ends.source;
    this.#target = ends.target;
    this.#marks = marks;
    this.#scope = scope;
    this.#onStuck = onStuck;
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
    if (this.#stopWaiting !== null || this.#target.bufferedAmount <= this.#marks.highWaterBytes) return;
    this.#source.hold(this.#behind);
    this.#stopWaiting = this.#scope.after(this.#marks.stuckTimeoutMs, this.#onStuck);
  }

  // One function for all frames: this path runs for every message. A failed send is followed by the socket's close, which is handled.
  readonly #sent = (): void => {
    if (this.#stopWaiting === null || this.#target.bufferedAmount > this.#marks.lowWaterBytes) return;
    this.#stopWaiting();
    this.#stopWaiting = null;
    this.#source.release(this.#behind);
  };
}

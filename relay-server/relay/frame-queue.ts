/** Frames that wait for the upstream to open: in order, bounded in number and in bytes. */

import type { Frame } from './frame.ts';

export interface QueueLimits {
  maxFrames: number;
  maxBytes: number;
}

export class FrameQueue {
  readonly #limits: QueueLimits;
  #frames: Frame[] = [];
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** False when the frame would pass a limit; then it was not taken. */
  push(frame: Frame): boolean {
    if (this.#frames.length >= this.#limits.maxFrames) return false;
    if (this.#bytes + frame.bytes.length > this.#limits.maxBytes) return false;
    this.#frames.push(frame);
    this.#bytes += frame.bytes.length;
    return true;
  }

  /** The frames in the order they came; they stay. */
  list(): readonly Frame[] {
    return this.#frames;
  }

  /** All frames in the order they came; the queue is empty afterwards. */
  drain(): Frame[] {
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    return frames;
  }
}

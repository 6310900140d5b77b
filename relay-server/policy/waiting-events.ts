/**
 * Events of the client's that wait until the outputs are delivered which belong before them, in their order and within bounds. Sound does
 * not wait with them unless its place is behind one of them: the server is to hear meanwhile whether somebody speaks.
 */

import type { Frame } from '../relay/frame.ts';

const MAX_EVENTS = 64;
/** One event of the largest size, and what stands around it. */
const MAX_BYTES = 22 * 2 ** 20;
const BUFFER = 'input_audio_buffer.';
const APPEND = `${BUFFER}append`;

export class WaitingEvents {
  #frames: Frame[] = [];
  #bytes = 0;
  #isBufferWaiting = false;

  /** Whether an event of this type has to wait. `isFirst`: it would, also if nothing waited yet. */
  holds(type: string, isFirst: boolean): boolean {
    if (this.#frames.length === 0) return isFirst;
    return type !== APPEND || this.#isBufferWaiting;
  }

  /** False: there is no room for it. */
  add(type: string, frame: Frame): boolean {
    const bytes = this.#bytes + frame.bytes.length;
    if (this.#frames.length >= MAX_EVENTS || bytes > MAX_BYTES) return false;
    this.#frames.push(frame);
    this.#bytes = bytes;
    this.#isBufferWaiting ||= type.startsWith(BUFFER);
    return true;
  }

  takeAll(): Frame[] {
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    this.#isBufferWaiting = false;
    return frames;
  }
}

/**
 * A socket whose other end has vanished says nothing for minutes; that it takes no more is the first that can be known. Owns the count
 * of microphone frames that were dropped, and what follows from many in a row.
 */

import type { Notice } from '../session/types.ts';

/** Two seconds of frames that could not be sent, one after the other. */
const STALLED_FRAMES = 100;
/** Eight seconds. A line that recovers later than that is no conversation any more. */
const DEAD_FRAMES = 400;
const KEY = 'line-stalled';

export interface StallWatchDeps {
  /** False when the browser knows that it has no network: then nobody waits for a stalled line to recover. */
  online: () => boolean;
  notice: (notice: Notice) => void;
  clearNotice: (key: string) => void;
  /** The line takes nothing any more. */
  onDead: () => void;
}

export class StallWatch {
  readonly #deps: StallWatchDeps;
  #dropped = 0;
  #inARow = 0;

  constructor(deps: StallWatchDeps) {
    this.#deps = deps;
  }

  /** All of the conversation. */
  get droppedFrames(): number {
    return this.#dropped;
  }

  /** `open`: the conversation goes on, so somebody can be told. */
  dropped(open: boolean): void {
    this.#dropped += 1;
    this.#inARow += 1;
    if (!open) return;
    if (this.#inARow >= (this.#deps.online() ? DEAD_FRAMES : STALLED_FRAMES)) {
      this.#deps.onDead();
    } else if (this.#inARow === STALLED_FRAMES) {
      this.#deps.notice({
        id: KEY,
        key: KEY,
        level: 'warning',
        text: 'What you say does not reach the relay: the connection takes no more.',
        nextStep: 'Wait a moment: if it does not recover, a new connection is made.',
      });
    }
  }

  /** A frame was sent, or there is another line. */
  moves(): void {
    if (this.#inARow >= STALLED_FRAMES) this.#deps.clearNotice(KEY);
    this.#inARow = 0;
  }
}

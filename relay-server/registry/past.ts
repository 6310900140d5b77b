/**
 * What is kept of a live session for those who come late: the session object as it is now, and the latest of what happened. In memory
 * only, bounded, and gone with the session.
 */

import type { PassedFrame } from './session-registry.ts';

export interface PastBounds {
  maxPastFrames: number;
  /** Of one session; the session object may have as many again. A frame of more than a quarter of it is not kept. */
  maxPastBytes: number;
}

export class Past {
  readonly #bounds: PastBounds;
  #session: PassedFrame | null = null;
  #frames: PassedFrame[] = [];
  #bytes = 0;

  constructor(bounds: PastBounds) {
    this.#bounds = bounds;
  }

  keep(passed: PassedFrame): void {
    const { maxPastFrames, maxPastBytes } = this.#bounds;
    const size = passed.frame.length;
    // One that is too long leaves none rather than a former one that is not true any more.
    if (passed.keep === 'session') this.#session = size <= maxPastBytes ? copyOf(passed) : null;
    if (passed.keep !== 'past' || size > maxPastBytes / 4) return;
    this.#frames.push(copyOf(passed));
    this.#bytes += size;
    while (this.#frames.length > maxPastFrames || this.#bytes > maxPastBytes) {
      this.#bytes -= this.#frames.shift()?.frame.length ?? 0;
    }
  }

  /** In the order in which they passed. */
  list(): PassedFrame[] {
    const session = this.#session;
    if (session === null) return [...this.#frames];
    const before = this.#frames.filter(({ seq }) => seq < session.seq);
    return [...before, session, ...this.#frames.slice(before.length)];
  }
}

/** What comes from a socket is often a slice of something larger, which would stay in memory with it. */
function copyOf(passed: PassedFrame): PassedFrame {
  const frame = Buffer.allocUnsafeSlow(passed.frame.length);
  passed.frame.copy(frame);
  return { ...passed, frame };
}

/**
 * What the caller hears, as Twilio plays it: media in the order of arrival, silence where there is none, a mark reported when all before
 * it has been played, everything thrown away by `clear`. Driven frame by frame from outside; owns the queue and nothing else.
 */

import { SILENCE } from '../../../src/dsp/phone-audio.ts';
import { FRAME_BYTES } from './frame-ticker.ts';

type Queued = { kind: 'audio'; audio: Uint8Array; used: number } | { kind: 'mark'; name: string };

export class Playout {
  readonly #onMark: (name: string) => void;
  #queue: Queued[] = [];
  /** Marks behind the frame that is in the ear right now: due when it has been heard. */
  #due: string[] = [];
  #playedBytes = 0;
  /** Nothing of what was sent is in the ear. */
  #isIdle = true;

  constructor(onMark: (name: string) => void) {
    this.#onMark = onMark;
  }

  /** Bytes of media that have gone into the ear, those of the running frame included. */
  get playedBytes(): number {
    return this.#playedBytes;
  }

  /** Bytes that wait. */
  get queuedBytes(): number {
    return this.#queue.reduce(
      (sum, entry) => sum + (entry.kind === 'audio' ? entry.audio.length - entry.used : 0),
      0,
    );
  }

  media(audio: Uint8Array): void {
    if (audio.length > 0) this.#queue.push({ kind: 'audio', audio, used: 0 });
  }

  mark(name: string): void {
    this.#queue.push({ kind: 'mark', name });
    this.#passMarks();
    // Nothing is in the ear either: all before it has been played long ago.
    if (this.#isIdle) this.#report();
  }

  /** Throws away what waits; the frame in the ear is heard to its end. The marks come back at once. */
  clear(): void {
    const names = this.#queue.flatMap((entry) => (entry.kind === 'mark' ? [entry.name] : []));
    this.#queue = [];
    this.#due.push(...names);
    this.#report();
  }

  /** The next 20 ms for the ear, in a new array. What was in the ear before has been heard. */
  frame(): Uint8Array<ArrayBuffer> {
    this.#report();
    const frame = new Uint8Array(FRAME_BYTES).fill(SILENCE.ulaw);
    let filled = 0;
    while (filled < FRAME_BYTES) {
      const [head] = this.#queue;
      if (head === undefined) break;
      if (head.kind === 'mark') {
        this.#passMarks();
        continue;
      }
      const piece = head.audio.subarray(head.used, head.used + FRAME_BYTES - filled);
      frame.set(piece, filled);
      filled += piece.length;
      head.used += piece.length;
      if (head.used === head.audio.length) this.#queue.shift();
    }
    this.#playedBytes += filled;
    this.#isIdle = filled === 0;
    this.#passMarks();
    if (this.#isIdle) this.#report();
    return frame;
  }

  /** Marks at the head of the queue have only the running frame before them. */
  #passMarks(): void {
    for (let [head] = this.#queue; head?.kind === 'mark'; [head] = this.#queue) {
      this.#queue.shift();
      this.#due.push(head.name);
    }
  }

  #report(): void {
    for (const name of this.#due.splice(0)) this.#onMark(name);
  }
}

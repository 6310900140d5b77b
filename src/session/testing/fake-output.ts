/** A play-out queue without sound, for tests: positions are set by hand. Flushes answer at once, or when told to. */

import type { AudioOutput, FlushedItem } from '../ports.ts';

interface Queued {
  receivedSamples: number;
  playedSamples: number;
  ended: boolean;
}

export class FakeOutput implements AudioOutput {
  readonly items = new Map<string, Queued>();
  flushes = 0;
  /** While true, flushes wait for `answerFlushes`. */
  holdFlushes = false;
  readonly #waiting: (() => void)[] = [];

  enqueue(itemId: string, pcm16: Int16Array<ArrayBuffer>): void {
    const item = this.items.get(itemId) ?? { receivedSamples: 0, playedSamples: 0, ended: false };
    item.receivedSamples += pcm16.length;
    this.items.set(itemId, item);
    // As a real output does: the samples are gone for whoever gave them.
    structuredClone(pcm16.buffer, { transfer: [pcm16.buffer] });
  }

  end(itemId: string): void {
    const item = this.items.get(itemId);
    if (item) item.ended = true;
  }

  flush(): Promise<FlushedItem[]> {
    this.flushes += 1;
    const flushed = [...this.items].map(([itemId, { playedSamples }]) => ({ itemId, playedSamples }));
    this.items.clear();
    if (!this.holdFlushes) return Promise.resolve(flushed);
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(flushed));
    });
  }

  answerFlushes(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }

  /** Where playback of an item is, for the next flush. */
  play(itemId: string, playedSamples: number): void {
    const item = this.items.get(itemId);
    if (item) item.playedSamples = playedSamples;
  }

  /** The item has left the queue. */
  finish(itemId: string): void {
    this.items.delete(itemId);
  }
}

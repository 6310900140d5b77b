/**
 * Playback that nobody reports, as it would be if the audio were played as soon as it is there: one item after the other, in real time. What
 * a watched client really played is not known; this is the most that can have been heard. Silence between deltas is waited out.
 */

import type { AudioOutput } from '../ports.ts';
import { CORE_SAMPLE_RATE_HZ } from '../types.ts';
import type { PlaybackFact } from './recorded-notes.ts';

const SAMPLES_PER_MS = CORE_SAMPLE_RATE_HZ / 1000;

interface Queued {
  itemId: string;
  receivedSamples: number;
  playedSamples: number;
  complete: boolean;
  /** Session time at which `playedSamples` had been played; null while there is nothing to play. */
  playingSinceMs: number | null;
}

export class PlayOut implements AudioOutput {
  readonly #nowMs: () => number;
  readonly #tell: (fact: PlaybackFact) => void;
  #queue: Queued[] = [];

  constructor(nowMs: () => number, tell: (fact: PlaybackFact) => void) {
    this.#nowMs = nowMs;
    this.#tell = tell;
  }

  enqueue(itemId: string, pcm16: Int16Array<ArrayBuffer>): void {
    // What has run dry meanwhile stays so.
    this.advance();
    let queued = this.#queue.find((other) => other.itemId === itemId);
    if (!queued) {
      queued = { itemId, receivedSamples: 0, playedSamples: 0, complete: false, playingSinceMs: null };
      this.#queue.push(queued);
    }
    queued.receivedSamples += pcm16.length;
    this.advance();
  }

  end(itemId: string): void {
    const queued = this.#queue.find((other) => other.itemId === itemId);
    if (!queued) return;
    queued.complete = true;
    this.advance();
  }

  /** Nothing is asked of it: interruptions are the observed side's. */
  flush(): Promise<never[]> {
    this.silence();
    return Promise.resolve([]);
  }

  /** Everything stops where it is. */
  silence(): void {
    this.advance();
    const stopped = this.#queue.filter(({ playedSamples }) => playedSamples > 0);
    this.#queue = [];
    for (const { itemId, playedSamples } of stopped) this.#tell({ kind: 'stopped', itemId, playedSamples });
  }

  /** Time has gone on. */
  advance(): void {
    const nowMs = this.#nowMs();
    /** When the item before it ended, just now. */
    let freeFromMs: number | null = null;
    for (let first = this.#queue[0]; first; first = this.#queue[0]) {
      const endedAtMs = this.#play(first, nowMs, freeFromMs);
      if (endedAtMs === null) return;
      this.#queue.shift();
      this.#tell({ kind: 'ended', itemId: first.itemId, playedSamples: first.playedSamples });
      freeFromMs = endedAtMs;
    }
  }

  /** Session time at which the item ended; null when it goes on. */
  #play(item: Queued, nowMs: number, freeFromMs: number | null): number | null {
    const { itemId } = item;
    const waiting = item.receivedSamples - item.playedSamples;
    if (item.playingSinceMs === null) {
      if (waiting === 0) return item.complete ? nowMs : null;
      item.playingSinceMs = freeFromMs ?? nowMs;
      this.#tell({ kind: 'started', itemId, atSample: item.playedSamples, atMs: item.playingSinceMs });
    }
    const played = Math.min(waiting, Math.max(0, Math.floor((nowMs - item.playingSinceMs) * SAMPLES_PER_MS)));
    if (played === 0) return null;
    item.playedSamples += played;
    item.playingSinceMs += played / SAMPLES_PER_MS;
    if (item.playedSamples < item.receivedSamples) {
      this.#tell({ kind: 'position', itemId, playedSamples: item.playedSamples });
      return null;
    }
    const ranDryAtMs = item.playingSinceMs;
    if (item.complete) return ranDryAtMs;
    this.#tell({ kind: 'position', itemId, playedSamples: item.playedSamples });
    // It goes on with the next delta.
    item.playingSinceMs = null;
    return null;
  }
}

/**
 * The person's speech that no session has taken for a turn: the last seconds that were sent, and what is said while there is no
 * line. Owns copies of the frames, bounded; counts what it had to drop. Sends nothing.
 */

import { CORE_SAMPLE_RATE_HZ } from './types.ts';

const SAMPLES_PER_MS = CORE_SAMPLE_RATE_HZ / 1000;

/** A long sentence. More would be answered long after it was said. */
export const BACKLOG_MS = 15_000;
/** Frames that follow one another are sent together: a socket takes twenty large messages better than 750 small ones. */
const MOST_BLOCK_MS = 500;
/** Frames this close to where the last one ended follow one another. */
const JOIN_MS = 5;
/** The first frame of a turn may begin this much after the server's idea of its beginning. */
const EDGE_MS = 60;

export type BacklogEntry =
  | { kind: 'speech'; pcm16: Int16Array<ArrayBuffer>; capturedAtMs: number }
  /** The talk button came up: what stands before is a turn. Session times. */
  | { kind: 'turn-end'; startMs: number; endMs: number };

export class SpeechBacklog {
  #entries: BacklogEntry[] = [];
  #keptMs = 0;
  #droppedMs = 0;

  /** Keeps a frame, PCM16 at 24 kHz; copied. */
  add(pcm16: Int16Array, capturedAtMs: number): void {
    this.#entries.push({ kind: 'speech', pcm16: Int16Array.from(pcm16), capturedAtMs });
    this.#keptMs += pcm16.length / SAMPLES_PER_MS;
    while (this.#keptMs > BACKLOG_MS) this.#dropOldest();
  }

  /** What was said since the last turn is one, as far as it was kept. */
  endTurn(startMs: number, endMs: number): void {
    const last = this.#entries.at(-1);
    if (last?.kind === 'speech') this.#entries.push({ kind: 'turn-end', startMs, endMs });
  }

  /** Forgets what was captured before a session time: it is taken care of, so it does not count as dropped. */
  forgetBefore(atMs: number): void {
    const kept = this.#entries.filter((entry) => endOf(entry) > atMs);
    if (kept.length === this.#entries.length) return;
    this.#entries = kept;
    this.#keptMs = kept.reduce((sum, entry) => sum + lengthOf(entry), 0);
  }

  /** Starts counting anew. */
  resetDropped(): void {
    this.#droppedMs = 0;
  }

  get droppedMs(): number {
    return this.#droppedMs;
  }

  /** All speech between two session times, PCM16; null when its beginning is not here any more. */
  read(startMs: number, endMs: number): Int16Array<ArrayBuffer> | null {
    const frames = this.#entries.flatMap((entry) =>
      entry.kind === 'speech' && endOf(entry) > startMs && entry.capturedAtMs < endMs ? [entry] : [],
    );
    const [first] = frames;
    if (!first || first.capturedAtMs > startMs + EDGE_MS) return null;
    return joined(frames.map(({ pcm16 }) => pcm16));
  }

  /** What is kept, in order, frames that follow one another as one. It stays kept. */
  list(): BacklogEntry[] {
    const blocks: BacklogEntry[] = [];
    let run: Extract<BacklogEntry, { kind: 'speech' }>[] = [];
    const finish = () => {
      const [first] = run;
      if (!first) return;
      const pcm16 = joined(run.map((frame) => frame.pcm16));
      blocks.push({ kind: 'speech', pcm16, capturedAtMs: first.capturedAtMs });
      run = [];
    };
    for (const entry of this.#entries) {
      if (entry.kind === 'turn-end') {
        finish();
        blocks.push(entry);
        continue;
      }
      const [first] = run;
      const last = run.at(-1);
      const follows = last !== undefined && Math.abs(endOf(last) - entry.capturedAtMs) < JOIN_MS;
      const isFull = first !== undefined && endOf(entry) - first.capturedAtMs > MOST_BLOCK_MS;
      if (!follows || isFull) finish();
      run.push(entry);
    }
    finish();
    return blocks;
  }

  #dropOldest(): void {
    const oldest = this.#entries.shift();
    if (!oldest) return;
    const lengthMs = lengthOf(oldest);
    this.#keptMs -= lengthMs;
    this.#droppedMs += lengthMs;
    // The end of a turn of which nothing is left.
    while (this.#entries[0]?.kind === 'turn-end') this.#entries.shift();
  }
}

function lengthOf(entry: BacklogEntry): number {
  return entry.kind === 'speech' ? entry.pcm16.length / SAMPLES_PER_MS : 0;
}

function endOf(entry: BacklogEntry): number {
  return entry.kind === 'speech' ? entry.capturedAtMs + lengthOf(entry) : entry.endMs;
}

function joined(parts: Int16Array[]): Int16Array<ArrayBuffer> {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

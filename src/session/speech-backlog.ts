/**
 * The person's speech that no session has taken for a turn: the last seconds that were sent, and what is said while there is no
 * line. Owns copies of the frames, bounded; counts what it had to drop. Sends nothing.
 */

import { type AudioBlock, type AudioFormat, RATE_HZ } from './audio-format.ts';

/** A long sentence. More would be answered long after it was said. */
export const BACKLOG_MS = 15_000;
/** Frames that follow one another are sent together: a socket takes twenty large messages better than 750 small ones. */
const MOST_BLOCK_MS = 500;
/** Frames this close to where the last one ended follow one another. */
const JOIN_MS = 5;
/** The first frame of a turn may begin this much after the server's idea of its beginning. */
const EDGE_MS = 60;

export type BacklogEntry =
  | { kind: 'speech'; audio: AudioBlock; capturedAtMs: number; lengthMs: number }
  /** The talk button came up: what stands before is a turn. Session times. */
  | { kind: 'turn-end'; startMs: number; endMs: number };

export class SpeechBacklog {
  readonly #format: AudioFormat;
  #entries: BacklogEntry[] = [];
  #keptMs = 0;
  #droppedMs = 0;

  constructor(format: AudioFormat) {
    this.#format = format;
  }

  /** Keeps a frame in the session's format; copied. */
  add(audio: AudioBlock, capturedAtMs: number): void {
    const lengthMs = this.#lengthMs(audio);
    this.#entries.push({ kind: 'speech', audio: audio.slice(), capturedAtMs, lengthMs });
    this.#keptMs += lengthMs;
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

  /** All speech between two session times; null when its beginning is not here any more. */
  read(startMs: number, endMs: number): AudioBlock | null {
    const frames = this.#entries.flatMap((entry) =>
      entry.kind === 'speech' && endOf(entry) > startMs && entry.capturedAtMs < endMs ? [entry] : [],
    );
    const [first] = frames;
    if (!first || first.capturedAtMs > startMs + EDGE_MS) return null;
    return joined(frames.map(({ audio }) => audio));
  }

  /** What is kept, in order, frames that follow one another as one. It stays kept. */
  list(): BacklogEntry[] {
    const blocks: BacklogEntry[] = [];
    let run: Extract<BacklogEntry, { kind: 'speech' }>[] = [];
    const finish = () => {
      const [first] = run;
      if (!first) return;
      const audio = joined(run.map((frame) => frame.audio));
      blocks.push({
        kind: 'speech',
        audio,
        capturedAtMs: first.capturedAtMs,
        lengthMs: this.#lengthMs(audio),
      });
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

  #lengthMs(audio: AudioBlock): number {
    return (audio.length * 1000) / RATE_HZ[this.#format];
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
  return entry.kind === 'speech' ? entry.lengthMs : 0;
}

function endOf(entry: BacklogEntry): number {
  return entry.kind === 'speech' ? entry.capturedAtMs + lengthOf(entry) : entry.endMs;
}

function joined(parts: readonly AudioBlock[]): AudioBlock {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = parts[0] instanceof Uint8Array ? new Uint8Array(length) : new Int16Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

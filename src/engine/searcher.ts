/**
 * Searches the log: reads it page by page from the engine, runs the expression over the lines and, when asked, over the exact frames, and
 * reports the rows that match. Goes on as the log grows. Runs in a worker that the page ends when an expression does not end by itself;
 * knows no worker globals.
 */

import { textPattern } from '../lib/text-pattern.ts';
import { withoutAudio } from './audio-text.ts';
import type { SearchCommand, SearchPage, SearchReport, SearchRequest } from './search.messages.ts';

type Query = Extract<SearchCommand, { kind: 'search' }>;

/** What the searcher needs of a `MessagePort`. */
export interface SearchPort {
  postMessage(request: SearchRequest): void;
  addEventListener(type: 'message', listener: (event: { data: SearchPage }) => void): void;
  start(): void;
}

export class Searcher {
  readonly #post: (report: SearchReport) => void;
  readonly #decoder = new TextDecoder();
  #port: SearchPort | null = null;
  #query: Query | null = null;
  #pattern: RegExp | null = null;
  /** Events read so far. */
  #cursor = 0;
  /** There may be more to read. */
  #wanted = false;
  #paused = false;
  /** A page is on its way, asked for by this query. */
  #asked: Query | null = null;
  #lineHits = new Set<number>();
  #frameHits = new Set<number>();

  constructor(post: (report: SearchReport) => void) {
    this.#post = post;
  }

  attach(port: SearchPort): void {
    this.#port = port;
    port.addEventListener('message', ({ data }) => this.#receive(data));
    port.start();
  }

  search(query: Query): void {
    const pattern = textPattern(query.text, query.pattern);
    this.#query = query;
    // The page has tried the expression before it sent it.
    this.#pattern = pattern instanceof RegExp ? pattern : null;
    this.#cursor = 0;
    this.#lineHits = new Set();
    this.#frameHits = new Set();
    this.look();
  }

  look(): void {
    this.#wanted = true;
    this.#paused = false;
    this.#read();
  }

  /** Until it is told to look. */
  pause(): void {
    this.#paused = true;
  }

  #read(): void {
    if (!this.#wanted || this.#paused || this.#asked || !this.#query || !this.#port) return;
    this.#asked = this.#query;
    this.#wanted = false;
    this.#port.postMessage({ from: this.#cursor, frames: this.#query.frames });
  }

  #receive(page: SearchPage): void {
    const query = this.#query;
    const isOurs = query !== null && query === this.#asked;
    this.#asked = null;
    if (isOurs) this.#take(page, query.id);
    this.#read();
  }

  #take(page: SearchPage, id: number): void {
    if (page.failure !== null) {
      this.#wanted = false;
      this.#post({ kind: 'failed', id, reason: page.failure });
      return;
    }
    this.#post({ kind: 'matching', id });
    const hits = new Set<number>();
    const misses = new Set<number>();
    for (const { seq, words } of page.lines) {
      const was = this.#isHit(seq);
      if (words.some((word) => this.#matches(word))) this.#lineHits.add(seq);
      else this.#lineHits.delete(seq);
      if (this.#isHit(seq) !== was) (was ? misses : hits).add(seq);
    }
    this.#matchFrames(page, (seq) => {
      misses.delete(seq);
      hits.add(seq);
    });
    this.#cursor = page.next;
    if (page.next < page.total) this.#wanted = true;
    const counts = { searched: page.next, total: page.total };
    this.#post({ kind: 'searched', id, hits: [...hits], misses: [...misses], ...counts });
  }

  #matchFrames({ rows, frames }: SearchPage, onHit: (seq: number) => void): void {
    if (!frames) return;
    const bytes = new Uint8Array(frames.bytes);
    let start = 0;
    for (const [index, end] of frames.ends.entries()) {
      const seq = rows[index] ?? 0;
      // One event is enough for a row of many.
      if (!this.#frameHits.has(seq)) {
        const text = withoutAudio(this.#decoder.decode(bytes.subarray(start, end)));
        if (this.#matches(text)) {
          this.#frameHits.add(seq);
          onHit(seq);
        }
      }
      start = end;
    }
  }

  #isHit(seq: number): boolean {
    return this.#lineHits.has(seq) || this.#frameHits.has(seq);
  }

  #matches(text: string): boolean {
    return this.#pattern?.test(text) ?? false;
  }
}

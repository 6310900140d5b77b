/**
 * Which rows of the log are shown. Owns the list of matching `seq`s and keeps it current as the log grows, without looking at old rows
 * again; a narrower text looks only at the rows that matched before. It follows the log only while somebody listens to it, so that
 * making one costs nothing and forgetting one leaks nothing.
 */

import type { LogListener, LogMirror, ScannedRow } from './log-mirror.ts';

export interface LogQuery {
  /** Matched without regard to case against type, summary, item and response id. Blank = everything. */
  text: string;
  direction: 'all' | 'client' | 'server';
  errorsOnly: boolean;
}

export const EVERYTHING: LogQuery = { text: '', direction: 'all', errorsOnly: false };

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

export class LogFilter {
  readonly #log: LogMirror;
  readonly #listeners = new Set<() => void>();
  #unfollow: (() => void) | null = null;
  #query: LogQuery = EVERYTHING;
  #pattern: RegExp | null = null;
  /** Matching rows in order; null while nothing is filtered out, when the list would only count. */
  #seqs: Uint32Array | null = null;
  #length = 0;
  #version = 0;
  /** Changes with the query or a reset, not as the log grows: positions mean something else from here on. */
  #generation = 0;
  /** Verdicts by word number, so that each type and id is matched once. */
  #verdicts: Uint8Array = new Uint8Array(1024);

  constructor(log: LogMirror) {
    this.#log = log;
  }

  get query(): LogQuery {
    return this.#query;
  }

  get length(): number {
    return this.#seqs ? this.#length : this.#log.length;
  }

  get version(): number {
    return this.#version;
  }

  get generation(): number {
    return this.#generation;
  }

  /** The row at a position of the filtered list; -1 past its end. */
  seqAt(position: number): number {
    if (position < 0 || position >= this.length) return -1;
    return this.#seqs ? (this.#seqs[position] ?? -1) : position;
  }

  /** Where a row stands in the filtered list; -1 when it does not. */
  positionOf(seq: number): number {
    if (seq < 0) return -1;
    if (!this.#seqs) return seq < this.#log.length ? seq : -1;
    const position = this.#lowerBound(seq);
    return position < this.#length && this.#seqs[position] === seq ? position : -1;
  }

  /** The position of a row, or of the next one that is shown. May be `length`. */
  positionFrom(seq: number): number {
    return this.#seqs ? this.#lowerBound(seq) : Math.min(Math.max(0, seq), this.length);
  }

  set(query: LogQuery): void {
    const text = query.text.trim();
    const before = this.#query;
    if (
      text === before.text &&
      query.direction === before.direction &&
      query.errorsOnly === before.errorsOnly
    )
      return;
    const former = this.#seqs;
    const formerLength = this.#length;
    const narrower =
      former !== null &&
      text.toLowerCase().includes(before.text.toLowerCase()) &&
      (before.direction === 'all' || before.direction === query.direction) &&
      (!before.errorsOnly || query.errorsOnly);
    this.#query = { text, direction: query.direction, errorsOnly: query.errorsOnly };
    this.#pattern = text === '' ? null : new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
    if (narrower) {
      this.#clear();
      for (let i = 0; i < formerLength; i += 1) {
        const seq = former[i] ?? 0;
        this.#log.scan(seq, seq + 1, this.#consider);
      }
    } else {
      this.#rescan();
    }
    this.#tell();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#unfollow) {
      this.#unfollow = this.#log.subscribe(this.#follow);
      // What came while nobody listened. Unfiltered there is no list to be out of date.
      if (this.#seqs) {
        this.#rescan();
        this.#version += 1;
      }
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unfollow?.();
      this.#unfollow = null;
    };
  }

  readonly #follow = (change: Parameters<LogListener>[0]): void => {
    if (change.kind === 'reset') {
      this.#clear();
    } else if (this.#seqs) {
      for (const seq of change.changed) this.#reconsider(seq);
      this.#log.scan(change.addedFrom, this.#log.length, this.#consider);
    }
    this.#tell();
  };

  #clear(): void {
    const { text, direction, errorsOnly } = this.#query;
    this.#seqs = text === '' && direction === 'all' && !errorsOnly ? null : new Uint32Array(1024);
    this.#length = 0;
    this.#verdicts.fill(UNKNOWN);
    this.#generation += 1;
  }

  #rescan(): void {
    this.#clear();
    if (this.#seqs) this.#log.scan(0, this.#log.length, this.#consider);
  }

  readonly #consider = (row: ScannedRow): void => {
    if (!this.#matches(row) || !this.#seqs) return;
    if (this.#length === this.#seqs.length) this.#seqs = grown(this.#seqs);
    this.#seqs[this.#length] = row.seq;
    this.#length += 1;
  };

  /** A folded row was rewritten; its summary may match now, or not any more. Such rows are near the end, so moving is cheap. */
  #reconsider(seq: number): void {
    if (!this.#seqs) return;
    let matches = false;
    this.#log.scan(seq, seq + 1, (row) => {
      matches = this.#matches(row);
    });
    const position = this.#lowerBound(seq);
    const present = position < this.#length && this.#seqs[position] === seq;
    if (matches === present) return;
    if (present) {
      this.#seqs.copyWithin(position, position + 1, this.#length);
      this.#length -= 1;
      return;
    }
    if (this.#length === this.#seqs.length) this.#seqs = grown(this.#seqs);
    this.#seqs.copyWithin(position + 1, position, this.#length);
    this.#seqs[position] = seq;
    this.#length += 1;
  }

  #matches(row: ScannedRow): boolean {
    const { direction, errorsOnly } = this.#query;
    if (direction !== 'all' && row.direction !== direction) return false;
    if (errorsOnly && !row.error) return false;
    const pattern = this.#pattern;
    if (!pattern) return true;
    return (
      this.#wordMatches(row.type, pattern) ||
      this.#wordMatches(row.item, pattern) ||
      this.#wordMatches(row.response, pattern) ||
      pattern.test(row.summary)
    );
  }

  #wordMatches(number: number, pattern: RegExp): boolean {
    if (number === 0) return false;
    const verdict = this.#verdicts[number] ?? UNKNOWN;
    if (verdict !== UNKNOWN) return verdict === YES;
    const matches = pattern.test(this.#log.word(number) ?? '');
    if (number >= this.#verdicts.length) {
      const larger = new Uint8Array(Math.max(number + 1, this.#verdicts.length * 2));
      larger.set(this.#verdicts);
      this.#verdicts = larger;
    }
    this.#verdicts[number] = matches ? YES : NO;
    return matches;
  }

  #lowerBound(seq: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#seqs?.[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}

function grown(seqs: Uint32Array): Uint32Array {
  const larger = new Uint32Array(seqs.length * 2);
  larger.set(seqs);
  return larger;
}

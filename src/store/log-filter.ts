/**
 * Which rows of the log are shown. Owns the list of matching `seq`s and keeps it current as the log grows, without looking at old rows
 * again; a narrower text looks only at the rows that matched before. It follows the log only while somebody listens to it, so that
 * making one costs nothing and forgetting one leaks nothing.
 */

import { messageOf } from '../lib/errors.ts';
import type { LogListener, LogMirror, ScannedRow } from './log-mirror.ts';

export interface LogQuery {
  /** Matched without regard to case against type, summary, item and response id. Blank = everything. */
  text: string;
  /** `text` is a regular expression. */
  pattern: boolean;
  direction: 'all' | 'client' | 'server';
  /** Only warnings and errors. */
  troubleOnly: boolean;
  /** Types that are not shown. */
  hiddenTypes: readonly string[];
  /** Only rows of this item or response. Ends with the session: ids of one mean nothing in the next. */
  itemId: string | null;
  responseId: string | null;
}

export const EVERYTHING: LogQuery = {
  text: '',
  pattern: false,
  direction: 'all',
  troubleOnly: false,
  hiddenTypes: [],
  itemId: null,
  responseId: null,
};

export function isEverything(query: LogQuery): boolean {
  return sameQuery(query, EVERYTHING);
}

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
  /** The same for whether a type is shown at all. */
  #typeVerdicts: Uint8Array = new Uint8Array(1024);
  #hidden: ReadonlySet<string> = new Set();

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

  /** Null, or why the text is no regular expression; then all stays as it was. */
  set(wanted: LogQuery): string | null {
    const query = { ...wanted, text: wanted.text.trim() };
    const before = this.#query;
    if (sameQuery(query, before)) return null;
    const compiled = compile(query);
    if (typeof compiled === 'string') return compiled;
    const former = this.#seqs;
    const formerLength = this.#length;
    this.#query = query;
    this.#pattern = compiled;
    if (former !== null && isNarrower(query, before)) {
      this.#clear();
      for (let i = 0; i < formerLength; i += 1) {
        const seq = former[i] ?? 0;
        this.#log.scan(seq, seq + 1, this.#consider);
      }
    } else {
      this.#rescan();
    }
    this.#tell();
    return null;
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
      this.#query = { ...this.#query, itemId: null, responseId: null };
      this.#clear();
    } else if (this.#seqs) {
      for (const seq of change.changed) this.#reconsider(seq);
      this.#log.scan(change.addedFrom, this.#log.length, this.#consider);
    }
    this.#tell();
  };

  #clear(): void {
    this.#seqs = isEverything(this.#query) ? null : new Uint32Array(1024);
    this.#hidden = new Set(this.#query.hiddenTypes);
    this.#length = 0;
    this.#verdicts.fill(UNKNOWN);
    this.#typeVerdicts.fill(UNKNOWN);
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
    const { direction, troubleOnly, itemId, responseId } = this.#query;
    if (direction !== 'all' && row.direction !== direction) return false;
    if (troubleOnly && !row.trouble) return false;
    if (itemId !== null && (row.item === 0 || row.item !== this.#log.numberOf(itemId))) return false;
    if (responseId !== null && (row.response === 0 || row.response !== this.#log.numberOf(responseId)))
      return false;
    if (this.#hidden.size > 0 && !this.#typeIsShown(row.type)) return false;
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
    this.#verdicts = roomFor(this.#verdicts, number);
    this.#verdicts[number] = matches ? YES : NO;
    return matches;
  }

  #typeIsShown(number: number): boolean {
    const verdict = this.#typeVerdicts[number] ?? UNKNOWN;
    if (verdict !== UNKNOWN) return verdict === YES;
    const shown = !this.#hidden.has(this.#log.word(number) ?? '');
    this.#typeVerdicts = roomFor(this.#typeVerdicts, number);
    this.#typeVerdicts[number] = shown ? YES : NO;
    return shown;
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

function roomFor(verdicts: Uint8Array, number: number): Uint8Array {
  if (number < verdicts.length) return verdicts;
  const larger = new Uint8Array(Math.max(number + 1, verdicts.length * 2));
  larger.set(verdicts);
  return larger;
}

/** The matcher of a query; null when it has no text, words when the text is no pattern. */
function compile({ text, pattern }: LogQuery): RegExp | string | null {
  if (text === '') return null;
  if (!pattern) return new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    // Half typed, mostly. The browser's words begin with the pattern itself; its reason stands behind the last colon.
    return messageOf(error).split(': ').at(-1) ?? '';
  }
}

function sameQuery(a: LogQuery, b: LogQuery): boolean {
  return (
    a.text === b.text &&
    (a.pattern === b.pattern || a.text === '') &&
    a.direction === b.direction &&
    a.troubleOnly === b.troubleOnly &&
    a.itemId === b.itemId &&
    a.responseId === b.responseId &&
    a.hiddenTypes.length === b.hiddenTypes.length &&
    a.hiddenTypes.every((type) => b.hiddenTypes.includes(type))
  );
}

/** Nothing matches `query` that did not match `before`. */
function isNarrower(query: LogQuery, before: LogQuery): boolean {
  const sameText = query.text === before.text && query.pattern === before.pattern;
  const longerText =
    !query.pattern && !before.pattern && query.text.toLowerCase().includes(before.text.toLowerCase());
  return (
    (before.text === '' || sameText || longerText) &&
    (before.direction === 'all' || before.direction === query.direction) &&
    (!before.troubleOnly || query.troubleOnly) &&
    (before.itemId === null || before.itemId === query.itemId) &&
    (before.responseId === null || before.responseId === query.responseId) &&
    before.hiddenTypes.every((type) => query.hiddenTypes.includes(type))
  );
}

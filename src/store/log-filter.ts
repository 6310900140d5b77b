/**
 * Which rows of the log are shown. Owns the list of matching `seq`s and keeps it current as the log grows, without looking at old rows
 * again; a narrower text looks only at the rows that matched before. A new query looks where somebody reads first, and goes on from there in
 * parts that fit between two frames. Words are looked for here; expressions, and what may be anywhere in a frame, by the search, whose
 * verdicts come later. It follows the log only while somebody listens to it, so that making one costs nothing and forgetting one leaks
 * nothing.
 */

import { type Clock, systemClock } from '../lib/clock.ts';
import { textPattern } from '../lib/text-pattern.ts';
import type { LogListener, LogMirror, ScannedRow } from './log-mirror.ts';
import { EVERYTHING, isEverything, isNarrower, type LogQuery, sameQuery } from './log-query.ts';
import type { LogSearch } from './log-search.ts';
import { OutwardWalk, type Stretch } from './outward-walk.ts';
import { RowMatcher } from './row-matcher.ts';
import { SeqList } from './seq-list.ts';

/** Looked at in one go: a millisecond or two. */
const ROWS_PER_PART = 5000;
/** While it looks on, listeners are told so often that a list grows to the eye; each telling draws it. */
const TOLD_EACH_PARTS = 32;
/** What was found at once is drawn before it goes on. */
const DRAWN_MS = 30;
/** The search tells of each part of the log that it has been through, several in a frame; the list grows with them no faster than this. */
const LEARNS_EACH_MS = 100;

/** A look through the log that has not come to its end. */
interface Look {
  walk: OutwardWalk;
  /** Only these can match; null = every row. */
  among: SeqList | null;
  parts: number;
  /** What was found and is not shown yet, by part: the last of the first, and the first of the last, are nearest to where it began. */
  earlier: number[][];
  later: number[][];
  /** A row was put into the list out of turn: it may be there already when its turn comes. */
  disturbed: boolean;
  cancel: () => void;
}

export class LogFilter {
  readonly #log: LogMirror;
  readonly #search: LogSearch;
  readonly #matcher: RowMatcher;
  readonly #clock: Clock;
  readonly #rowsPerPart: number;
  readonly #listeners = new Set<() => void>();
  #unfollow: (() => void) | null = null;
  #query: LogQuery = EVERYTHING;
  /** Matching rows in order; null while nothing is filtered out, when the list would only count. */
  #seqs: SeqList | null = null;
  #look: Look | null = null;
  /** Verdicts of the search that the list does not have yet; null while it would take them at once. */
  #unlearned: { told: boolean; hits: number[]; misses: number[]; cancel: () => void } | null = null;
  /** How many matched when a look last came to its end. */
  #lastCount = 0;
  #version = 0;
  /** Changes with the query or a reset, not as the log grows: positions mean something else from here on. */
  #generation = 0;

  constructor(log: LogMirror, search: LogSearch, clock: Clock = systemClock, rowsPerPart = ROWS_PER_PART) {
    this.#log = log;
    this.#search = search;
    this.#matcher = new RowMatcher(log, search);
    this.#clock = clock;
    this.#rowsPerPart = rowsPerPart;
  }

  get query(): LogQuery {
    return this.#query;
  }

  /** Rows that match, as far as they are found. */
  get length(): number {
    return this.#seqs ? this.#seqs.length : this.#log.length;
  }

  /** How many rows match; as many as before, while that is not known yet. */
  get count(): number {
    return this.#look ? this.#lastCount : this.length;
  }

  /** Rows that match may be missing: it has not looked at all of them yet, or has still to be told what was found. */
  get looking(): boolean {
    return this.#look !== null || (this.#unlearned !== null && this.#unlearned.hits.length > 0);
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
    return this.#seqs ? this.#seqs.at(position) : position;
  }

  /** Where a row stands in the filtered list; -1 when it does not. */
  positionOf(seq: number): number {
    if (seq < 0) return -1;
    if (!this.#seqs) return seq < this.#log.length ? seq : -1;
    return this.#seqs.positionOf(seq);
  }

  /** The position of a row, or of the next one that is shown. May be `length`. */
  positionFrom(seq: number): number {
    return this.#seqs ? this.#seqs.lowerBound(seq) : Math.min(Math.max(0, seq), this.length);
  }

  /** Null, or why the text is no regular expression; then all stays as it was. Rows around `near` are found at once; the last by default. */
  set(wanted: LogQuery, near = this.#log.length): string | null {
    const query = { ...wanted, text: wanted.text.trim() };
    const before = this.#query;
    if (sameQuery(query, before)) {
      // Without a text it shows the same however a text would be looked for; that counts from the next one on.
      this.#query = query;
      if (query.pattern !== before.pattern || query.frames !== before.frames) this.#tell();
      return null;
    }
    const compiled = textPattern(query.text, query.pattern);
    if (typeof compiled === 'string') return compiled;
    const former = this.#look === null && isNarrower(query, before) ? this.#seqs : null;
    this.#query = query;
    this.#matcher.begin(query, compiled);
    this.#startSearch();
    this.#lookAnew(former, near);
    this.#tell();
    return null;
  }

  /** Looks at all that is left now, for whoever needs to know about every row. */
  complete(): void {
    if (!this.looking) return;
    while (this.#look) this.#lookOn(this.#look);
    this.#learnRest();
    this.#tell();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#unfollow) {
      const leave = [this.#log.subscribe(this.#follow), this.#search.subscribe(this.#learn)];
      this.#unfollow = () => {
        for (const end of leave) end();
        this.#search.clear();
        this.#look?.cancel();
        this.#unlearned?.cancel();
        this.#unlearned = null;
      };
      this.#startSearch();
      // What came while nobody listened. Unfiltered there is no list to be out of date.
      if (this.#seqs) {
        this.#lookAnew(null, this.#log.length);
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

  /** Only while somebody listens. */
  #startSearch(): void {
    if (!this.#unfollow) return;
    if (this.#matcher.searches) this.#search.start(this.#query);
    else this.#search.clear();
  }

  readonly #follow = (change: Parameters<LogListener>[0]): void => {
    if (change.kind === 'reset') {
      this.#query = { ...this.#query, itemId: null, responseId: null, turn: null };
      this.#matcher.reset(this.#query);
      this.#lookAnew(null, 0);
      if (this.#matcher.searches) this.#search.restart();
    } else if (this.#seqs) {
      for (const seq of change.changed) this.#reconsider(seq);
      this.#log.scan(change.addedFrom, this.#log.length, this.#consider);
      if (this.#matcher.searches) this.#search.look();
    }
    this.#tell();
  };

  readonly #learn = ({ hits, misses }: { hits: readonly number[]; misses: readonly number[] }): void => {
    const waiting = this.#unlearned;
    if (waiting) {
      waiting.told = true;
      waiting.hits.push(...hits);
      waiting.misses.push(...misses);
      return;
    }
    if (hits.length + misses.length > 0) this.#restFromLearning();
    for (const seq of misses) this.#reconsider(seq);
    this.#insert(hits);
    this.#tell();
  };

  #restFromLearning(): void {
    const cancel = this.#clock.after(LEARNS_EACH_MS, () => this.#learnRest());
    this.#unlearned = { told: false, hits: [], misses: [], cancel };
  }

  #learnRest(): void {
    const waiting = this.#unlearned;
    waiting?.cancel();
    this.#unlearned = null;
    if (waiting?.told) this.#learn(waiting);
  }

  #lookAnew(among: SeqList | null, near: number): void {
    this.#lastCount = this.count;
    this.#look?.cancel();
    this.#seqs = isEverything(this.#query) ? null : new SeqList();
    this.#generation += 1;
    this.#look = null;
    if (!this.#seqs) return;
    const walk = among
      ? new OutwardWalk(among.length, among.lowerBound(near))
      : new OutwardWalk(this.#log.length, near);
    this.#look = { walk, among, parts: 0, earlier: [], later: [], disturbed: false, cancel: () => {} };
    this.#lookOn(this.#look);
    // Nobody to tell later.
    if (!this.#unfollow) this.complete();
  }

  /** The next part. */
  #lookOn(look: Look): void {
    const { earlier, later } = look.walk.next(this.#rowsPerPart);
    look.earlier.unshift(this.#matching(earlier, look.among));
    look.later.push(this.#matching(later, look.among));
    look.cancel();
    if (look.walk.done) this.#look = null;
    else
      look.cancel = this.#clock.after(look.parts === 0 ? DRAWN_MS : 0, () => {
        this.#lookOn(look);
        if (look.earlier.length === 0) this.#tell();
      });
    // What is shown does not change between two tellings.
    if (look.walk.done || look.parts % TOLD_EACH_PARTS === 0) this.#showFound(look);
    look.parts += 1;
  }

  #showFound(look: Look): void {
    const found = [...look.earlier, ...look.later].flat();
    this.#seqs?.addAll(look.disturbed ? found.filter((seq) => this.positionOf(seq) < 0) : found);
    look.earlier = [];
    look.later = [];
  }

  #matching({ from, to }: Stretch, among: SeqList | null): number[] {
    const found: number[] = [];
    const consider = (row: ScannedRow) => {
      if (this.#matcher.matches(row)) found.push(row.seq);
    };
    if (among === null) this.#log.scan(from, to, consider);
    else
      for (let position = from; position < to; position += 1) {
        const seq = among.at(position);
        this.#log.scan(seq, seq + 1, consider);
      }
    return found;
  }

  readonly #consider = (row: ScannedRow): void => {
    if (this.#seqs && this.#matcher.matches(row)) this.#seqs.push(row.seq);
  };

  /** A folded row was rewritten; its summary may match now, or not any more. Such rows are near the end, so moving is cheap. */
  #reconsider(seq: number): void {
    if (this.#look) this.#look.disturbed = true;
    this.#log.scan(seq, seq + 1, (row) => {
      if (this.#matcher.matches(row)) this.#seqs?.add(seq);
      else this.#seqs?.remove(seq);
    });
  }

  /** Rows that the search has found; those that the page does not hold yet are considered when they come. */
  #insert(seqs: readonly number[]): void {
    if (this.#look) this.#look.disturbed = true;
    const added: number[] = [];
    for (const seq of seqs.toSorted((a, b) => a - b)) {
      this.#log.scan(seq, seq + 1, (row) => {
        if (this.#matcher.matches(row) && this.positionOf(seq) < 0) added.push(seq);
      });
    }
    this.#seqs?.addAll(added);
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}

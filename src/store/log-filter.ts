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
import type { LogSearch } from './log-search.ts';
import { OutwardWalk, type Stretch } from './outward-walk.ts';
import { SeqList } from './seq-list.ts';
import type { TurnScope } from './turn-scope.ts';

export interface LogQuery {
  /** Matched without regard to case against type, summary, item and response id. Blank = everything. */
  text: string;
  /** `text` is a regular expression. */
  pattern: boolean;
  /** `text` is looked for in the exact frames too, but for the audio in them. */
  frames: boolean;
  direction: 'all' | 'client' | 'server';
  /** Only warnings and errors. */
  troubleOnly: boolean;
  /** Types that are not shown. */
  hiddenTypes: readonly string[];
  /** Only rows of this item or response. Ends with the session: ids of one mean nothing in the next. */
  itemId: string | null;
  responseId: string | null;
  /** Only rows of this turn. Ends with the session too. */
  turn: TurnScope | null;
}

export const EVERYTHING: LogQuery = {
  text: '',
  pattern: false,
  frames: false,
  direction: 'all',
  troubleOnly: false,
  hiddenTypes: [],
  itemId: null,
  responseId: null,
  turn: null,
};

export function isEverything(query: LogQuery): boolean {
  return sameQuery(query, EVERYTHING);
}

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

/** Looked at in one go: a millisecond or two. */
const ROWS_PER_PART = 5000;
/** While it looks on, listeners are told so often that a list grows to the eye; each telling draws it. */
const TOLD_EACH_PARTS = 32;
/** What was found at once is drawn before it goes on. */
const DRAWN_MS = 30;

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
  readonly #clock: Clock;
  readonly #rowsPerPart: number;
  readonly #listeners = new Set<() => void>();
  #unfollow: (() => void) | null = null;
  #query: LogQuery = EVERYTHING;
  #pattern: RegExp | null = null;
  /** The search says what matches. */
  #searches = false;
  /** Matching rows in order; null while nothing is filtered out, when the list would only count. */
  #seqs: SeqList | null = null;
  #look: Look | null = null;
  /** How many matched when a look last came to its end. */
  #lastCount = 0;
  #version = 0;
  /** Changes with the query or a reset, not as the log grows: positions mean something else from here on. */
  #generation = 0;
  /** Verdicts by word number, so that each type and id is matched once. */
  #verdicts: Uint8Array = new Uint8Array(1024);
  /** The same for whether a type is shown at all. */
  #typeVerdicts: Uint8Array = new Uint8Array(1024);
  #hidden: ReadonlySet<string> = new Set();

  constructor(log: LogMirror, search: LogSearch, clock: Clock = systemClock, rowsPerPart = ROWS_PER_PART) {
    this.#log = log;
    this.#search = search;
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

  /** It has not looked at all rows yet. */
  get looking(): boolean {
    return this.#look !== null;
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
    this.#pattern = compiled;
    this.#searches = compiled !== null && (query.pattern || query.frames);
    this.#startSearch();
    this.#lookAnew(former, near);
    this.#tell();
    return null;
  }

  /** Looks at all that is left now, for whoever needs to know about every row. */
  complete(): void {
    if (!this.#look) return;
    while (this.#look) this.#lookOn(this.#look);
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
    if (this.#searches) this.#search.start(this.#query);
    else this.#search.clear();
  }

  readonly #follow = (change: Parameters<LogListener>[0]): void => {
    if (change.kind === 'reset') {
      this.#query = { ...this.#query, itemId: null, responseId: null, turn: null };
      this.#lookAnew(null, 0);
      if (this.#searches) this.#search.restart();
    } else if (this.#seqs) {
      for (const seq of change.changed) this.#reconsider(seq);
      this.#log.scan(change.addedFrom, this.#log.length, this.#consider);
      if (this.#searches) this.#search.look();
    }
    this.#tell();
  };

  readonly #learn = ({ hits, misses }: { hits: readonly number[]; misses: readonly number[] }): void => {
    for (const seq of misses) this.#reconsider(seq);
    this.#insert(hits);
    this.#tell();
  };

  #lookAnew(among: SeqList | null, near: number): void {
    this.#lastCount = this.count;
    this.#look?.cancel();
    this.#seqs = isEverything(this.#query) ? null : new SeqList();
    this.#hidden = new Set(this.#query.hiddenTypes);
    this.#verdicts.fill(UNKNOWN);
    this.#typeVerdicts.fill(UNKNOWN);
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
      if (this.#matches(row)) found.push(row.seq);
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
    if (this.#seqs && this.#matches(row)) this.#seqs.push(row.seq);
  };

  /** A folded row was rewritten; its summary may match now, or not any more. Such rows are near the end, so moving is cheap. */
  #reconsider(seq: number): void {
    if (this.#look) this.#look.disturbed = true;
    this.#log.scan(seq, seq + 1, (row) => {
      if (this.#matches(row)) this.#seqs?.add(seq);
      else this.#seqs?.remove(seq);
    });
  }

  /** Rows that the search has found; those that the page does not hold yet are considered when they come. */
  #insert(seqs: readonly number[]): void {
    if (this.#look) this.#look.disturbed = true;
    const added: number[] = [];
    for (const seq of seqs.toSorted((a, b) => a - b)) {
      this.#log.scan(seq, seq + 1, (row) => {
        if (this.#matches(row) && this.positionOf(seq) < 0) added.push(seq);
      });
    }
    this.#seqs?.addAll(added);
  }

  #matches(row: ScannedRow): boolean {
    const { direction, troubleOnly, itemId, responseId } = this.#query;
    if (direction !== 'all' && row.direction !== direction) return false;
    if (troubleOnly && !row.trouble) return false;
    if (itemId !== null && (row.item === 0 || row.item !== this.#log.numberOf(itemId))) return false;
    if (responseId !== null && (row.response === 0 || row.response !== this.#log.numberOf(responseId)))
      return false;
    if (!this.#isOfTurn(row)) return false;
    if (this.#hidden.size > 0 && !this.#typeIsShown(row.type)) return false;
    const pattern = this.#pattern;
    if (!pattern) return true;
    if (this.#searches) return this.#search.matches(row.seq);
    return (
      this.#wordMatches(row.type, pattern) ||
      this.#wordMatches(row.item, pattern) ||
      this.#wordMatches(row.response, pattern) ||
      pattern.test(row.summary)
    );
  }

  /** By what a row names; where it names nothing that is known, by its time. */
  #isOfTurn({ response, item, atMs, lastAtMs }: ScannedRow): boolean {
    const { turn } = this.#query;
    if (turn === null) return true;
    const named = this.#log.word(response) ?? this.#log.word(item);
    if (named !== null && turn.own.has(named)) return true;
    if (response !== 0 || (named !== null && turn.others.has(named))) return false;
    return lastAtMs >= turn.fromMs && atMs < turn.toMs;
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

  #tell(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}

function roomFor(verdicts: Uint8Array, number: number): Uint8Array {
  if (number < verdicts.length) return verdicts;
  const larger = new Uint8Array(Math.max(number + 1, verdicts.length * 2));
  larger.set(verdicts);
  return larger;
}

/** Whether two queries show the same of any log. */
export function sameQuery(a: LogQuery, b: LogQuery): boolean {
  return (
    a.text === b.text &&
    (a.text === '' || (a.pattern === b.pattern && a.frames === b.frames)) &&
    a.direction === b.direction &&
    a.troubleOnly === b.troubleOnly &&
    a.itemId === b.itemId &&
    a.responseId === b.responseId &&
    a.turn === b.turn &&
    a.hiddenTypes.length === b.hiddenTypes.length &&
    a.hiddenTypes.every((type) => b.hiddenTypes.includes(type))
  );
}

/** Nothing matches `query` that did not match `before`. */
function isNarrower(query: LogQuery, before: LogQuery): boolean {
  const sameText =
    query.text === before.text && query.pattern === before.pattern && query.frames === before.frames;
  const longerText =
    ![query, before].some(({ pattern, frames }) => pattern || frames) &&
    query.text.toLowerCase().includes(before.text.toLowerCase());
  return (
    (before.text === '' || sameText || longerText) &&
    (before.direction === 'all' || before.direction === query.direction) &&
    (!before.troubleOnly || query.troubleOnly) &&
    (before.itemId === null || before.itemId === query.itemId) &&
    (before.responseId === null || before.responseId === query.responseId) &&
    (before.turn === null || before.turn === query.turn) &&
    before.hiddenTypes.every((type) => query.hiddenTypes.includes(type))
  );
}

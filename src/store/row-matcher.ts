/** Whether a row of the log is what a query asks for. Each type and id is matched once, and the verdict kept by its number. */

import type { LogMirror, ScannedRow } from './log-mirror.ts';
import { EVERYTHING, type LogQuery } from './log-query.ts';
import type { LogSearch } from './log-search.ts';

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

export class RowMatcher {
  readonly #log: LogMirror;
  readonly #search: LogSearch;
  #query: LogQuery = EVERYTHING;
  #pattern: RegExp | null = null;
  #hidden: ReadonlySet<string> = new Set();
  /** By the number of a word. */
  #verdicts: Uint8Array = new Uint8Array(1024);
  /** The same for whether a type is shown at all. */
  #typeVerdicts: Uint8Array = new Uint8Array(1024);

  constructor(log: LogMirror, search: LogSearch) {
    this.#log = log;
    this.#search = search;
  }

  /** The search says what matches the text. */
  get searches(): boolean {
    return this.#pattern !== null && (this.#query.pattern || this.#query.frames);
  }

  /** Another query; `pattern` is its text compiled, null without one. */
  begin(query: LogQuery, pattern: RegExp | null): void {
    this.#pattern = pattern;
    this.reset(query);
  }

  /** Another log, whose words have other numbers; the text is as before. */
  reset(query: LogQuery): void {
    this.#query = query;
    this.#hidden = new Set(query.hiddenTypes);
    this.#verdicts.fill(UNKNOWN);
    this.#typeVerdicts.fill(UNKNOWN);
  }

  matches(row: ScannedRow): boolean {
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
    if (this.searches) return this.#search.matches(row.seq);
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
}

function roomFor(verdicts: Uint8Array, number: number): Uint8Array {
  if (number < verdicts.length) return verdicts;
  const larger = new Uint8Array(Math.max(number + 1, verdicts.length * 2));
  larger.set(verdicts);
  return larger;
}

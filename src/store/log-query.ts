/** What a person wants to see of the event log. Pure. */

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
export function isNarrower(query: LogQuery, before: LogQuery): boolean {
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

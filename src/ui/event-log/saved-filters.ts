/** Filters that a person keeps by name. Pure; the preferences hold them. */

import { EVERYTHING, type LogQuery, sameQuery } from '../../store/log-query.ts';
import type { Preferences } from '../../store/preferences.ts';

type Saved = Preferences['savedFilters'];

/** What is worth keeping of a query: ids and turns are of one session. */
export function likedFilter(query: LogQuery): Preferences['logFilter'] {
  const { itemId: _item, responseId: _response, turn: _turn, ...liked } = query;
  return { ...liked, hiddenTypes: [...liked.hiddenTypes] };
}

/** The one that shows what the query shows; null when none does. */
export function currentFilter(saved: Saved, query: LogQuery): Saved[number] | null {
  const liked = { ...EVERYTHING, ...likedFilter(query) };
  return saved.find(({ filter }) => sameQuery({ ...EVERYTHING, ...filter }, liked)) ?? null;
}

/** With the query under a name; one of that name is replaced where it stands. */
export function withFilter(saved: Saved, name: string, query: LogQuery): Saved {
  const added = { name, filter: likedFilter(query) };
  return saved.some((each) => each.name === name)
    ? saved.map((each) => (each.name === name ? added : each))
    : [...saved, added];
}

export function withoutFilter(saved: Saved, name: string): Saved {
  return saved.filter((each) => each.name !== name);
}

/** By which column a table is sorted, and which way. */

import { useState } from 'react';

export interface Sort<Key extends string> {
  key: Key;
  descending: boolean;
}

export interface Sorting<Key extends string> {
  sort: Sort<Key>;
  /** The same column again turns the order; another begins with its largest. */
  sortBy: (key: Key) => void;
}

export function useSort<Key extends string>(first: Sort<Key>): Sorting<Key> {
  const [sort, setSort] = useState(first);
  return {
    sort,
    sortBy: (key) => setSort((now) => ({ key, descending: now.key === key ? !now.descending : true })),
  };
}

/** Those without a value come last, whatever the order; those with the same one keep theirs, or its reverse. */
export function sorted<T>(rows: readonly T[], valueOf: (row: T) => number | null, descending: boolean): T[] {
  const places = rows.map((row, place) => ({ row, place, value: valueOf(row) }));
  places.sort((a, b) => {
    if (a.value === null || b.value === null) {
      return Number(a.value === null) - Number(b.value === null) || b.place - a.place;
    }
    return descending ? b.value - a.value || b.place - a.place : a.value - b.value || a.place - b.place;
  });
  return places.map(({ row }) => row);
}

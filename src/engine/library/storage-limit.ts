/** Which sessions go when there are too many. Pure. */

import { type CatalogueEntry, isDeleted } from './catalogue.ts';

/**
 * What to remove so that all of them, and `moreBytes` besides, take no more than the limit: first what was thrown away, then the oldest. Never
 * what a person wants kept, nor what is running; so it may not be enough.
 */
export function toMakeRoom(
  newestFirst: readonly CatalogueEntry[],
  limitBytes: number,
  moreBytes: number,
): CatalogueEntry[] {
  let overBytes = newestFirst.reduce((sum, { bytes }) => sum + bytes, moreBytes) - limitBytes;
  const oldestFirst = newestFirst.toReversed().filter(({ running }) => !running);
  const candidates = [
    ...oldestFirst.filter(isDeleted),
    ...oldestFirst.filter((entry) => !isDeleted(entry) && !entry.notes.kept),
  ];
  return candidates.filter(({ bytes }) => {
    if (overBytes <= 0) return false;
    overBytes -= bytes;
    return true;
  });
}

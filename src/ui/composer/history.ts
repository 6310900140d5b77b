/** Events that were sent from the composer, the newest last, to be had again. Pure; the preferences hold them. */

const MOST_EVENTS = 50;
/** Longer ones (sound, mostly) are not kept: the storage is small. */
const LONGEST_CHARS = 8000;

/** With a text that was sent; one that is there already moves to the end. */
export function withSent(history: readonly string[], text: string): string[] {
  const trimmed = text.trim();
  const others = history.filter((each) => each !== trimmed);
  return trimmed.length > LONGEST_CHARS ? others : [...others, trimmed].slice(-MOST_EVENTS);
}

export interface Place {
  /** Index in the history; its length = what is being written. */
  index: number;
  /** What was being written when the looking back began. */
  draft: string;
}

/** Steps back (-1) or forth (1). Null when there is nothing further. */
export function step(
  history: readonly string[],
  place: Place | null,
  by: -1 | 1,
  text: string,
): { place: Place | null; text: string } | null {
  const from = place ?? { index: history.length, draft: text };
  const index = Math.min(from.index, history.length) + by;
  if (index < 0 || index > history.length) return null;
  if (index === history.length) return { place: null, text: from.draft };
  return { place: { ...from, index }, text: history[index] ?? '' };
}

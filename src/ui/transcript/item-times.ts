/** Words of an item and when they were heard, both ways. Pure but for the time line that it asks. */

import { wordAt, wordStartMs } from '../../lib/spoken-words.ts';
import type { Item, MessageItem } from '../../session/types.ts';
import type { Moment } from '../../store/time-cursor.ts';
import type { TimelineModel } from '../../store/timeline-model.ts';

const SAMPLES_PER_MS = 24;

type Times = Pick<TimelineModel, 'playingAt' | 'heardAt'>;

/** The item of a moment: the one that was meant, that sounded, or the last that had begun. Null before the first. */
export function itemAt(
  moment: Moment,
  order: readonly string[],
  items: Record<string, Item>,
  times: Times,
): string | null {
  const { atMs, itemId } = moment;
  if (itemId !== undefined && items[itemId]) return itemId;
  const playing = times.playingAt(atMs);
  if (playing && items[playing.itemId]) return playing.itemId;
  let found: Item | null = null;
  for (const id of order) {
    const item = items[id];
    if (item && item.startedAtMs <= atMs && item.startedAtMs >= (found?.startedAtMs ?? 0)) found = item;
  }
  return found?.id ?? null;
}

/** The word of a message that was being said at a time; null when it was not being said. */
export function wordOf(item: MessageItem, atMs: number, times: Times): { from: number; to: number } | null {
  const lengthMs = item.audioMs;
  if (lengthMs === null || lengthMs <= 0) return null;
  if (item.role === 'user') return wordAt(item.text, atMs - item.startedAtMs, lengthMs);
  const playing = times.playingAt(atMs);
  return playing?.itemId === item.id ? wordAt(item.text, playing.sample / SAMPLES_PER_MS, lengthMs) : null;
}

/** When the word at a character was heard; the beginning of the item for what was typed, or never heard. */
export function timeOf(item: MessageItem, char: number, times: Times): number {
  const lengthMs = item.audioMs;
  if (lengthMs === null || lengthMs <= 0) return item.startedAtMs;
  const intoMs = wordStartMs(item.text, char, lengthMs);
  if (item.role === 'user') return item.startedAtMs + intoMs;
  return times.heardAt(item.id, intoMs * SAMPLES_PER_MS) ?? item.startedAtMs;
}

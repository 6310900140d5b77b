/** The transcript's part in the shared instant: which item and word it is, and where the list goes. Changes with words, not with frames. */

import { useCallback, useEffect, useState } from 'react';
import { Scope } from '../../lib/scope.ts';
import type { CursorSource, Moment } from '../../store/time-cursor.ts';
import { useConsoleParts } from '../kit/console-context.tsx';
import { itemAt, timeOf, wordOf } from './item-times.ts';

export interface ChosenWord {
  itemId: string;
  /** Characters of the word; null = the item as a whole. */
  word: { from: number; to: number } | null;
}

interface TranscriptCursor {
  chosen: ChosenWord | null;
  /** Somebody went to a character of an item; null = to its beginning. */
  choose: (itemId: string, char: number | null) => void;
}

/** `goTo` brings an item into view. */
export function useTranscriptCursor(goTo: (itemId: string) => void): TranscriptCursor {
  const { store, timeline, cursor } = useConsoleParts();
  const [chosen, setChosen] = useState<ChosenWord | null>(null);

  useEffect(() => {
    const scope = new Scope();
    const show = (moment: Moment | null): string | null => {
      const { items, order } = store.getState();
      const itemId = moment && itemAt(moment, order, items, timeline);
      const item = itemId === null ? undefined : items[itemId];
      const word = moment && item?.kind === 'message' ? wordOf(item, moment.atMs, timeline) : null;
      setChosen((held) => {
        if (itemId === null) return null;
        const same = held?.itemId === itemId && held.word?.from === word?.from && held.word?.to === word?.to;
        return same ? held : { itemId, word };
      });
      return itemId;
    };
    let shownId: string | null = null;
    const follow = (moment: Moment | null, source: CursorSource) => {
      const itemId = show(moment);
      if (itemId !== null && itemId !== shownId && source !== 'transcript') goTo(itemId);
      shownId = itemId;
    };
    scope.add(cursor.onChoice(follow));
    scope.add(
      cursor.onMove((source) => {
        if (source !== 'player') return;
        const { playheadMs } = cursor;
        follow(playheadMs === null ? cursor.chosen : { atMs: playheadMs }, source);
      }),
    );
    if (cursor.chosen !== null) follow(cursor.chosen, 'keys');
    return () => scope.dispose();
  }, [store, timeline, cursor, goTo]);

  const choose = useCallback(
    (itemId: string, char: number | null) => {
      const item = store.getState().items[itemId];
      if (!item) return;
      const atMs = item.kind === 'message' && char !== null ? timeOf(item, char, timeline) : item.startedAtMs;
      cursor.choose({ atMs, itemId }, 'transcript');
    },
    [store, timeline, cursor],
  );
  return { chosen, choose };
}

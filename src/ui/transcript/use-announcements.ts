/** Says each finished message once, for assistive technology. Streaming deltas are not announced, and nothing is drawn for it. */

import { type RefObject, useEffect, useRef } from 'react';
import type { ConsoleState } from '../../store/console-store.ts';
import { useConsoleParts } from '../kit/console-context.tsx';
import { personOf } from '../../store/shown.ts';
import { announcement } from './words.ts';

/** Older items than these do not change any more. */
const WATCHED_ITEMS = 12;

/** Give the returned ref to an empty live region. Messages that were there before the panel are not news. */
export function useAnnouncements(): RefObject<HTMLDivElement | null> {
  const { store } = useConsoleParts();
  const region = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const said = new Set<string>();
    finished(store.getState(), said, Number.POSITIVE_INFINITY);
    return store.subscribe((state, before) => {
      if (state.items === before.items && state.order === before.order) return;
      if (state.order.length === 0) said.clear();
      const news = finished(state, said, WATCHED_ITEMS);
      if (news.length > 0 && region.current) region.current.textContent = news.join(' ');
    });
  }, [store]);

  return region;
}

/** What the last items say that is not in `said`; puts it there. */
function finished(state: ConsoleState, said: Set<string>, last: number): string[] {
  const { items, order } = state;
  const person = personOf(state);
  const news: string[] = [];
  for (const itemId of order.slice(-last)) {
    const item = items[itemId];
    if (!item || said.has(itemId)) continue;
    const text = announcement(item, person);
    if (text === null) continue;
    said.add(itemId);
    news.push(text);
  }
  return news;
}

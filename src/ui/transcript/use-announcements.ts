/** Says each finished message once, for assistive technology. Streaming deltas are not announced. */

import { useEffect, useRef, useState } from 'react';
import { useConsole } from '../kit/console-context.tsx';
import { announcement } from './words.ts';

/** Messages that existed before the panel did are not news; older ones than these do not change any more. */
const WATCHED_ITEMS = 12;

export function useAnnouncements(): string {
  const items = useConsole((state) => state.items);
  const order = useConsole((state) => state.order);
  const said = useRef<Set<string> | null>(null);
  const [words, setWords] = useState('');

  useEffect(() => {
    const first = said.current === null;
    said.current ??= new Set();
    if (order.length === 0) said.current.clear();
    const news: string[] = [];
    for (const itemId of first ? order : order.slice(-WATCHED_ITEMS)) {
      const item = items[itemId];
      if (item?.kind !== 'message' || said.current.has(itemId)) continue;
      const text = announcement(item);
      if (text === null) continue;
      said.current.add(itemId);
      if (!first) news.push(text);
    }
    if (news.length > 0) setWords(news.join(' '));
  }, [items, order]);

  return words;
}

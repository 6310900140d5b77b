/** A list of the relay, followed while a panel shows it, and the second in which it does. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Followed } from '../../store/followed.ts';
import { useSeconds } from './use-seconds.ts';

type FollowedView<Entry> =
  | Exclude<Followed<Entry>, { status: 'failed' }>
  | { status: 'failed'; words: string; retry: () => void };

/** `follow` must stay the same. */
export function useFollowed<Entry>(follow: (listener: (list: Followed<Entry>) => void) => () => void): {
  list: FollowedView<Entry>;
  epochMs: number;
} {
  const [list, setList] = useState<Followed<Entry>>({ status: 'loading' });
  const epochMs = useSeconds();
  const stop = useRef(() => {});
  const begin = useCallback(() => {
    stop.current();
    stop.current = follow(setList);
  }, [follow]);
  useEffect(() => {
    begin();
    return () => stop.current();
  }, [begin]);
  const retry = useCallback(() => {
    setList({ status: 'loading' });
    begin();
  }, [begin]);
  return { list: list.status === 'failed' ? { ...list, retry } : list, epochMs };
}

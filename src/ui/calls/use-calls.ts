/** The relay's calls, followed while a panel shows them, and the second in which it does. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Calls } from '../../store/calls-actions.ts';
import { useActions } from '../kit/console-context.tsx';
import { useSeconds } from '../kit/use-seconds.ts';

export type CallsView =
  | Exclude<Calls, { status: 'failed' }>
  | { status: 'failed'; words: string; retry: () => void };

export function useCalls(): { calls: CallsView; epochMs: number } {
  const actions = useActions();
  const [calls, setCalls] = useState<Calls>({ status: 'loading' });
  const epochMs = useSeconds();
  const stop = useRef(() => {});
  const begin = useCallback(() => {
    stop.current();
    stop.current = actions.calls.follow(setCalls);
  }, [actions]);
  useEffect(() => {
    begin();
    return () => stop.current();
  }, [begin]);
  const retry = useCallback(() => {
    setCalls({ status: 'loading' });
    begin();
  }, [begin]);
  return { calls: calls.status === 'failed' ? { ...calls, retry } : calls, epochMs };
}

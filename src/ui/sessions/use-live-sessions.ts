/** The relay's live sessions, followed while a panel shows them. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { LiveSessions } from '../../store/actions.ts';
import { useActions } from '../kit/console-context.tsx';
import { useSeconds } from '../kit/use-seconds.ts';

export type LiveSessionsView =
  | Exclude<LiveSessions, { status: 'failed' }>
  | { status: 'failed'; words: string; retry: () => void };

export function useLiveSessions(): { sessions: LiveSessionsView; epochMs: number } {
  const actions = useActions();
  const [sessions, setSessions] = useState<LiveSessions>({ status: 'loading' });
  const epochMs = useSeconds();
  const stop = useRef(() => {});
  const begin = useCallback(() => {
    stop.current();
    stop.current = actions.followLiveSessions(setSessions);
  }, [actions]);
  useEffect(() => {
    begin();
    return () => stop.current();
  }, [begin]);
  const retry = useCallback(() => {
    setSessions({ status: 'loading' });
    begin();
  }, [begin]);
  return { sessions: sessions.status === 'failed' ? { ...sessions, retry } : sessions, epochMs };
}

/** The relay's live sessions, followed while a panel shows them. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { LiveSessions } from '../../store/actions.ts';
import { Scope } from '../../lib/scope.ts';
import { useActions } from '../kit/console-context.tsx';

/** Durations move on by the second. */
const TICK_MS = 1000;

export type LiveSessionsView =
  | Exclude<LiveSessions, { status: 'failed' }>
  | { status: 'failed'; words: string; retry: () => void };

export function useLiveSessions(): { sessions: LiveSessionsView; epochMs: number } {
  const actions = useActions();
  const [sessions, setSessions] = useState<LiveSessions>({ status: 'loading' });
  const [epochMs, setEpochMs] = useState(() => Date.now());
  const stop = useRef(() => {});
  const begin = useCallback(() => {
    stop.current();
    stop.current = actions.followLiveSessions(setSessions);
  }, [actions]);
  useEffect(() => {
    begin();
    return () => stop.current();
  }, [begin]);
  useEffect(() => {
    const scope = new Scope();
    scope.every(TICK_MS, () => setEpochMs(Date.now()));
    return () => scope.dispose();
  }, []);
  const retry = useCallback(() => {
    setSessions({ status: 'loading' });
    begin();
  }, [begin]);
  return { sessions: sessions.status === 'failed' ? { ...sessions, retry } : sessions, epochMs };
}

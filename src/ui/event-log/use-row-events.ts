/** The events inside one row of the log, fetched from the engine in pages while the row is open. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogEvent } from '../../engine/engine.messages.ts';
import { messageOf } from '../../lib/errors.ts';
import { useActions } from '../kit/console-context.tsx';

/** Closed events are one line each; fifty fill a panel. */
export const EVENTS_PER_PAGE = 50;

export interface RowEvents {
  events: LogEvent[];
  loading: boolean;
  /** Why reading failed, in words; null when it did not. */
  failure: string | null;
  /** Reads the next page, or the failed one again. */
  more: () => void;
}

export function useRowEvents(seq: number): RowEvents {
  const { readEvents } = useActions();
  const [events, setEvents] = useState<LogEvent[]>([]);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  /** Answers to an older question are dropped. */
  const asked = useRef(0);

  const read = useCallback(
    (from: number) => {
      asked.current += 1;
      const question = asked.current;
      setLoading(true);
      setFailure(null);
      readEvents(seq, from, EVENTS_PER_PAGE).then(
        (answer) => {
          if (question !== asked.current) return;
          setEvents((held) => [...held.slice(0, from), ...answer.events]);
          setLoading(false);
        },
        (error: unknown) => {
          if (question !== asked.current) return;
          setFailure(messageOf(error));
          setLoading(false);
        },
      );
    },
    [readEvents, seq],
  );

  useEffect(() => {
    read(0);
    return () => {
      asked.current += 1;
    };
  }, [read]);

  return { events, loading, failure, more: () => read(events.length) };
}

/** The events inside one row of the log, fetched from the engine in pages while the row is open. */

import { useEffect, useState } from 'react';
import type { LogEvent } from '../../engine/engine.messages.ts';
import { messageOf } from '../../lib/errors.ts';
import { useActions } from '../kit/console-context.tsx';

/** Closed events are one line each; fifty fill a panel. */
const EVENTS_PER_PAGE = 50;

export interface RowEvents {
  events: LogEvent[];
  loading: boolean;
  /** Why reading failed, in words; null when it did not. */
  failure: string | null;
  /** Reads the next page, or the failed one again. */
  more: () => void;
}

/** One reading of a page. A new object is a new question, also for the same page. */
interface Question {
  from: number;
}

export function useRowEvents(seq: number): RowEvents {
  const { readEvents } = useActions();
  const [events, setEvents] = useState<LogEvent[]>([]);
  const [question, setQuestion] = useState<Question>({ from: 0 });
  const [answer, setAnswer] = useState<{ to: Question | null; failure: string | null }>({
    to: null,
    failure: null,
  });

  useEffect(() => {
    // A row that was closed, or asked again, wants no late answer.
    let stale = false;
    const read = async () => {
      try {
        const page = await readEvents(seq, question.from, EVENTS_PER_PAGE);
        if (stale) return;
        setEvents((held) => [...held.slice(0, question.from), ...page.events]);
        setAnswer({ to: question, failure: null });
      } catch (error) {
        if (!stale) setAnswer({ to: question, failure: messageOf(error) });
      }
    };
    void read();
    return () => {
      stale = true;
    };
  }, [readEvents, seq, question]);

  const loading = answer.to !== question;
  return {
    events,
    loading,
    failure: loading ? null : answer.failure,
    more: () => setQuestion({ from: events.length }),
  };
}

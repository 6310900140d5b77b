/** What became of the event that was sent last: where it stands in the log, and the error that names it. */

import { useCallback, useEffect, useState } from 'react';
import { useConsoleParts } from '../kit/console-context.tsx';

export type Outcome =
  | { status: 'none' }
  | { status: 'not-sent' }
  /** Rows of the log; null while they are not there. An error may come at any time, so it is looked for as long as this is shown. */
  | { status: 'sent'; eventId: string; seq: number | null; error: { seq: number; words: string } | null };

export function useOutcome(): {
  outcome: Outcome;
  sent: (eventId: string | null) => void;
  forget: () => void;
} {
  const { log } = useConsoleParts();
  const [outcome, setOutcome] = useState<Outcome>({ status: 'none' });
  const eventId = outcome.status === 'sent' ? outcome.eventId : null;

  useEffect(() => {
    if (eventId === null) return;
    // The row of the event itself may be there already; nothing of it can be older than a batch or two.
    let from = Math.max(0, log.length - RECENT_ROWS);
    const look = () => {
      const command = log.numberOf(eventId);
      const start = from;
      from = log.length;
      if (command === 0) return;
      log.scan(start, log.length, (row) => {
        if (row.command !== command) return;
        const { seq, direction, summary } = row;
        setOutcome((now) => {
          if (now.status !== 'sent' || now.eventId !== eventId) return now;
          return direction === 'server' ? { ...now, error: { seq, words: summary } } : { ...now, seq };
        });
      });
    };
    look();
    return log.subscribe((change) => {
      if (change.kind === 'reset') setOutcome({ status: 'none' });
      else look();
    });
  }, [log, eventId]);

  const sent = useCallback(
    (id: string | null) =>
      setOutcome(
        id === null ? { status: 'not-sent' } : { status: 'sent', eventId: id, seq: null, error: null },
      ),
    [],
  );
  const forget = useCallback(() => setOutcome({ status: 'none' }), []);
  return { outcome, sent, forget };
}

const RECENT_ROWS = 2000;

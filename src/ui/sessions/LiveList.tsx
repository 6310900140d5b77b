/** Sessions that are live at the relay, whoever's they are, as they come and go: pick one to watch it. */

import { useId, useState } from 'react';
import type { LiveSession } from '../../lib/watch-messages.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { useFollowed } from '../kit/use-followed.ts';
import { Switch } from '../kit/Switch.tsx';
import { canConverse } from '../../store/connection.ts';
import { durationWords, endedWords, liveWords, spentWords } from './live-words.ts';

export function LiveList({ onChosen }: { onChosen: () => void }) {
  const actions = useActions();
  const { list: sessions, epochMs } = useFollowed(actions.followLiveSessions);
  const [withSound, setWithSound] = useState(true);
  const soundId = useId();
  const talks = useConsole((state) => canConverse(state.connection));
  const ownRequestId = useConsole((state) => state.requestId);
  const watch = (session: LiveSession) => {
    actions.watch(session, withSound);
    onChosen();
  };
  if (sessions.status === 'loading') return <p className="p-4 text-ink-2">Asking the relay…</p>;
  if (sessions.status === 'failed') {
    return (
      <div className="flex flex-col items-start gap-3 p-4">
        <p className="text-error-ink">{sessions.words}</p>
        <Button onClick={sessions.retry}>Try again</Button>
      </div>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <span className="flex items-center gap-2">
          <label htmlFor={soundId}>With sound</label>
          <Switch id={soundId} checked={withSound} onChange={setWithSound} />
        </span>
        {talks && (
          <p className="text-wire text-ink-2">Watching another session ends your own conversation.</p>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {sessions.live.length === 0 ? (
          <p className="p-4 text-ink-2">
            Nobody talks through this relay just now. Sessions of every client appear here as they begin:
            browsers, programs, telephones.
          </p>
        ) : (
          <ul aria-label="Live sessions">
            {sessions.live.map((session) => (
              <LiveRow
                key={session.id}
                session={session}
                epochMs={epochMs}
                own={ownRequestId !== '' && session.requestId === ownRequestId}
                onWatch={watch}
              />
            ))}
          </ul>
        )}
        {sessions.ended.length > 0 && (
          <>
            <h3 className="px-4 pt-4 pb-1 text-wire font-semibold text-ink-2">Ended lately</h3>
            <ul aria-label="Sessions that ended lately">
              {sessions.ended.map((session) => (
                <li key={session.id} className="border-b border-line px-4 py-1.5 text-ink-2 last:border-0">
                  <span className="text-ink">{liveWords(session)}</span> {endedWords(session)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

interface LiveRowProps {
  session: LiveSession;
  epochMs: number;
  /** It is this page's own. */
  own: boolean;
  onWatch: (session: LiveSession) => void;
}

function LiveRow({ session, epochMs, own, onWatch }: LiveRowProps) {
  const words = liveWords(session);
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{words}</p>
        <p className="truncate font-mono text-wire text-ink-2 tabular-nums">
          {[
            durationWords(session, epochMs),
            `${session.framesUp.toLocaleString('en')} up`,
            `${session.framesDown.toLocaleString('en')} down`,
            spentWords(session),
            session.watchers > 0 ? `watched by ${session.watchers}` : null,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {own ? (
        <span className="text-ink-2">this page</span>
      ) : (
        <Button aria-label={`Watch ${words}`} onClick={() => onWatch(session)}>
          Watch
        </Button>
      )}
    </li>
  );
}

/** How long the session has run and, when it nears its end, how long it has left. Written outside React: a second is no reason to render. */

import { useRef } from 'react';
import { useConsole } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';
import { clockWords, leftWords } from './connection-words.ts';

/** Often enough that no second is skipped. */
const TICK_MS = 250;

export function SessionClock() {
  const startedAtEpochMs = useConsole(({ connection, shown }) => {
    if (shown.kind === 'watched' && shown.state === 'watching') return shown.session.startedAtEpochMs;
    if (shown.kind === 'call' && shown.state === 'watching') return shown.call?.startedAtEpochMs ?? null;
    return 'startedAtEpochMs' in connection ? connection.startedAtEpochMs : null;
  });
  const recordedMs = useConsole(({ shown }) => (shown.kind === 'recorded' ? shown.lengthMs : null));
  const expiresAtEpochMs = useConsole((state) =>
    state.connection.status === 'connected' ? state.connection.expiresAtEpochMs : null,
  );
  const text = useRef<HTMLTimeElement>(null);
  const left = useRef<HTMLSpanElement>(null);

  useScope(
    (scope) => {
      if (left.current) left.current.textContent = '';
      if (recordedMs !== null && text.current) text.current.textContent = clockWords(recordedMs);
      if (startedAtEpochMs === null) return;
      const show = () => {
        const words = clockWords(Date.now() - startedAtEpochMs);
        // After the session ends its length stays to be read, so nothing is reset here.
        if (text.current && text.current.textContent !== words) text.current.textContent = words;
        const leftText = leftWords(expiresAtEpochMs, Date.now()) ?? '';
        if (left.current && left.current.textContent !== leftText) left.current.textContent = leftText;
      };
      show();
      scope.every(TICK_MS, show);
    },
    [startedAtEpochMs, expiresAtEpochMs, recordedMs],
  );

  return (
    <span className="flex items-baseline gap-2 font-mono text-wire whitespace-nowrap">
      <span
        ref={left}
        className="peer order-last text-ink-2 empty:hidden"
        title="The server ends the session then. The conversation goes on in a new one, at a quiet moment before."
      />
      <time
        ref={text}
        role="timer"
        aria-live="off"
        aria-label="Length of the session"
        className="text-right max-md:peer-[:not(:empty)]:sr-only"
      >
        00:00
      </time>
    </span>
  );
}

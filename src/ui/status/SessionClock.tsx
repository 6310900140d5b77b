/** How long the session has run. Written outside React: a second is no reason to render. */

import { useRef } from 'react';
import { useConsole } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';
import { clockWords } from './connection-words.ts';

/** Often enough that no second is skipped. */
const TICK_MS = 250;

export function SessionClock() {
  const startedAtEpochMs = useConsole((state) =>
    state.connection.status === 'connected' ? state.connection.startedAtEpochMs : null,
  );
  const text = useRef<HTMLTimeElement>(null);

  useScope(
    (scope) => {
      if (startedAtEpochMs === null) return;
      const show = () => {
        const words = clockWords(Date.now() - startedAtEpochMs);
        // After the session ends its length stays to be read, so nothing is reset here.
        if (text.current && text.current.textContent !== words) text.current.textContent = words;
      };
      show();
      scope.every(TICK_MS, show);
    },
    [startedAtEpochMs],
  );

  return (
    <time
      ref={text}
      role="timer"
      aria-live="off"
      aria-label="Length of the session"
      className="text-right font-mono text-wire"
    >
      00:00
    </time>
  );
}

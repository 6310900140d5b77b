/** The connection in words, announced when it changes, with a mark whose shape says the same. */

import clsx from 'clsx';
import { useRef } from 'react';
import type { ConnectionState } from '../../engine/engine.messages.ts';
import { upstreamOf } from '../../lib/console-config.ts';
import { useConsole } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';
import { attemptWords, connectionTitle, connectionWords } from './connection-words.ts';

const TICK_MS = 250;

export function ConnectionStatus() {
  const connection = useConsole((state) => state.connection);
  const upstreamName = useConsole(({ config, connection: { status }, upstreamId, runningUpstreamId }) => {
    const isRunning = status !== 'idle' && status !== 'failed';
    return upstreamOf(config, isRunning ? runningUpstreamId : upstreamId)?.name ?? null;
  });
  const requestId = useConsole((state) => state.requestId);
  const words = connectionWords(connection, upstreamName);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <ConnectionMark status={connection.status} />
      <output
        aria-label="Connection"
        title={connectionTitle(connection, words, requestId)}
        className={clsx('truncate', connection.status === 'failed' ? 'text-error-ink' : 'text-ink-2')}
      >
        {words}
      </output>
      {connection.status === 'reconnecting' && <NextAttempt connection={connection} />}
    </span>
  );
}

/** Counts down to the next attempt. Not announced: the line beside it was. */
function NextAttempt({ connection }: { connection: Extract<ConnectionState, { status: 'reconnecting' }> }) {
  const text = useRef<HTMLSpanElement>(null);
  const { attempt, nextAttemptAtEpochMs } = connection;

  useScope(
    (scope) => {
      const show = () => {
        const words = attemptWords(attempt, nextAttemptAtEpochMs, Date.now());
        if (text.current && text.current.textContent !== words) text.current.textContent = words;
      };
      show();
      scope.every(TICK_MS, show);
    },
    [attempt, nextAttemptAtEpochMs],
  );

  return <span ref={text} aria-hidden className="shrink-0 font-mono text-wire text-ink-3 max-sm:hidden" />;
}

/** Ring = none, half = on its way, broken ring = on its way back, disc = connected, diamond = failed. */
function ConnectionMark({ status }: { status: ConnectionState['status'] }) {
  return (
    <svg viewBox="0 0 10 10" aria-hidden className="size-2.5 shrink-0">
      {status === 'failed' ? (
        <path d="M5 0 10 5 5 10 0 5Z" className="fill-error" />
      ) : (
        <>
          <circle
            cx="5"
            cy="5"
            r="4"
            className="fill-none stroke-ink-2"
            strokeWidth="1.5"
            strokeDasharray={status === 'reconnecting' ? '3.2 3.08' : undefined}
          />
          {status === 'connected' && <circle cx="5" cy="5" r="4" className="fill-ink" />}
          {status === 'connecting' && <path d="M5 1a4 4 0 0 1 0 8Z" className="fill-ink" />}
        </>
      )}
    </svg>
  );
}

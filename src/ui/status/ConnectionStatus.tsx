/** The connection in words, announced when it changes, with a mark whose shape says the same. */

import clsx from 'clsx';
import type { ConnectionState } from '../../engine/engine.messages.ts';
import { upstreamOf } from '../../lib/console-config.ts';
import { useConsole } from '../kit/console-context.tsx';
import { connectionTitle, connectionWords } from './connection-words.ts';

export function ConnectionStatus() {
  const connection = useConsole((state) => state.connection);
  const upstreamName = useConsole(({ config, connection: { status }, upstreamId, runningUpstreamId }) => {
    const isRunning = status === 'connecting' || status === 'connected';
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
    </span>
  );
}

/** Ring = none, half = on its way, disc = connected, diamond = failed. */
function ConnectionMark({ status }: { status: ConnectionState['status'] }) {
  return (
    <svg viewBox="0 0 10 10" aria-hidden className="size-2.5 shrink-0">
      {status === 'failed' ? (
        <path d="M5 0 10 5 5 10 0 5Z" className="fill-error" />
      ) : (
        <>
          <circle cx="5" cy="5" r="4" className="fill-none stroke-ink-2" strokeWidth="1.5" />
          {status === 'connected' && <circle cx="5" cy="5" r="4" className="fill-ink" />}
          {status === 'connecting' && <path d="M5 1a4 4 0 0 1 0 8Z" className="fill-ink" />}
        </>
      )}
    </svg>
  );
}

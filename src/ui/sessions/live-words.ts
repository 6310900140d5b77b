/** A session of the relay in words. Pure. */

import type { LiveSession } from '../../lib/watch-messages.ts';
import { clockWords } from '../status/connection-words.ts';

/** Who talks to what: `kiosk · OpenAI · gpt-realtime-2`. */
export function liveWords({ client, upstream, model, dialect }: LiveSession): string {
  return [client, upstream, model, dialect === 'beta' ? 'beta client' : null].filter(Boolean).join(' · ');
}

export function durationWords({ state, startedAtEpochMs, end }: LiveSession, epochMs: number): string {
  if (state === 'connecting') return 'connecting';
  return clockWords((end?.atEpochMs ?? epochMs) - startedAtEpochMs);
}

export function spentWords({ spentUsd }: LiveSession): string | null {
  return spentUsd === null ? null : `$${spentUsd.toFixed(spentUsd < 0.1 ? 4 : 2)}`;
}

/** How it ended, and after how long. */
export function endedWords(session: LiveSession): string {
  const { end } = session;
  const after = `after ${durationWords(session, session.startedAtEpochMs)}`;
  if (end === null) return after;
  return end.failure === null ? after : `${after} · ${end.failure}`;
}

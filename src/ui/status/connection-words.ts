/** The connection and the floor in words. Pure. */

import { unreachable } from '../../lib/errors.ts';
import type { ConnectionState } from '../../engine/engine.messages.ts';
import type { Phase } from '../../session/types.ts';

/** For the status line. `upstreamName` null = the configuration was not read. */
export function connectionWords(connection: ConnectionState, upstreamName: string | null): string {
  switch (connection.status) {
    case 'idle':
      return 'Not connected';
    case 'connecting':
      return 'Connecting';
    case 'connected':
      return ['Connected', upstreamName, connection.model].filter(Boolean).join(' · ');
    case 'reconnecting':
      return 'Connection lost · reconnecting';
    case 'failed':
      return connection.text;
    default:
      return unreachable(connection);
  }
}

/** More than the line has room for: the next step, and the names by which an operator finds the connection. */
export function connectionTitle(connection: ConnectionState, words: string, requestId: string): string {
  const request = requestId === '' ? null : `Request ${requestId}`;
  if (connection.status === 'failed')
    return [`${words} ${connection.nextStep}`, request].filter(Boolean).join(' · ');
  if (connection.status === 'reconnecting') {
    const why = connection.reason.replace(/\.$/, '');
    return `${words}. Because ${why}. What you say and type is kept until there is a new session.`;
  }
  if (connection.status !== 'connected') return words;
  return [words, connection.sessionId && `Session ${connection.sessionId}`, request]
    .filter(Boolean)
    .join(' · ');
}

/** Beside the status line, second by second: `attempt 2 in 3 s`. */
export function attemptWords(attempt: number, nextAttemptAtEpochMs: number | null, epochMs: number): string {
  if (nextAttemptAtEpochMs === null) return `attempt ${attempt}`;
  const seconds = Math.ceil((nextAttemptAtEpochMs - epochMs) / 1000);
  return seconds > 0 ? `attempt ${attempt} in ${seconds} s` : `attempt ${attempt}`;
}

/** From when on a person is told that a session ends. */
const NEAR_MS = 5 * 60_000;

/** `3:48 left`, when that is worth knowing; null before, and when the server sets no end. */
export function leftWords(expiresAtEpochMs: number | null, epochMs: number): string | null {
  if (expiresAtEpochMs === null) return null;
  const leftMs = expiresAtEpochMs - epochMs;
  if (leftMs > NEAR_MS || leftMs < 0) return null;
  const seconds = Math.ceil(leftMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}

/** `isOwn`: the person at the page is the one who talks. */
export function phaseWords(phase: Phase, isOwn: boolean): string | null {
  switch (phase) {
    case 'idle':
      return null;
    case 'listening':
      return 'Listening';
    case 'hearing':
      return isOwn ? 'Hearing you' : 'Hearing the person';
    case 'thinking':
      return 'Thinking';
    case 'speaking':
      return 'Speaking';
    case 'tool':
      return 'Running a tool';
    default:
      return unreachable(phase);
  }
}

/** Whole milliseconds as `m:ss` with at least two digits each: `04:12`, `61:05`. */
export function clockWords(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

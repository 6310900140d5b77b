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
  if (connection.status !== 'connected') return words;
  return [words, connection.sessionId && `Session ${connection.sessionId}`, request]
    .filter(Boolean)
    .join(' · ');
}

export function phaseWords(phase: Phase): string | null {
  switch (phase) {
    case 'idle':
      return null;
    case 'listening':
      return 'Listening';
    case 'hearing':
      return 'Hearing you';
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

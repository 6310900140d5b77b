/** An entry of the log for tests: an event that says nothing, but for what a test is about. */

import type { LogEntry } from '../event-log.ts';

export function logEntry(patch: Partial<LogEntry>): LogEntry {
  return {
    direction: 'server',
    atMs: 0,
    text: '{}',
    type: 'session.created',
    summary: '',
    level: 'normal',
    parsed: 'known',
    itemId: null,
    responseId: null,
    callId: null,
    commandId: null,
    audioMs: null,
    streamKey: null,
    streamText: null,
    ...patch,
  };
}

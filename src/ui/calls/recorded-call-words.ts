/** A recorded call in words. Pure. */

import type { RecordedCall, RecordedCallList } from '../../lib/recording-messages.ts';
import { dateWords } from '../../store/session-title.ts';
import { formatBytes } from '../event-log/format.ts';
import { clockWords } from '../status/connection-words.ts';
import { otherEndWords } from './call-words.ts';

/** `Call from +49••••••56`. */
export function recordedName(recording: RecordedCall): string {
  const { direction, line, number } = recording;
  if (line === 'twilio' && number === '') return 'Call with its number withheld';
  const who = otherEndWords(recording);
  const whoever = line === 'box' ? who.replace(/^The/, 'the') : who;
  return `Call ${direction === 'inbound' ? 'from' : 'to'} ${whoever}`;
}

/** `4 May 2026, 10:32 · 04:12 · 8.3 MB`; what is not known is left out. */
export function recordedFigures({ startedAtEpochMs, durationMs, bytes, isRunning }: RecordedCall): string {
  const length = durationMs === null ? null : clockWords(durationMs);
  return [dateWords(startedAtEpochMs), isRunning ? 'being recorded now' : length, formatBytes(bytes)]
    .filter((words) => words !== null)
    .join(' · ');
}

export function recordedSource({ model, upstream }: RecordedCall): string {
  return [model, upstream].filter((words) => words !== '').join(' · ');
}

export function keepsWords({ days, megabytes }: NonNullable<RecordedCallList['keeps']>): string {
  const age = days === 1 ? 'a day' : `${days} days`;
  return `The relay keeps each call for ${age}, and up to ${megabytes} MB of all together; beyond that the oldest go.`;
}

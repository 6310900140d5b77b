/** Words about what became of an answer's sound. Pure. */

import type { HeardParts, HeardRow } from '../../store/heard-rows.ts';
import { formatDuration } from '../event-log/format.ts';
import { CUT_BY } from '../transcript/words.ts';

/** How it went with an answer, and what the server was told. */
export function heardWords(row: HeardRow): string {
  const { interrupted, heardMs, cutMs, receivedMs, queuedMs, toldMs, complete } = row;
  if (interrupted !== null) {
    const how = heardMs > 0 ? `cut ${CUT_BY[interrupted]}` : `never heard, cut ${CUT_BY[interrupted]}`;
    if (toldMs === 0) return `${how}; deleted at the server`;
    if (toldMs !== null) return `${how}; the server was told ${formatDuration(toldMs)}`;
    return cutMs > 0 ? how : `heard whole, then cut ${CUT_BY[interrupted]}`;
  }
  if (receivedMs === 0) return complete ? 'nothing to hear' : 'waiting for sound';
  if (queuedMs > 0) return heardMs > 0 ? 'being heard' : 'waiting to be heard';
  return complete ? 'heard whole' : 'being heard';
}

/** All answers together, in a sentence. */
export function heardSummary({ receivedMs, heardMs, queuedMs, cutMs, lateMs }: HeardParts): string {
  const share = receivedMs === 0 ? '' : ` (${Math.floor((heardMs / receivedMs) * 100)} %)`;
  const parts = [`Received ${formatDuration(receivedMs)}, heard ${formatDuration(heardMs)}${share}`];
  if (queuedMs > 0) parts.push(`${formatDuration(queuedMs)} still to be heard`);
  if (cutMs > 0) parts.push(`${formatDuration(cutMs)} cut`);
  const late = lateMs > 0 ? ` ${formatDuration(lateMs)} more came too late and was dropped.` : '';
  return `${parts.join(', ')}.${late}`;
}

/** The parts of the bar, for who does not see it. */
export function barWords({ heardMs, queuedMs, cutMs, lateMs }: HeardParts): string {
  const parts: [number, string][] = [
    [heardMs, 'heard'],
    [queuedMs, 'queued'],
    [cutMs, 'cut'],
    [lateMs, 'late'],
  ];
  const named = parts.filter(([ms]) => ms > 0).map(([ms, name]) => `${name} ${formatDuration(ms)}`);
  return named.length === 0 ? 'Nothing received' : named.join(', ');
}

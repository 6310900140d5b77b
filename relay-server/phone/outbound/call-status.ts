/** Twilio's words for how a call that was placed fares, in ours. Pure. Source: its pages on status callbacks and on answering machine detection. */

import type { CallEndReason, CallSummary } from '../../../src/lib/call-messages.ts';

export type CallNews =
  | { kind: 'ringing' }
  /** It goes on; nothing to be shown. */
  | { kind: 'underway' }
  /** It never came about. */
  | { kind: 'failed'; why: CallEndReason }
  /** It was picked up, and is over. */
  | { kind: 'completed' };

const FAILURES: ReadonlyMap<string, CallEndReason> = new Map([
  ['busy', 'busy'],
  ['no-answer', 'no-answer'],
  ['failed', 'not-placed'],
  ['canceled', 'canceled'],
]);

/** Of `CallStatus`. A word that is not known changes nothing. */
export function callNews(status: string): CallNews {
  const why = FAILURES.get(status);
  if (why !== undefined) return { kind: 'failed', why };
  if (status === 'ringing' || status === 'completed') return { kind: status };
  return { kind: 'underway' };
}

/** Of `AnsweredBy`: `machine_start`, `machine_end_beep` and their like are all machines. */
export function answeredBy(words: string): NonNullable<CallSummary['answeredBy']> {
  if (words.startsWith('machine')) return 'machine';
  return words === 'human' || words === 'fax' ? words : 'unknown';
}

/** A telephone call in words. Pure. */

import type { ShownSession } from '../../engine/engine.messages.ts';
import type { CallState, CallSummary } from '../../lib/call-messages.ts';
import { CALL_END_WORDS } from '../../lib/call-words.ts';
import { clockWords } from '../status/connection-words.ts';

const STATE_WORDS: Record<CallState, string> = {
  placing: 'being placed',
  ringing: 'ringing',
  connecting: 'the agent is being connected',
  talking: 'talking',
  ended: 'ended',
};

const ANSWERED_WORDS: Record<NonNullable<CallSummary['answeredBy']>, string> = {
  human: 'answered by a person',
  machine: 'answered by a machine',
  fax: 'answered by a fax',
  unknown: 'not clear who answered',
};

/** Who is at the other end. `number`: the whole one, once somebody asked for it. */
export function otherEndWords(
  { line, number }: Pick<CallSummary, 'line' | 'number'>,
  whole: string | null = null,
): string {
  if (line === 'box') return 'The telephone in the box';
  const shown = whole ?? number;
  return shown === '' ? 'Number withheld' : shown;
}

/** Seconds on the line, `m:ss`; how long it was, when it has ended. */
function callClock({ startedAtEpochMs, end }: CallSummary, epochMs: number): string {
  return clockWords((end?.atEpochMs ?? epochMs) - startedAtEpochMs);
}

/** Its figures in a line: state, time, latency, cost. */
export function callFigures(call: CallSummary, epochMs: number): string {
  const { state, voiceToVoiceMs, spentUsd, takenOverBy, answeredBy, watchers } = call;
  return [
    takenOverBy === null ? STATE_WORDS[state] : `taken over by ${takenOverBy}`,
    callClock(call, epochMs),
    voiceToVoiceMs === null ? null : `voice to voice ${Math.round(voiceToVoiceMs.median)} ms`,
    spentWords(spentUsd),
    answeredBy === null ? null : ANSWERED_WORDS[answeredBy],
    watchers > 0 ? `watched by ${watchers}` : null,
  ]
    .filter((words) => words !== null)
    .join(' · ');
}

/** How it ended and what it came to. */
export function pastFigures(call: CallSummary): string {
  const { end, voiceToVoiceMs, spentUsd } = call;
  return [
    end === null ? null : CALL_END_WORDS[end.why],
    callClock(call, call.startedAtEpochMs),
    voiceToVoiceMs === null ? null : `voice to voice ${Math.round(voiceToVoiceMs.median)} ms`,
    spentWords(spentUsd),
  ]
    .filter((words) => words !== null)
    .join(' · ');
}

function spentWords(usd: number | null): string | null {
  return usd === null ? null : `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`;
}

type ShownCall = Extract<ShownSession, { kind: 'call' }>;

/** What the badge of a call on the screen says. */
export function callBadge({ state, voice }: ShownCall): string {
  if (voice === 'taken-over') return 'You have the call';
  if (voice === 'handset') return 'You are calling';
  if (state === 'connecting') return 'Connecting';
  return state === 'watching' ? 'On the telephone' : 'Telephone call';
}

/**
 * What can be read off turns: their moments in order of time, the spans between them, voice-to-voice latency, tool time, percentiles.
 * Pure.
 */

import { voiceToVoiceMs } from '../lib/latency.ts';
import type { Moment, Turn } from '../session/turns.ts';

const IN_ORDER: readonly Moment[] = [
  'speechStart',
  'speechEnd',
  'sent',
  'detected',
  'committed',
  'responseCreated',
  'firstText',
  'firstAudio',
  'audible',
  'end',
];

/** Between two moments that follow each other in time, named by them. */
export interface TurnSpan {
  from: Moment;
  to: Moment;
  startMs: number;
  endMs: number;
}

/** Moments in order of time; those of the same time in the order in which they should come. */
export function momentsOf(turn: Turn): { moment: Moment; atMs: number }[] {
  return IN_ORDER.flatMap((moment) => {
    const atMs = turn.moments[moment];
    return atMs === undefined ? [] : [{ moment, atMs }];
  }).toSorted((a, b) => a.atMs - b.atMs);
}

/** The turn without gap or overlap, whatever the order in which its events came. */
export function spansOf(turn: Turn): TurnSpan[] {
  const moments = momentsOf(turn);
  return moments.slice(1).flatMap((to, index) => {
    const from = moments[index];
    return from ? [{ from: from.moment, to: to.moment, startMs: from.atMs, endMs: to.atMs }] : [];
  });
}

/** Of the last turn that has one. */
export function lastVoiceToVoiceMs(turns: readonly Turn[]): number | null {
  const last = turns.findLast((turn) => voiceToVoiceMs(turn) !== null);
  return last ? voiceToVoiceMs(last) : null;
}

/** Time in which a tool ran; two at once count once. Tools that run still count up to `nowMs`. */
export function toolTimeMs(turn: Turn, nowMs: number): number {
  let totalMs = 0;
  let reachedMs = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs } of turn.tools.toSorted((a, b) => a.startMs - b.startMs)) {
    const end = Math.max(startMs, endMs ?? nowMs);
    totalMs += Math.max(0, end - Math.max(startMs, reachedMs));
    reachedMs = Math.max(reachedMs, end);
  }
  return totalMs;
}

/** Somebody wanted the answer to stop; false where the connection ended it. */
export function cutByPerson({ interruption }: Turn): boolean {
  return interruption !== null && interruption.reason !== 'disconnect' && interruption.reason !== 'seam';
}

/** Time from the cause of an interruption to silence; null while it is not known. */
export function timeToSilenceMs({ interruption }: Turn): number | null {
  if (interruption === null || interruption.silentMs === null) return null;
  return Math.max(0, interruption.silentMs - interruption.causeMs);
}

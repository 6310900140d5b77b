/**
 * Notes that a session file needs and the log does not: what only the recording side knew, so that the file tells the whole conversation.
 * Writers for the live side, one reader for the other; what is read may come from anybody, so nothing in it is believed.
 */

import { encodeBase64 } from '../../dsp/base64.ts';
import type { NoteEvent } from '../../protocol/realtime/events.ts';
import { emptyCrossing } from '../continuation.ts';
import type { InterruptedItem } from '../session-events.ts';
import type { LineLoss } from '../seam-words.ts';
import type { Crossing, InterruptReason } from '../types.ts';

/** Where playback was. `atMs`: session time; samples at 24 kHz. */
export type PlaybackFact =
  | { kind: 'started'; itemId: string; atSample: number; atMs: number }
  | { kind: 'position'; itemId: string; playedSamples: number }
  | { kind: 'underrun'; itemId: string; atSample: number; atMs: number }
  | { kind: 'ended'; itemId: string; playedSamples: number }
  /** Silenced before its end. */
  | { kind: 'stopped'; itemId: string; playedSamples: number };

export type RecordedNote =
  | { kind: 'playback'; fact: PlaybackFact }
  /** An interruption was decided; what was heard follows as `interrupted`. */
  | { kind: 'interrupting'; reason: InterruptReason; itemIds: string[] }
  | { kind: 'interrupted'; reason: InterruptReason; items: InterruptedItem[] }
  | { kind: 'output-latency'; latencyMs: number }
  | { kind: 'line-lost'; loss: LineLoss; seamId: string }
  | { kind: 'resumed'; sessionId: string; gapMs: number; crossing: Crossing }
  /** What an operator said in the agent's place, μ-law at 8 kHz. */
  | { kind: 'operator-voice'; itemId: string; audioBase64: string }
  | { kind: 'ended' };

/** Are in the file only: the log has no row for them. */
const UNLOGGED = new Set<string>([
  'sidetone.playback',
  'sidetone.interrupting',
  'sidetone.output-latency',
  'sidetone.operator-voice',
  'sidetone.ended',
]);

export function isLogged(type: string): boolean {
  return !UNLOGGED.has(type);
}

export function playbackNote({ itemId, ...facts }: PlaybackFact): NoteEvent {
  return { type: 'sidetone.playback', summary: facts.kind, itemId, facts };
}

export function interruptingNote(reason: InterruptReason, itemIds: string[]): NoteEvent {
  return { type: 'sidetone.interrupting', summary: reason, facts: { reason, itemIds } };
}

export function latencyNote(latencyMs: number): NoteEvent {
  return { type: 'sidetone.output-latency', summary: `${Math.round(latencyMs)} ms`, facts: { latencyMs } };
}

/** Sound that an operator made in a call in the agent's place; `ulaw` at 8 kHz. */
export function operatorVoiceNote(itemId: string, ulaw: Uint8Array): NoteEvent {
  const audio = encodeBase64(ulaw);
  return { type: 'sidetone.operator-voice', summary: `${ulaw.length / 8} ms`, itemId, facts: { audio } };
}

export function endedNote(): NoteEvent {
  return { type: 'sidetone.ended', summary: 'disconnected' };
}

/** Null for a note that says nothing to the conversation, or is not as it should be. */
export function readNote(note: Record<string, unknown>): RecordedNote | null {
  const facts = isRecord(note['facts']) ? note['facts'] : {};
  switch (note['type']) {
    case 'sidetone.playback': {
      const fact = playbackFact(note['itemId'], facts);
      return fact === null ? null : { kind: 'playback', fact };
    }
    case 'sidetone.interrupting': {
      const { reason, itemIds } = facts;
      if (!isReason(reason) || !Array.isArray(itemIds)) return null;
      return { kind: 'interrupting', reason, itemIds: itemIds.filter((id) => typeof id === 'string') };
    }
    case 'sidetone.interrupted': {
      const { reason, items } = facts;
      if (!isReason(reason) || !Array.isArray(items)) return null;
      return { kind: 'interrupted', reason, items: items.flatMap(interruptedItem) };
    }
    case 'sidetone.output-latency': {
      const { latencyMs } = facts;
      return isCount(latencyMs) ? { kind: 'output-latency', latencyMs } : null;
    }
    case 'sidetone.line-lost':
      return lineLost(facts);
    case 'sidetone.resumed': {
      const { to, gapMs } = facts;
      if (typeof to !== 'string' || !isCount(gapMs)) return null;
      return { kind: 'resumed', sessionId: to, gapMs, crossing: crossingOf(facts) };
    }
    case 'sidetone.operator-voice': {
      const { itemId } = note;
      const { audio } = facts;
      if (typeof itemId !== 'string' || typeof audio !== 'string') return null;
      return { kind: 'operator-voice', itemId, audioBase64: audio };
    }
    case 'sidetone.ended':
      return { kind: 'ended' };
    default:
      return null;
  }
}

function playbackFact(itemId: unknown, facts: Record<string, unknown>): PlaybackFact | null {
  const { kind, atSample, playedSamples, atMs } = facts;
  if (typeof itemId !== 'string') return null;
  switch (kind) {
    case 'started':
    case 'underrun':
      return isCount(atSample) && isFinite(atMs) ? { kind, itemId, atSample, atMs } : null;
    case 'position':
    case 'ended':
    case 'stopped':
      return isCount(playedSamples) ? { kind, itemId, playedSamples } : null;
    default:
      return null;
  }
}

function interruptedItem(item: unknown): InterruptedItem[] {
  if (!isRecord(item)) return [];
  const { itemId, receivedSamples, heardSamples, truncatedAtMs } = item;
  if (typeof itemId !== 'string' || !isCount(receivedSamples) || !isCount(heardSamples)) return [];
  const truncated = isCount(truncatedAtMs) ? truncatedAtMs : null;
  return [{ itemId, receivedSamples, heardSamples, truncatedAtMs: truncated }];
}

function lineLost({
  cause,
  code,
  words,
  heardToTheEnd,
  seamId,
}: Record<string, unknown>): RecordedNote | null {
  if (typeof seamId !== 'string') return null;
  const loss: LineLoss = {
    cause: cause === 'limit' ? 'limit' : 'lost',
    code: typeof code === 'number' ? code : null,
    words: typeof words === 'string' ? words : null,
    heardToTheEnd: heardToTheEnd === true,
  };
  return { kind: 'line-lost', loss, seamId };
}

function crossingOf(facts: Record<string, unknown>): Crossing {
  const crossing = emptyCrossing();
  for (const field of Object.keys(crossing) as (keyof Crossing)[]) {
    const count = facts[field];
    if (isCount(count)) crossing[field] = count;
  }
  return crossing;
}

const REASONS: Record<InterruptReason, true> = {
  speech: true,
  text: true,
  stop: true,
  escape: true,
  'push-to-talk': true,
  disconnect: true,
  seam: true,
};

function isReason(value: unknown): value is InterruptReason {
  return typeof value === 'string' && Object.hasOwn(REASONS, value);
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return isFinite(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A conversation as the entries of a transcript: who said what, when it sounded, and how much of it was heard. */

import type { TranscriptEntry } from '../../recording/transcript.ts';
import type { Turn } from '../../session/turns.ts';
import {
  CORE_SAMPLE_RATE_HZ,
  type Item,
  type MessageItem,
  type PlayedSegment,
  type ToolCallItem,
} from '../../session/types.ts';

export interface Told {
  items: readonly Item[];
  turns: readonly Turn[];
  /** Every stretch of an answer that was played. */
  segments: readonly PlayedSegment[];
}

interface Span {
  startMs: number;
  endMs: number;
}

export function transcriptEntries({ items, turns, segments }: Told): TranscriptEntry[] {
  const sounded = new Map<string, Span>();
  for (const { itemId, startMs, lengthSamples } of segments) {
    const endMs = startMs + (lengthSamples * 1000) / CORE_SAMPLE_RATE_HZ;
    const span = sounded.get(itemId);
    sounded.set(itemId, { startMs: span?.startMs ?? startMs, endMs: Math.max(span?.endMs ?? 0, endMs) });
  }
  // Where the person's voice was, by its sound.
  for (const { itemId, moments } of turns) {
    const { speechStart, speechEnd } = moments;
    if (itemId === null || speechStart === undefined || speechEnd === undefined) continue;
    sounded.set(itemId, { startMs: speechStart, endMs: Math.max(speechStart, speechEnd) });
  }
  return items.map((item) => entryOf(item, sounded.get(item.id) ?? null));
}

function entryOf(item: Item, sounded: Span | null): TranscriptEntry {
  switch (item.kind) {
    case 'message':
      return messageEntry(item, sounded);
    case 'tool-call':
      return whole('tool', toolText(item), item.startedAtMs, item.durationMs ?? 0);
    case 'seam':
      return whole('note', item.words, item.startedAtMs, 0);
    case 'other':
      return whole('note', item.type, item.startedAtMs, 0);
  }
}

function messageEntry(item: MessageItem, sounded: Span | null): TranscriptEntry {
  const speaker = item.role === 'user' ? 'you' : item.role;
  const isSpeech = item.role === 'user' && item.medium === 'voice';
  const text = item.text === '' && isSpeech ? '[speech without a transcript]' : item.text;
  const cut = item.heard !== null && item.heard.interrupted !== null;
  const heardText = cut ? text.slice(0, Math.max(0, item.heard?.heardChars ?? 0)) : text;
  const guess = whole(speaker, text, item.startedAtMs, isSpeech ? (item.audioMs ?? 0) : 0);
  return { ...guess, ...sounded, heardText, interrupted: cut };
}

function toolText({ name, argumentsText, output }: ToolCallItem): string {
  const call = `${name}(${argumentsText})`;
  return output === null ? call : `${call} → ${output}`;
}

function whole(
  speaker: TranscriptEntry['speaker'],
  text: string,
  startMs: number,
  lengthMs: number,
): TranscriptEntry {
  return { speaker, startMs, endMs: startMs + lengthMs, text, heardText: text, interrupted: false };
}

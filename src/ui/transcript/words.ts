/** What the transcript says about an item: who, what was heard of it, and notes. Pure. */

import type {
  CORE_SAMPLE_RATE_HZ,
  InterruptReason,
  Item,
  MessageItem,
  ToolCallItem,
} from '../../session/types.ts';
import { formatDuration } from '../event-log/format.ts';
import { parseJson } from '../event-log/json-nodes.ts';

const SAMPLE_RATE_HZ: typeof CORE_SAMPLE_RATE_HZ = 24_000;

/** How a message's text is drawn: `heard` in full, `rest` in the way that `restIs` says. */
export interface SpokenText {
  heard: string;
  rest: string;
  /** `coming`: it will be heard, or is being received. `cut`: it never will. */
  restIs: 'none' | 'coming' | 'cut';
}

/** Splits an assistant's words at what was heard of them. Text that was never spoken is whole. */
export function spokenText(item: MessageItem): SpokenText {
  const { heard, text } = item;
  if (!heard) return { heard: text, rest: '', restIs: 'none' };
  const at = Math.min(text.length, Math.max(0, heard.heardChars));
  if (heard.interrupted !== null) {
    return at >= text.length
      ? { heard: text, rest: '', restIs: 'none' }
      : { heard: text.slice(0, at), rest: text.slice(at), restIs: 'cut' };
  }
  const over = heard.complete && heard.heardSamples >= heard.receivedSamples;
  if (over || at >= text.length) return { heard: text, rest: '', restIs: 'none' };
  return { heard: text.slice(0, at), rest: text.slice(at), restIs: 'coming' };
}

/** Who or what cut an answer. */
export const CUT_BY: Record<InterruptReason, string> = {
  speech: 'by speech',
  text: 'by a typed message',
  stop: 'by Stop',
  escape: 'by Escape',
  'push-to-talk': 'by push-to-talk',
  disconnect: 'by disconnecting',
  seam: 'by the end of the session',
};

/** The note under an interrupted, unfinished or forgotten message; null when there is nothing to note. */
export function interruptionNote(item: MessageItem): string | null {
  const { heard } = item;
  if (item.forgotten) return `${heard ? 'never heard; ' : ''}removed from the model’s context`;
  if (!heard || heard.interrupted === null) return unfinishedNote(item);
  const reason = CUT_BY[heard.interrupted];
  if (heard.heardSamples <= 0) return `never heard; cut ${reason}`;
  return `cut at ${formatHeard(heard.heardSamples)} ${reason}`;
}

/** An answer that ended early without being cut by anybody who heard it, or a typed message that the server did not acknowledge. */
function unfinishedNote({ status, role, medium }: MessageItem): string | null {
  if (status !== 'incomplete') return null;
  if (role === 'assistant') return 'not finished';
  return medium === 'text' ? 'not confirmed by the server' : null;
}

function formatHeard(samples: number): string {
  return formatDuration((samples / SAMPLE_RATE_HZ) * 1000);
}

/** What stands in place of a spoken message's words while there are none; null when the words speak for themselves. */
export function placeholder(item: MessageItem): string | null {
  if (item.role === 'assistant') {
    return item.text === '' && item.status === 'in-progress' ? 'Thinking…' : null;
  }
  if (item.text !== '' || item.medium === 'text') return null;
  const length = item.audioMs === null ? null : formatDuration(item.audioMs);
  if (item.status === 'in-progress') return 'Speaking…';
  switch (item.transcription) {
    case 'off':
      return length === null ? '(speech)' : `(${length} of speech)`;
    case 'pending':
      return 'Transcribing…';
    case 'failed':
      return null;
    case 'done':
      return length === null ? '(no words)' : `(${length}, no words)`;
  }
}

/** A transcription's failure, as a sentence. */
export function transcriptionFailure(item: MessageItem): string | null {
  if (item.transcription !== 'failed') return null;
  const why = item.transcriptionError ? `: ${item.transcriptionError}` : '';
  return `Transcription failed${why}`;
}

/** Who says it, as the first column has it. `person`: who speaks with the assistant. */
export function speakerOf(item: MessageItem, person: 'You' | 'Caller'): string {
  return item.role === 'user' ? person : item.role === 'assistant' ? 'Assistant' : 'System';
}

const ARGUMENTS_SHOWN_CHARS = 60;

/** A call in one line: `get_weather(city: Paris)`. Arguments that are still streaming, or are no object, stand as they are. */
export function callSignature(item: ToolCallItem): string {
  return `${item.name}(${argumentsInLine(item.argumentsText)})`;
}

function argumentsInLine(text: string): string {
  const parsed = parseJson(text);
  const object =
    parsed.ok && typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value);
  const line = object
    ? Object.entries(parsed.value as Record<string, unknown>)
        .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(', ')
    : text.trim();
  return line.length > ARGUMENTS_SHOWN_CHARS ? `${line.slice(0, ARGUMENTS_SHOWN_CHARS - 1)}…` : line;
}

/** State of a call and the time it took, in words. */
export function callState(item: ToolCallItem): string {
  const took = item.durationMs === null ? '' : ` ${formatDuration(item.durationMs)}`;
  switch (item.state) {
    case 'streaming':
      return 'writing arguments…';
    case 'running':
      return 'running…';
    case 'done':
      return `done${took ? ` in${took}` : ''}`;
    case 'failed':
      return `failed${took ? ` after${took}` : ''}`;
  }
}

/** A finished message or seam for the live region; null while it is still changing or says nothing. */
export function announcement(item: Item, person: 'You' | 'Caller'): string | null {
  if (item.kind === 'seam') return item.state === 'waiting' ? null : item.words;
  if (item.kind !== 'message') return null;
  if (item.status === 'in-progress' || item.text === '') return null;
  if (item.role === 'user' && item.medium === 'voice' && item.transcription === 'pending') return null;
  return `${speakerOf(item, person)}: ${item.text}`;
}

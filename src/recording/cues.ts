/**
 * A transcript cut into cues as players show them: what was heard, when it was heard, in at most two short lines. Words that nobody heard
 * are left out, and so are tools and notes: subtitles run beside the sound of the session.
 */

import type { TranscriptEntry } from './transcript.ts';

export interface Cue {
  startMs: number;
  endMs: number;
  speaker: 'you' | 'assistant';
  /** Begins what its speaker says; the others go on with it. */
  first: boolean;
  lines: string[];
}

/** As broadcasters have it, and most players show without wrapping again. */
export const MOST_LINE_CHARS = 42;
const MOST_LINES = 2;
/** Typed words have no length of their own: as long as they take to read. */
const READ_MS_PER_CHAR = 60;
const LEAST_READ_MS = 1000;
const MOST_READ_MS = 7000;

/** In order of time; those of one entry neither overlap nor have gaps. Two people who talk at once have cues that overlap. */
export function toCues(entries: readonly TranscriptEntry[]): Cue[] {
  return entries.flatMap(cuesOf).toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

function cuesOf({ speaker, startMs, endMs, heardText }: TranscriptEntry): Cue[] {
  if (speaker !== 'you' && speaker !== 'assistant') return [];
  const lines = wrap(heardText);
  const chars = lines.reduce((sum, line) => sum + line.length, 0);
  if (chars === 0) return [];
  const from = Math.max(0, Math.round(startMs));
  const readMs = Math.min(MOST_READ_MS, Math.max(LEAST_READ_MS, chars * READ_MS_PER_CHAR));
  const lengthMs = endMs > startMs ? Math.max(1, Math.round(endMs) - from) : readMs;
  const cues: Cue[] = [];
  let shown = 0;
  for (let at = 0; at < lines.length; at += MOST_LINES) {
    const some = lines.slice(at, at + MOST_LINES);
    const begin = shown;
    shown += some.reduce((sum, line) => sum + line.length, 0);
    cues.push({
      startMs: from + Math.round((lengthMs * begin) / chars),
      endMs: from + Math.round((lengthMs * shown) / chars),
      speaker,
      first: at === 0,
      lines: some,
    });
  }
  return cues;
}

/** Lines of whole words; a word that is longer than a line is cut, between characters and never inside one. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap(cut)) {
    if (word === '') continue;
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= MOST_LINE_CHARS) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}

/** Scripts without spaces make long words. */
function cut(word: string): string[] {
  if (word.length <= MOST_LINE_CHARS) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part.length + character.length > MOST_LINE_CHARS) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}

/** What the linter says of a session: a fault on the wire, why it is one, and what to do. Words only. */

import type { NoteEvent } from '../events.ts';

type LintRule =
  | 'response-active'
  | 'tool-call-unanswered'
  | 'truncate-past-received'
  | 'audio-odd-bytes'
  | 'audio-speed'
  | 'audio-silent'
  | 'unknown-event'
  | 'unknown-field'
  | 'beta-name'
  | 'setting-not-accepted'
  | 'model-retires';

export interface Finding {
  rule: LintRule;
  /** What happened, one line. */
  summary: string;
  /** Why that is a fault, in a sentence or two. */
  why: string;
  /** What to do about it. */
  fix: string;
  itemId?: string;
}

/** Whether `see` finds anything; most events have nothing to find. */
export const NOTHING: readonly Finding[] = [];

/** A finding as a line of the log. */
export function findingNote({ rule, summary, why, fix, itemId }: Finding): NoteEvent {
  const note: NoteEvent = { type: `sidetone.lint.${rule}`, summary, level: 'warning', facts: { why, fix } };
  if (itemId !== undefined) note.itemId = itemId;
  return note;
}

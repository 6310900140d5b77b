/**
 * What is known of a session beside its file: what a person called it, whether it is to be kept, and a summary, so that a list need not read
 * files of an hour. A journal of lines that is only appended to: the last word counts, and a line that a crash cut off is as if it had not been
 * written. Never the truth about the session itself: a summary counts only for the length of file that it was made from. Pure.
 */

import * as z from 'zod/mini';

// Without this zod compiles validators with `new Function`, which the page's content security policy reports.
z.config({ jitless: true });

const summary = z.object({
  /** Time of the last line. */
  durationMs: z.number(),
  turns: z.number(),
  /** null: nothing could be priced. */
  costUsd: z.nullable(z.number()),
  /** What was said by both, for the search. */
  words: z.string(),
  /** Where and why the file cannot be read further, in words; null = whole. */
  damage: z.nullable(z.string()),
});

const change = z.object({
  title: z.optional(z.string()),
  kept: z.optional(z.boolean()),
  /** It came from a file. */
  imported: z.optional(z.boolean()),
  /** It ended as it should, or a person has seen that it did not. */
  settled: z.optional(z.boolean()),
  /** When it was thrown away; null = taken back. */
  deletedAtEpochMs: z.optional(z.nullable(z.number())),
  summary: z.optional(summary),
  /** Length of the session file that the summary was made from. */
  summaryOfBytes: z.optional(z.number()),
});

export type SessionSummary = z.output<typeof summary>;
export type SessionNotes = z.output<typeof change>;

export function noteLine(notes: SessionNotes): string {
  return `${JSON.stringify(notes)}\n`;
}

/** What all lines together say. Lines that say nothing are passed over. */
export function readNotes(journal: string): SessionNotes {
  const notes: SessionNotes = {};
  for (const line of journal.split('\n')) {
    const read = change.safeParse(parsed(line));
    if (read.success) Object.assign(notes, read.data);
  }
  return notes;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The last line of a tab that crashed, or a file that somebody else made: nothing to go by.
    return null;
  }
}

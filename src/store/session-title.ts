/** What a session of the library is called, and its file. Pure. */

import type { LibrarySession } from '../engine/library/library.messages.ts';

const FILE_EXTENSION = '.sidetone.jsonl';
const MOST_NAME_CHARS = 80;

/** Its name; for want of one the first words that were said, or when it was. */
export function titleOf({ title, about, startedAtEpochMs }: LibrarySession): string {
  if (title !== '' || about !== '') return title || about;
  return startedAtEpochMs === 0 ? 'Session without a date' : `Session of ${dateWords(startedAtEpochMs)}`;
}

/** `4 May 2026, 10:32` in the person's own way of writing it. */
export function dateWords(epochMs: number): string {
  return new Date(epochMs).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** A name that every file system takes. */
export function fileNameOf(session: LibrarySession): string {
  const name = titleOf(session)
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f"*/:<>?\\|]+/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+/, '')
    .slice(0, MOST_NAME_CHARS)
    .replace(/[ .]+$/, '');
  return `${name === '' ? 'session' : name}${FILE_EXTENSION}`;
}

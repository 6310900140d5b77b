/** What a session of the library is called, and its file. Pure. */

import type { LibrarySession } from '../engine/library/library.messages.ts';

const FILE_EXTENSION = '.sidetone.jsonl';
const MOST_NAME_CHARS = 80;

/** Its name, or when it was for want of one. */
export function titleOf({ title, startedAtEpochMs }: LibrarySession): string {
  return title === '' ? `Session of ${formatWhen(startedAtEpochMs)}` : title;
}

/** `26 Nov 2026, 13:05`. */
function formatWhen(epochMs: number): string {
  return when.format(epochMs);
}

const when = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

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

/** What the files of a session are called. The name alone puts sessions in order of time. Pure. */

import { FILE_EXTENSION } from '../../recording/session-file.ts';

const NOTES_EXTENSION = '.notes.jsonl';

/** `salt`: 0…1, so that two sessions of one millisecond have two names. */
export function newSessionId(startedAt: string, salt: number): string {
  const suffix = Math.floor(salt * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `${startedAt.replace(/[:.]/g, '-')}-${suffix}`;
}

export const sessionFileName = (id: string) => `${id}${FILE_EXTENSION}`;
export const notesFileName = (id: string) => `${id}${NOTES_EXTENSION}`;

/** The session that a file belongs to; null: it is none of ours. */
export function ownerOf(fileName: string): { id: string; kind: 'session' | 'notes' } | null {
  if (fileName.endsWith(FILE_EXTENSION))
    return { id: fileName.slice(0, -FILE_EXTENSION.length), kind: 'session' };
  if (fileName.endsWith(NOTES_EXTENSION))
    return { id: fileName.slice(0, -NOTES_EXTENSION.length), kind: 'notes' };
  return null;
}

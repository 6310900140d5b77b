/** Takes a file from elsewhere into the library: a copy, read on the way, so that what is no session is refused before anything is kept. */

import { messageOf } from '../../lib/errors.ts';
import { SessionFileError } from '../../recording/session-reader.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { Imported } from './library.messages.ts';
import { type NewSummariser, readHeader, SummaryReader } from './read-session.ts';
import { FolderError, type SessionFolder } from './session-folder.ts';
import type { SessionLocks } from './session-locks.ts';
import { newSessionId, sessionFileName } from './session-names.ts';
import type { SessionNotes } from './session-notes.ts';

export interface ImportDeps {
  folder: SessionFolder;
  locks: SessionLocks;
  random: () => number;
  newSummariser: NewSummariser;
  note: (id: string, notes: SessionNotes) => Promise<void>;
  remove: (id: string) => Promise<void>;
  makeRoom: (bytes: number) => Promise<void>;
}

/** Rejects only when the library itself fails. */
export async function importSession(
  deps: ImportDeps,
  file: File,
  present: readonly CatalogueEntry[],
): Promise<Imported> {
  const { name } = file;
  try {
    const { header } = await readHeader(file);
    const same = present.find(
      (entry) => entry.header?.startedAt === header.startedAt && entry.bytes === file.size,
    );
    if (same) return { name, id: same.id, words: 'It is in the library already.' };
    await deps.makeRoom(file.size);
    const id = newSessionId(header.startedAt, deps.random());
    const damage = await copyIn(deps, id, file);
    return { name, id, words: damage && `It can be read up to ${damage}.` };
  } catch (error) {
    if (error instanceof SessionFileError) return { name, id: null, words: error.message };
    if (error instanceof FolderError && error.reason === 'full') {
      const words = 'The browser’s storage is full. Delete old sessions, then import it again.';
      return { name, id: null, words };
    }
    return { name, id: null, words: `It could not be read: ${messageOf(error)}` };
  }
}

/** Gives where it cannot be read further; null = nowhere. Leaves nothing behind when it fails. */
async function copyIn(deps: ImportDeps, id: string, file: File): Promise<string | null> {
  const { folder, locks, note, remove } = deps;
  // As long as it is half there it must not look like one that was left behind.
  const release = await locks.hold(id);
  try {
    const copy = await folder.openToAppend(sessionFileName(id));
    try {
      const reader = new SummaryReader(deps.newSummariser);
      const decoder = new TextDecoder();
      for await (const bytes of file.stream()) {
        copy.append(bytes);
        reader.push(decoder.decode(bytes, { stream: true }));
      }
      reader.push(decoder.decode());
      const summary = reader.finish();
      copy.close();
      await note(id, { imported: true, settled: true, summary, summaryOfBytes: file.size });
      return summary.damage;
    } catch (error) {
      copy.close();
      await remove(id);
      throw error;
    }
  } finally {
    release?.();
  }
}

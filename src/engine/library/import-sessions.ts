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
  limitBytes: number;
  note: (id: string, notes: SessionNotes) => Promise<void>;
  remove: (id: string) => Promise<void>;
  makeRoom: (bytes: number) => Promise<void>;
}

/** What tells a session from all others. */
interface Known {
  id: string;
  startedAt: string;
  bytes: number;
}

/** One answer a file, in their order. Rejects only when the library itself fails. */
export async function importSessions(
  deps: ImportDeps,
  files: readonly File[],
  present: readonly CatalogueEntry[],
): Promise<Imported[]> {
  const known: Known[] = present.flatMap(({ id, header, bytes }) =>
    header === null ? [] : [{ id, startedAt: header.startedAt, bytes }],
  );
  const looked: Looked[] = [];
  for (const file of files) looked.push(await look(deps, file, known));
  // Once for all, and only for what will be taken.
  const moreBytes = looked.reduce((sum, { answer, file }) => (answer === null ? sum + file.size : sum), 0);
  if (moreBytes > 0) await deps.makeRoom(Math.min(moreBytes, deps.limitBytes));
  const imported: Imported[] = [];
  for (const { file, id, answer } of looked) imported.push(answer ?? (await take(deps, id, file)));
  return imported;
}

interface Looked {
  file: File;
  id: string;
  /** null: it is to be taken in. */
  answer: Imported | null;
}

/** What the first line and the size say. What is to be taken is known from then on. */
async function look(deps: ImportDeps, file: File, known: Known[]): Promise<Looked> {
  const { name, size: bytes } = file;
  const refused = (words: string) => ({ file, id: '', answer: { name, id: null, words } });
  try {
    const { startedAt } = (await readHeader(file)).header;
    const same = known.find((other) => other.startedAt === startedAt && other.bytes === bytes);
    if (same) {
      return { file, id: same.id, answer: { name, id: same.id, words: 'It is in the library already.' } };
    }
    if (bytes > deps.limitBytes) {
      return refused(
        'It is larger than all sessions may be together. Raise the limit under Sessions, then import it again.',
      );
    }
    const id = newSessionId(startedAt, deps.random());
    known.push({ id, startedAt, bytes });
    return { file, id, answer: null };
  } catch (error) {
    return refused(refusal(error));
  }
}

async function take(deps: ImportDeps, id: string, file: File): Promise<Imported> {
  const { name } = file;
  try {
    const damage = await copyIn(deps, id, file);
    return { name, id, words: damage && `It can be read up to ${damage}.` };
  } catch (error) {
    return { name, id: null, words: refusal(error) };
  }
}

function refusal(error: unknown): string {
  if (error instanceof SessionFileError) return error.message;
  if (error instanceof FolderError && error.reason === 'full') {
    return 'The browser’s storage is full. Delete old sessions, then import it again.';
  }
  return `It could not be read: ${messageOf(error)}`;
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

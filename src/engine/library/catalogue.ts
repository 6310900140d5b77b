/**
 * What sessions there are. Made anew from the files each time it is asked, because another tab may have written or removed some; what does not
 * change (headers, notes of a length) is read once.
 */

import { SessionFileError } from '../../recording/session-reader.ts';
import { messageOf } from '../../lib/errors.ts';
import type { FileHeader } from '../../recording/session-file.ts';
import type { LibrarySession } from './library.messages.ts';
import { readHeader } from './read-session.ts';
import type { SessionFolder } from './session-folder.ts';
import type { SessionLocks } from './session-locks.ts';
import { notesFileName, ownerOf, sessionFileName } from './session-names.ts';
import { noteLine, readNotes, type SessionNotes, type SessionSummary } from './session-notes.ts';

export interface CatalogueEntry {
  id: string;
  bytes: number;
  /** null: its first line cannot be read; `problem` says why. */
  header: FileHeader | null;
  problem: string | null;
  notes: SessionNotes;
  /** Being written, in this tab or another. */
  running: boolean;
  /** Of the file as it is now; null: nobody has read it since. */
  summary: SessionSummary | null;
}

/** More does not fit into a line. */
const MOST_ABOUT_CHARS = 120;

interface CatalogueDeps {
  folder: SessionFolder;
  locks: SessionLocks;
  /** What this tab knows of a session that it is recording; null: it is not. */
  live: (id: string) => { bytes: number; summary: SessionSummary } | null;
}

type HeaderRead = Pick<CatalogueEntry, 'header' | 'problem'>;

export class Catalogue {
  readonly #deps: CatalogueDeps;
  readonly #headers = new Map<string, HeaderRead>();
  readonly #notes = new Map<string, { bytes: number; notes: SessionNotes }>();

  constructor(deps: CatalogueDeps) {
    this.#deps = deps;
  }

  /** Newest first. Those that were thrown away are among them until they are removed. */
  async read(): Promise<CatalogueEntry[]> {
    const { folder, locks } = this.#deps;
    const files = await folder.list();
    // After the files: a file that was there then was locked before it was made, and its lock ends after its notes are written.
    const held = await locks.held();
    const bytesOf = new Map(files.map(({ name, bytes }) => [name, bytes]));
    const ids = files
      .map(({ name }) => ownerOf(name))
      .flatMap((owner) => (owner?.kind === 'session' ? [owner.id] : []));
    const read = await Promise.all(ids.map((id) => this.#entry(id, bytesOf, held.has(id))));
    const entries = read.filter((entry) => entry !== null);
    return entries.toSorted((a, b) => startOf(b) - startOf(a));
  }

  /** null: it was removed meanwhile, or is just about to begin. */
  async #entry(
    id: string,
    bytesOf: ReadonlyMap<string, number>,
    running: boolean,
  ): Promise<CatalogueEntry | null> {
    const header = await this.#header(id);
    if (header === null || (running && header.header === null)) return null;
    const bytes = bytesOf.get(sessionFileName(id)) ?? 0;
    const notes = await this.#notesOf(id, bytesOf.get(notesFileName(id)) ?? 0);
    const live = this.#deps.live(id);
    const isCurrent = notes.summaryOfBytes === bytes && notes.summary !== undefined;
    return {
      id,
      bytes: live?.bytes ?? bytes,
      ...header,
      notes,
      running,
      summary: live?.summary ?? (isCurrent ? (notes.summary ?? null) : null),
    };
  }

  /** Writes what is new about a session. */
  async note(id: string, notes: SessionNotes): Promise<void> {
    const { folder, locks } = this.#deps;
    await locks.exclusively('notes', async () => {
      const file = await folder.openToAppend(notesFileName(id));
      try {
        // A line that a crash cut off must not take this one with it.
        const start = file.bytes === 0 ? '' : '\n';
        file.append(new TextEncoder().encode(start + noteLine(notes)));
      } finally {
        file.close();
      }
    });
  }

  async remove(id: string): Promise<void> {
    await this.#deps.folder.remove(sessionFileName(id));
    await this.#deps.folder.remove(notesFileName(id));
    this.#headers.delete(id);
    this.#notes.delete(id);
  }

  /** null: it was removed meanwhile. What cannot be read for good is remembered too. */
  async #header(id: string): Promise<HeaderRead | null> {
    const known = this.#headers.get(id);
    if (known) return known;
    const file = await this.#deps.folder.read(sessionFileName(id));
    if (file === null) return null;
    let read: HeaderRead;
    try {
      read = { header: (await readHeader(file)).header, problem: null };
    } catch (error) {
      if (!(error instanceof SessionFileError)) throw error;
      // It may be about to be written.
      return { header: null, problem: messageOf(error) };
    }
    this.#headers.set(id, read);
    return read;
  }

  async #notesOf(id: string, bytes: number): Promise<SessionNotes> {
    if (bytes === 0) return {};
    const known = this.#notes.get(id);
    if (known?.bytes === bytes) return known.notes;
    const file = await this.#deps.folder.read(notesFileName(id));
    if (file === null) return {};
    const notes = readNotes(await file.text());
    this.#notes.set(id, { bytes: file.size, notes });
    return notes;
  }
}

/** As the page is told of it. */
export function toLibrarySession(entry: CatalogueEntry): LibrarySession {
  const { id, bytes, header, notes, running, summary, problem } = entry;
  return {
    id,
    startedAtEpochMs: startOf(entry),
    title: notes.title ?? header?.title ?? '',
    about: summary?.words.trimStart().split('\n', 1)[0]?.slice(0, MOST_ABOUT_CHARS) ?? '',
    model: header?.model ?? '',
    upstream: header?.upstream ?? '',
    recordedBy: header?.recordedBy ?? 'watcher',
    imported: notes.imported ?? false,
    bytes,
    durationMs: summary?.durationMs ?? null,
    turns: summary?.turns ?? null,
    costUsd: summary?.costUsd ?? null,
    state: running ? 'running' : notes.settled ? 'ended' : 'unfinished',
    kept: notes.kept ?? false,
    damage: problem ?? summary?.damage ?? null,
  };
}

export function isDeleted({ notes: { deletedAtEpochMs } }: CatalogueEntry): boolean {
  return typeof deletedAtEpochMs === 'number';
}

function startOf({ header }: CatalogueEntry): number {
  return header === null ? 0 : Date.parse(header.startedAt);
}

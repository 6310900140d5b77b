/**
 * The library's one keeper in a tab: takes the page's wishes one after the other, writes what the engine records, and tells the page what
 * there is. Works in a thread of its own, so that a slow disk or a long file is nobody's delay. Several tabs share the files; what changes
 * them runs in one tab at a time.
 */

import type { Clock } from '../../lib/clock.ts';
import { messageOf, unreachable } from '../../lib/errors.ts';
import { Scope } from '../../lib/scope.ts';
import { Catalogue, type CatalogueEntry, isDeleted, toLibrarySession } from './catalogue.ts';
import { exportFile } from './export-file.ts';
import { importSession } from './import-session.ts';
import type { Imported, LibraryCommand, LibraryMessage, RecordingCommand } from './library.messages.ts';
import { type NewSummariser, summarise } from './read-session.ts';
import { Recordings } from './recordings.ts';
import { searchSessions } from './search-words.ts';
import type { SessionFolder } from './session-folder.ts';
import type { SessionLocks } from './session-locks.ts';
import { ownerOf, sessionFileName } from './session-names.ts';
import { toMakeRoom } from './storage-limit.ts';

/** How long what was thrown away can be had back; the page offers it for less. */
const RESTORABLE_MS = 30_000;

export interface LibrarianDeps {
  clock: Clock;
  epochMs: () => number;
  random: () => number;
  /** Rejects with `FolderError` where there is none. */
  folder: Promise<SessionFolder>;
  locks: SessionLocks;
  newSummariser: NewSummariser;
  post: (message: LibraryMessage) => void;
}

type Wish = Exclude<LibraryCommand, { kind: 'attach-engine' }>;

export class Librarian {
  readonly #deps: LibrarianDeps;
  readonly #scope: Scope;
  readonly #recordings: Recordings;
  readonly #open: Promise<{ folder: SessionFolder; catalogue: Catalogue }>;
  #limitBytes = Infinity;
  #telling: Promise<void> | null = null;
  #toTell = false;
  /** Wishes are fulfilled in the order in which they came. */
  #queue: Promise<void> = Promise.resolve();

  constructor(deps: LibrarianDeps) {
    this.#deps = deps;
    this.#scope = new Scope(deps.clock);
    this.#recordings = new Recordings({
      ...deps,
      scope: this.#scope,
      note: async (id, notes) => (await this.#open).catalogue.note(id, notes),
      makeRoom: () => this.#attempt('could not make room', () => this.#makeRoom(0)),
      removeEmpty: async (id) => (await this.#open).catalogue.remove(id),
      notify: (notice) => deps.post({ kind: 'notice', notice }),
      changed: () => this.publish(),
    });
    this.#open = deps.folder.then((folder) => {
      const live = (id: string) => this.#recordings.live(id);
      return { folder, catalogue: new Catalogue({ folder, locks: deps.locks, live }) };
    });
  }

  /** Opens the library, tidies up after crashes, and tells the page what there is. Never rejects. */
  async start(): Promise<void> {
    if (!(await this.#available())) return;
    await this.#attempt('could not be tidied up', () =>
      this.#deps.locks.exclusively('library', () => this.#tidyUp()),
    );
    this.publish();
    await this.#attempt('could not read all sessions', () => this.#summariseAll());
  }

  /** Resolves when it is done; never rejects: what goes wrong is told. Where nothing can be kept, the answers are empty. */
  handle(command: Wish): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      if (!(await this.#available())) return this.#answerNothing(command);
      return this.#attempt(
        FAILURES[command.kind],
        () => this.#fulfil(command),
        () => this.#answerNothing(command),
      );
    });
    return this.#queue;
  }

  /** From the engine; the answers go back to it. */
  record(command: RecordingCommand, reply: Parameters<Recordings['handle']>[1]): Promise<void> {
    return this.#recordings.handle(command, reply);
  }

  /** Resolves when the page has been told all there is. */
  get idle(): Promise<void> {
    return this.#telling ?? Promise.resolve();
  }

  /** Tells the page what there is now. Whatever happens meanwhile is in the next. */
  publish(): void {
    this.#toTell = true;
    this.#telling ??= this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    while (this.#toTell) {
      this.#toTell = false;
      await this.#attempt('could not be read', () => this.#tell());
    }
    this.#telling = null;
  }

  async #tell(): Promise<void> {
    const { catalogue } = await this.#open;
    const entries = (await catalogue.read()).filter((entry) => !isDeleted(entry));
    this.#deps.post({
      kind: 'library',
      library: {
        status: 'ready',
        sessions: entries.map(toLibrarySession),
        usedBytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
        limitBytes: this.#limitBytes,
      },
    });
  }

  async #fulfil(command: Wish): Promise<void> {
    const { locks, post } = this.#deps;
    const { catalogue } = await this.#open;
    switch (command.kind) {
      case 'refresh':
        break;
      case 'limit':
        this.#limitBytes = command.bytes;
        await this.#makeRoom(0);
        break;
      case 'rename':
        await catalogue.note(command.id, { title: command.title });
        break;
      case 'keep':
        await catalogue.note(command.id, { kept: command.kept });
        break;
      case 'settle':
        await catalogue.note(command.id, { settled: true });
        break;
      case 'delete':
        await locks.exclusively('library', () => this.#throwAway(command.ids));
        break;
      case 'restore':
        await locks.exclusively('library', () => this.#restore(command.ids));
        break;
      case 'search':
        post({
          kind: 'found',
          requestId: command.requestId,
          found: searchSessions(
            (await catalogue.read()).filter((entry) => !isDeleted(entry)),
            command.text,
          ),
        });
        return;
      case 'read':
        post({ kind: 'file', requestId: command.requestId, file: await this.#read(command.id) });
        return;
      case 'import': {
        const imported = await this.#import(command.files);
        post({ kind: 'imported', requestId: command.requestId, imported });
        break;
      }
      default:
        unreachable(command);
    }
    this.publish();
  }

  /** Each request has its answer, an empty one when it failed. */
  #answerNothing(command: Wish): void {
    const { post } = this.#deps;
    if (command.kind === 'search') post({ kind: 'found', requestId: command.requestId, found: [] });
    if (command.kind === 'read') post({ kind: 'file', requestId: command.requestId, file: null });
    if (command.kind === 'import') post({ kind: 'imported', requestId: command.requestId, imported: [] });
  }

  async #read(id: string): Promise<Blob | null> {
    const { folder, catalogue } = await this.#open;
    const file = this.#recordings.read(id) ?? (await folder.read(sessionFileName(id)));
    if (file === null) return null;
    const entry = (await catalogue.read()).find((other) => other.id === id);
    return exportFile(file, entry?.notes.title ?? null);
  }

  async #throwAway(ids: string[]): Promise<void> {
    const { catalogue } = await this.#open;
    const held = await this.#deps.locks.held();
    for (const id of ids) {
      if (!held.has(id)) await catalogue.note(id, { deletedAtEpochMs: this.#deps.epochMs() });
    }
    this.#scope.after(RESTORABLE_MS, () => {
      void this.#attempt('could not remove what was deleted', () =>
        this.#deps.locks.exclusively('library', () => this.#removeDeleted()),
      );
    });
  }

  async #restore(ids: string[]): Promise<void> {
    const { catalogue } = await this.#open;
    const gone = new Set(ids);
    for (const { id } of await catalogue.read()) {
      if (!gone.delete(id)) continue;
      await catalogue.note(id, { deletedAtEpochMs: null });
    }
    if (gone.size > 0) throw new Error(`${gone.size} of them were removed already`);
  }

  async #import(files: File[]): Promise<Imported[]> {
    const { catalogue, folder } = await this.#open;
    const deps = {
      ...this.#deps,
      folder,
      note: catalogue.note.bind(catalogue),
      remove: catalogue.remove.bind(catalogue),
      makeRoom: (bytes: number) => this.#makeRoom(bytes),
    };
    const imported: Imported[] = [];
    for (const file of files) imported.push(await importSession(deps, file, await catalogue.read()));
    return imported;
  }

  async #makeRoom(moreBytes: number): Promise<void> {
    const { catalogue } = await this.#open;
    await this.#deps.locks.exclusively('library', async () => {
      const gone = toMakeRoom(await catalogue.read(), this.#limitBytes, moreBytes);
      for (const { id } of gone) await catalogue.remove(id);
      const seen = gone.filter((entry) => !isDeleted(entry));
      if (seen.length > 0) this.#deps.post({ kind: 'notice', notice: roomNotice(seen) });
      if (gone.length > 0) this.publish();
    });
  }

  /** What was thrown away long enough ago, and what a crash left of files that were being made or removed. */
  async #tidyUp(): Promise<void> {
    const { folder, catalogue } = await this.#open;
    await this.#removeDeleted();
    const held = await this.#deps.locks.held();
    const entries = await catalogue.read();
    for (const { id, bytes } of entries) if (bytes === 0 && !held.has(id)) await catalogue.remove(id);
    const owners = (await folder.list()).map(({ name }) => ownerOf(name));
    const sessions = new Set(owners.filter((owner) => owner?.kind === 'session').map((owner) => owner?.id));
    for (const owner of owners) {
      if (owner?.kind === 'notes' && !sessions.has(owner.id)) await catalogue.remove(owner.id);
    }
  }

  async #removeDeleted(): Promise<void> {
    const { catalogue } = await this.#open;
    const before = this.#deps.epochMs() - RESTORABLE_MS;
    for (const { id, notes, running } of await catalogue.read()) {
      const at = notes.deletedAtEpochMs ?? Infinity;
      if (at <= before && !running) await catalogue.remove(id);
    }
  }

  /** Those that a crash left without a summary, or that somebody else wrote. */
  async #summariseAll(): Promise<void> {
    const { folder, catalogue } = await this.#open;
    const entries = await catalogue.read();
    for (const entry of entries.filter(needsSummary)) {
      const file = await folder.read(sessionFileName(entry.id));
      if (file === null) continue;
      const summary = await summarise(file, this.#deps.newSummariser);
      await catalogue.note(entry.id, { summary, summaryOfBytes: file.size });
      this.publish();
    }
  }

  async #available(): Promise<boolean> {
    try {
      await this.#open;
      return true;
    } catch (error) {
      this.#deps.post({ kind: 'library', library: { status: 'unavailable', why: messageOf(error) } });
      return false;
    }
  }

  /** Never rejects. */
  async #attempt(what: string, work: () => Promise<void>, onFailure = () => {}): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#deps.post({
        kind: 'notice',
        notice: {
          key: 'device-library-trouble',
          level: 'warning',
          text: `The library of sessions ${what}: ${messageOf(error)}`,
          nextStep: 'If it happens again, export what you need and reload the page.',
        },
      });
      onFailure();
    }
  }
}

function needsSummary(entry: CatalogueEntry): boolean {
  return entry.summary === null && entry.header !== null && !entry.running && !isDeleted(entry);
}

function roomNotice(gone: CatalogueEntry[]) {
  const what = gone.length === 1 ? 'The oldest session was' : `The ${gone.length} oldest sessions were`;
  return {
    key: 'device-library-room',
    level: 'info' as const,
    text: `${what} removed to stay within the limit of storage.`,
    nextStep: 'Mark sessions as kept, or raise the limit, under Sessions.',
  };
}

const FAILURES: Record<Wish['kind'], string> = {
  refresh: 'could not be read',
  limit: 'could not be brought within its limit',
  rename: 'could not rename the session',
  keep: 'could not mark the session',
  settle: 'could not mark the session',
  delete: 'could not delete',
  restore: 'could not bring the sessions back',
  search: 'could not be searched',
  read: 'could not open the session',
  import: 'could not import',
};

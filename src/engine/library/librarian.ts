/**
 * The library's one keeper in a tab: takes the page's wishes one after the other, writes what the engine records, and tells the page what
 * there is. Works in a thread of its own, so that a slow disk or a long file is nobody's delay. Several tabs share the files; what changes
 * them runs in one tab at a time.
 */

import type { Clock } from '../../lib/clock.ts';
import { messageOf, unreachable } from '../../lib/errors.ts';
import { Scope } from '../../lib/scope.ts';
import { Catalogue, isDeleted, toLibrarySession } from './catalogue.ts';
import { exportFile } from './export-file.ts';
import { importSessions } from './import-sessions.ts';
import type {
  Imported,
  LibraryCommand,
  LibraryMessage,
  LibraryNotice,
  RecordingCommand,
} from './library.messages.ts';
import type { NewSummariser } from './read-session.ts';
import { Recordings } from './recordings.ts';
import { searchSessions } from './search-words.ts';
import type { SessionFolder } from './session-folder.ts';
import type { SessionLocks } from './session-locks.ts';
import { sessionFileName } from './session-names.ts';
import { RESTORABLE_MS, Upkeep } from './upkeep.ts';

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
  readonly #open: Promise<{ folder: SessionFolder; catalogue: Catalogue; upkeep: Upkeep }>;
  #limitBytes = Infinity;
  #telling: Promise<void> | null = null;
  #toTell = false;
  /** Wishes are fulfilled in the order in which they came. */
  #queue: Promise<void> = Promise.resolve();

  constructor(deps: LibrarianDeps) {
    this.#deps = deps;
    this.#scope = new Scope(deps.clock);
    const tell = {
      notify: (notice: LibraryNotice) => deps.post({ kind: 'notice', notice }),
      changed: () => this.publish(),
    };
    this.#recordings = new Recordings({
      ...deps,
      scope: this.#scope,
      note: async (id, notes) => (await this.#open).catalogue.note(id, notes),
      makeRoom: () =>
        this.#attempt('could not make room', async () =>
          (await this.#open).upkeep.makeRoom(this.#limitBytes, 0),
        ),
      removeEmpty: async (id) => (await this.#open).catalogue.remove(id),
      ...tell,
    });
    this.#open = deps.folder.then((folder) => {
      const live = (id: string) => this.#recordings.live(id);
      const catalogue = new Catalogue({ folder, locks: deps.locks, live });
      return { folder, catalogue, upkeep: new Upkeep({ ...deps, ...tell, folder, catalogue }) };
    });
  }

  /** Opens the library, tidies up after crashes, and tells the page what there is. Never rejects. */
  async start(): Promise<void> {
    if (!(await this.#available())) return;
    const { upkeep } = await this.#open;
    await this.#attempt('could not be tidied up', () => upkeep.tidyUp());
    this.publish();
    await this.#attempt('could not read all sessions', () => upkeep.summariseAll());
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
    const { catalogue, upkeep } = await this.#open;
    switch (command.kind) {
      case 'refresh':
        break;
      case 'limit':
        this.#limitBytes = command.bytes;
        await upkeep.makeRoom(this.#limitBytes, 0);
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
    const { catalogue, upkeep } = await this.#open;
    const held = await this.#deps.locks.held();
    for (const id of ids) {
      if (!held.has(id)) await catalogue.note(id, { deletedAtEpochMs: this.#deps.epochMs() });
    }
    this.#scope.after(RESTORABLE_MS, () => {
      void this.#attempt('could not remove what was deleted', () => upkeep.removeDeleted());
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
    const { catalogue, folder, upkeep } = await this.#open;
    const deps = {
      ...this.#deps,
      folder,
      note: catalogue.note.bind(catalogue),
      remove: catalogue.remove.bind(catalogue),
      limitBytes: this.#limitBytes,
      makeRoom: (bytes: number) => upkeep.makeRoom(this.#limitBytes, bytes),
    };
    return importSessions(deps, files, await catalogue.read());
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

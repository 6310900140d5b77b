/**
 * Keeps the library's files in order: what a crash left, what was thrown away, what there is no room for, what has no summary. Removing is done
 * in one tab at a time.
 */

import { type Catalogue, type CatalogueEntry, isDeleted } from './catalogue.ts';
import type { LibraryNotice } from './library.messages.ts';
import { type NewSummariser, summarise } from './read-session.ts';
import type { SessionFolder } from './session-folder.ts';
import type { SessionLocks } from './session-locks.ts';
import { ownerOf, sessionFileName } from './session-names.ts';
import { toMakeRoom } from './storage-limit.ts';

/** How long what was thrown away can be had back; the page offers it for less. */
export const RESTORABLE_MS = 30_000;

interface UpkeepDeps {
  folder: SessionFolder;
  catalogue: Catalogue;
  locks: SessionLocks;
  epochMs: () => number;
  newSummariser: NewSummariser;
  notify: (notice: LibraryNotice) => void;
  /** There is something else in it now. */
  changed: () => void;
}

export class Upkeep {
  readonly #deps: UpkeepDeps;

  constructor(deps: UpkeepDeps) {
    this.#deps = deps;
  }

  /** Removes what was thrown away long enough ago, files in which a crash left nothing, and notes without a session. */
  async tidyUp(): Promise<void> {
    const { folder, catalogue, locks } = this.#deps;
    await this.removeDeleted();
    await locks.exclusively('library', async () => {
      for (const { id, bytes, running } of await catalogue.read()) {
        if (bytes === 0 && !running) await catalogue.remove(id);
      }
      const owners = (await folder.list()).map(({ name }) => ownerOf(name));
      const sessions = new Set(owners.map((owner) => (owner?.kind === 'session' ? owner.id : null)));
      for (const owner of owners) {
        if (owner?.kind === 'notes' && !sessions.has(owner.id)) await catalogue.remove(owner.id);
      }
    });
  }

  async removeDeleted(): Promise<void> {
    const { catalogue, locks, epochMs } = this.#deps;
    await locks.exclusively('library', async () => {
      const before = epochMs() - RESTORABLE_MS;
      for (const { id, notes, running } of await catalogue.read()) {
        const at = notes.deletedAtEpochMs ?? Infinity;
        if (at <= before && !running) await catalogue.remove(id);
      }
    });
  }

  /** So that `moreBytes` besides what is there stay within the limit, as far as that is possible. */
  async makeRoom(limitBytes: number, moreBytes: number): Promise<void> {
    const { catalogue, locks, notify, changed } = this.#deps;
    await locks.exclusively('library', async () => {
      const gone = toMakeRoom(await catalogue.read(), limitBytes, moreBytes);
      for (const { id } of gone) await catalogue.remove(id);
      const missed = gone.filter((entry) => !isDeleted(entry)).length;
      if (missed > 0) notify(roomNotice(missed));
      if (gone.length > 0) changed();
    });
  }

  /** Of those that a crash left without one, or that somebody else wrote. */
  async summariseAll(): Promise<void> {
    const { folder, catalogue, newSummariser, changed } = this.#deps;
    for (const { id } of (await catalogue.read()).filter(needsSummary)) {
      const file = await folder.read(sessionFileName(id));
      if (file === null) continue;
      const summary = await summarise(file, newSummariser);
      await catalogue.note(id, { summary, summaryOfBytes: file.size });
      changed();
    }
  }
}

function needsSummary(entry: CatalogueEntry): boolean {
  return entry.summary === null && entry.header !== null && !entry.running && !isDeleted(entry);
}

function roomNotice(removed: number): LibraryNotice {
  const what = removed === 1 ? 'The oldest session was' : `The ${removed} oldest sessions were`;
  return {
    key: 'device-library-room',
    level: 'info',
    text: `${what} removed to stay within the limit of storage.`,
    nextStep: 'Mark sessions as kept, or raise the limit, under Sessions.',
  };
}

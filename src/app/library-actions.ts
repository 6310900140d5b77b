/** What the commands of the library do: its client, the engine that shows a session, and the store meet here. */

import type { LibraryClient } from '../engine/library/library-client.ts';
import type { Imported, LibraryNotice } from '../engine/library/library.messages.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { mergeNotices } from '../store/engine-binding.ts';
import type { LibraryActions } from '../store/library-actions.ts';
import type { PreferenceKeeper } from '../store/preferences.ts';
import { fileNameOf } from '../store/session-title.ts';
import { isOpen } from '../store/connection.ts';

interface LibraryDeps {
  store: ConsoleStore;
  library: Pick<LibraryClient, 'send' | 'search' | 'read' | 'import'>;
  preferences: PreferenceKeeper;
  openRecording: (file: Blob, name: string) => void;
  saveFile: (file: Blob, name: string) => void;
  /** Asks the browser not to clear this storage when its disk is full. Some ask the person. */
  persist: () => void;
}

const GONE = {
  text: 'The session is not there any more.',
  nextStep: 'It may have been deleted in another tab.',
};

export function createLibraryActions(deps: LibraryDeps): LibraryActions {
  const { store, library, preferences, openRecording, saveFile, persist } = deps;
  const notify = (notice: LibraryNotice) => tellLibraryNotice(store, notice);

  const session = (id: string) => {
    const { library: state } = store.getState();
    return state.status === 'ready' ? state.sessions.find((other) => other.id === id) : undefined;
  };

  /** Its file; the person is told when there is none. */
  const read = async (id: string) => {
    const file = await library.read(id);
    if (file === null) {
      notify({ key: 'device-library-gone', level: 'warning', ...GONE });
      library.send({ kind: 'refresh' });
    }
    return file;
  };

  const open = async (id: string) => {
    const found = session(id);
    const file = await read(id);
    if (file === null) return;
    if (found?.state === 'unfinished') library.send({ kind: 'settle', id });
    // When it was is said beside it.
    openRecording(file, found?.title || found?.about || 'Session');
  };

  return {
    refresh: () => library.send({ kind: 'refresh' }),
    rename: (id, title) => library.send({ kind: 'rename', id, title }),
    keep(id, kept) {
      if (kept) persist();
      library.send({ kind: 'keep', id, kept });
    },
    settle: (id) => library.send({ kind: 'settle', id }),
    remove: (ids) => library.send({ kind: 'delete', ids }),
    restore: (ids) => library.send({ kind: 'restore', ids }),
    search: (text) => library.search(text),
    open,

    async save(id) {
      const found = session(id);
      const file = await read(id);
      if (file !== null && found) saveFile(file, fileNameOf(found));
    },

    async add(files, show) {
      const [only] = files;
      // Opening it would end a conversation, which nobody asked for.
      const isFree = !isOpen(store.getState().connection);
      const single = show && isFree && files.length === 1 ? only : undefined;
      const added = await library.import(files);
      tellAdded(notify, added, single !== undefined);
      // Where nothing can be kept it can still be looked at.
      if (single && added.length === 0) openRecording(single, single.name);
      const id = added[0]?.id;
      if (single && typeof id === 'string') await open(id);
    },

    setLimit(bytes) {
      preferences.save({ storageLimitBytes: bytes });
      library.send({ kind: 'limit', bytes });
    },

    setRecording: (on) => preferences.save({ record: on }),
  };
}

/** Says something of the library; the key is its identity, so the same trouble twice is one notice. */
export function tellLibraryNotice(store: ConsoleStore, notice: LibraryNotice): void {
  store.setState(({ notices }) => ({
    notices: mergeNotices(notices, [{ ...notice, id: notice.key }], []),
  }));
}

function tellAdded(notify: (notice: LibraryNotice) => void, added: Imported[], isShown: boolean): void {
  const refused = added.filter(({ id }) => id === null);
  const taken = added.length - refused.length;
  if (taken > 0 && !isShown) {
    const odd = added.filter(({ id, words }) => id !== null && words !== null);
    notify({
      key: 'device-library-added',
      level: 'info',
      text: taken === 1 ? 'The session is in the library.' : `${taken} sessions are in the library.`,
      nextStep:
        odd.length > 0 ? named(odd) : taken === 1 ? 'Open it under Sessions.' : 'Open them under Sessions.',
    });
  }
  if (refused.length > 0) {
    const text = refused.length === 1 ? 'A file was not added.' : `${refused.length} files were not added.`;
    notify({ key: 'device-library-refused', level: 'warning', text, nextStep: named(refused) });
  }
}

/** Enough to know which; a list of a hundred helps nobody. */
const MOST_NAMED = 3;

function named(files: Imported[]): string {
  const words = files.slice(0, MOST_NAMED).map(({ name, words }) => `“${name}”: ${words ?? ''}`);
  const more = files.length - words.length;
  return more > 0 ? `${words.join(' ')} And ${more} more.` : words.join(' ');
}

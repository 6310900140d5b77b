/** Starts the librarian's worker, ties it to the store and the preferences, and gives the engine a channel to it. */

import { LibraryClient } from '../engine/library/library-client.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import type { PreferenceKeeper } from '../store/preferences.ts';
import { tellLibraryNotice } from './library-actions.ts';

export function openLibrary(
  store: ConsoleStore,
  preferences: PreferenceKeeper,
  attachToEngine: (port: MessagePort) => void,
): LibraryClient {
  const worker = new Worker(new URL('../engine/library/library.worker.ts', import.meta.url), {
    type: 'module',
    name: 'library',
  });
  const library = new LibraryClient(worker, {
    onLibrary: (state) => store.setState({ library: state }),
    onNotice: (notice) => tellLibraryNotice(store, notice),
  });
  library.send({ kind: 'limit', bytes: preferences.load().storageLimitBytes });
  const { port1, port2 } = new MessageChannel();
  library.send({ kind: 'attach-engine', port: port1 }, [port1]);
  attachToEngine(port2);
  return library;
}

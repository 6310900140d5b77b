/**
 * The attic's files in the origin's own file system. A lock that is held as long as the tab is there says whose files are still in use;
 * what tabs left behind that are gone is removed when the next one opens.
 */

import type { SessionLocks } from '../library/session-locks.ts';
import type { Shelf } from './attic.ts';

/** Between a tab's id and the rest of a file's name. */
const SEPARATOR = '.';

/** Left to recordings, which matter more: what is kept here is only in memory otherwise. An hour of session is a third of it. */
const RESERVED_BYTES = 1024 ** 3;

/** Rejects where the browser gives no such files. `tabId` is this tab's alone, without a dot. */
export async function openOpfsShelf(
  storage: StorageManager,
  locks: SessionLocks,
  tabId: string,
): Promise<Shelf> {
  // Before the first file is there, so that no other tab takes it for a leftover.
  await locks.hold(lockOf(tabId));
  const root = await storage.getDirectory();
  const directory = await root.getDirectoryHandle('attic', { create: true });
  await removeLeftovers(directory, locks);
  const nameOf = (name: string) => `${tabId}${SEPARATOR}${name}`;
  return {
    async put(name, bytes) {
      const { quota = 0, usage = 0 } = await storage.estimate();
      if (quota - usage < RESERVED_BYTES) throw new Error('What room is left belongs to recordings.');
      const handle = await directory.getFileHandle(nameOf(name), { create: true });
      // Not the synchronous way: a slow disk must not hold up speech.
      const file = await handle.createWritable();
      try {
        await file.write(bytes);
      } catch (error) {
        await file.abort();
        throw error;
      }
      await file.close();
      return handle.getFile();
    },
    remove: (name) => directory.removeEntry(nameOf(name)),
  };
}

async function removeLeftovers(directory: FileSystemDirectoryHandle, locks: SessionLocks): Promise<void> {
  const names: string[] = [];
  for await (const name of directory.keys()) names.push(name);
  // Asked after the names: whoever made one of these files had its lock before.
  const held = await locks.held();
  for (const name of names) {
    const tabId = name.slice(0, name.indexOf(SEPARATOR));
    if (!held.has(lockOf(tabId))) await directory.removeEntry(name);
  }
}

function lockOf(tabId: string): string {
  return `attic-${tabId}`;
}

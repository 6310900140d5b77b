/** The librarian's home in the browser: a worker of its own, so that no disk and no long file holds up speech or the page. Only wires. */

import { systemClock } from '../../lib/clock.ts';
import { Librarian } from './librarian.ts';
import type { LibraryCommand, RecordingCommand, RecordingMessage } from './library.messages.ts';
import { openOpfsFolder } from './opfs-folder.ts';
import { NO_LOCKS, webLocks } from './session-locks.ts';
import { observingSummariser } from './summariser.ts';

const FOLDER = 'sessions';

const { storage, locks } = self.navigator;
const librarian = new Librarian({
  clock: systemClock,
  epochMs: () => Date.now(),
  random: () => Math.random(),
  folder: openOpfsFolder(storage, FOLDER),
  // Wherever there is storage there are locks: both are for secure pages only.
  locks: locks === undefined ? NO_LOCKS : webLocks(locks),
  newSummariser: observingSummariser,
  post: (message) => self.postMessage(message),
});

self.addEventListener('message', ({ data: command }: MessageEvent<LibraryCommand>) => {
  if (command.kind !== 'attach-engine') {
    void librarian.handle(command);
    return;
  }
  const { port } = command;
  port.addEventListener('message', ({ data }: MessageEvent<RecordingCommand>) => {
    void librarian.record(data, (message) => port.postMessage(message));
  });
  port.start();
  port.postMessage({ kind: 'ready' } satisfies RecordingMessage);
});

void librarian.start();

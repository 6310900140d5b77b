/** The engine's home in the browser: a worker of its own, so that a busy page never delays or glitches speech. Only wires. */

import { systemClock } from '../lib/clock.ts';
import { FileAttic, type Shelf } from './attic/attic.ts';
import { openOpfsShelf } from './attic/opfs-shelf.ts';
import { demoTools } from './demo-tools.ts';
import { Engine } from './engine.ts';
import { BlobSink } from './recording-sink.ts';
import type { EngineWorkerCommand } from './engine.messages.ts';
import { LibraryLink } from './library/library-sink.ts';
import { webLocks } from './library/session-locks.ts';

let library: LibraryLink | null = null;

const shelf = openShelf();
let attics = 0;

const engine = new Engine({
  clock: systemClock,
  tools: demoTools,
  network: { online: () => self.navigator.onLine, events: self },
  epochMs: () => Date.now(),
  random: () => Math.random(),
  openSocket: (url) => new WebSocket(url),
  // Without a library the file is gone with the page.
  openSink: () => library?.open() ?? new BlobSink(),
  openAttic: () => new FileAttic(shelf, `${(attics += 1)}-`),
  post: (message, transfer) => self.postMessage(message, { transfer: transfer ?? [] }),
});

self.addEventListener('message', ({ data: command }: MessageEvent<EngineWorkerCommand>) => {
  if (command.kind === 'attach-library') library = new LibraryLink(command.port, systemClock);
  else engine.handle(command);
});

/** Null where the browser gives no files (private windows often have none) or no locks: pages of a session are in memory then. */
async function openShelf(): Promise<Shelf | null> {
  // Neither is there over an insecure connection.
  const { storage, locks } = navigator as Partial<Pick<Navigator, 'storage' | 'locks'>>;
  if (!storage || !locks) return null;
  try {
    return await openOpfsShelf(storage, webLocks(locks), crypto.randomUUID());
  } catch {
    return null;
  }
}

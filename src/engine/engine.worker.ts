/** The engine's home in the browser: a worker of its own, so that a busy page never delays or glitches speech. Only wires. */

import { systemClock } from '../lib/clock.ts';
import { demoTools } from './demo-tools.ts';
import { Engine } from './engine.ts';
import { BlobSink } from './recording-sink.ts';
import type { EngineWorkerCommand } from './engine.messages.ts';
import { LibraryLink } from './library/library-sink.ts';

let library: LibraryLink | null = null;

const engine = new Engine({
  clock: systemClock,
  tools: demoTools,
  network: { online: () => self.navigator.onLine, events: self },
  epochMs: () => Date.now(),
  random: () => Math.random(),
  openSocket: (url) => new WebSocket(url),
  // Without a library the file is gone with the page.
  openSink: () => library?.open() ?? new BlobSink(),
  post: (message, transfer) => self.postMessage(message, { transfer: transfer ?? [] }),
});

self.addEventListener('message', ({ data: command }: MessageEvent<EngineWorkerCommand>) => {
  if (command.kind === 'attach-library') library = new LibraryLink(command.port, systemClock);
  else engine.handle(command);
});

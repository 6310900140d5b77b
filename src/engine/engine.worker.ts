/** The engine's home in the browser: a worker of its own, so that a busy page never delays or glitches speech. Only wires. */

import { systemClock } from '../lib/clock.ts';
import { demoTools } from './demo-tools.ts';
import { Engine } from './engine.ts';
import { BlobSink } from './recording-sink.ts';
import type { EngineCommand } from './engine.messages.ts';

const engine = new Engine({
  clock: systemClock,
  tools: demoTools,
  network: { online: () => self.navigator.onLine, events: self },
  epochMs: () => Date.now(),
  random: () => Math.random(),
  openSocket: (url) => new WebSocket(url),
  openSink: () => new BlobSink(),
  post: (message, transfer) => self.postMessage(message, { transfer: transfer ?? [] }),
});

self.addEventListener('message', (event: MessageEvent<EngineCommand>) => engine.handle(event.data));

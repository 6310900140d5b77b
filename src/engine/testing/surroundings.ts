/** What an engine in a test has around it: a network, and a day that begins at 0. */

import { blobAttic } from '../attic/attic.ts';
import type { EngineDeps } from '../engine.ts';
import { BlobSink } from '../recording-sink.ts';

export const surroundings: Pick<
  EngineDeps,
  'network' | 'epochMs' | 'random' | 'openSocket' | 'openSink' | 'openAttic'
> = {
  network: { online: () => true, events: new EventTarget() },
  epochMs: () => 0,
  // No jitter.
  random: () => 0.5,
  openSocket: (url) => new WebSocket(url),
  openSink: () => new BlobSink(),
  openAttic: () => blobAttic,
};

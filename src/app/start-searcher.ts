/** Starts a searcher of the log: a worker, joined to the engine's by a channel of their own. */

import type { EngineClient } from '../engine/engine-client.ts';
import type { SearchCommand } from '../engine/search.messages.ts';
import type { SearchWorker } from '../store/log-search.ts';

export function startSearcher(engine: Pick<EngineClient, 'send'>): SearchWorker {
  const worker = new Worker(new URL('../engine/search.worker.ts', import.meta.url), {
    type: 'module',
    name: 'search',
  });
  const { port1, port2 } = new MessageChannel();
  engine.send({ kind: 'attach-search', port: port1 }, [port1]);
  worker.postMessage({ kind: 'attach', port: port2 } satisfies SearchCommand, [port2]);
  return worker;
}

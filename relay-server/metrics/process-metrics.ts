/** What the process itself says: memory, processor, delay of the event loop. */

import { Registry, collectDefaultMetrics } from 'prom-client';

let registry: Registry | null = null;

/**
 * One for the process, and only from the first time that somebody asks: the collectors can never be stopped, and development builds a
 * server anew with each edit.
 */
export function processMetrics(): Registry {
  if (registry === null) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}

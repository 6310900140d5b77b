/** Waits for something that real sockets bring about, without a fixed time. */

import { setImmediate as nextTurn } from 'node:timers/promises';

const PATIENCE_MS = 4000;

/** Resolves when `condition` holds; rejects with `what` when it does not within four seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const startedAt = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`waited in vain until ${what}`);
    await nextTurn();
  }
}

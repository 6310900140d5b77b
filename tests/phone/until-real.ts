/** Waits for what takes its time in real time: speech. */

import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 40_000;

/** Looks ten times a second; rejects with `what` when it was in vain. */
export async function untilReal(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const startedAt = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`waited in vain until ${what}`);
    await pause(100);
  }
}

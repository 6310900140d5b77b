// Loaded before a program that is measured: answers over IPC what it has spent. node --expose-gc --import probe.mjs PROGRAM

import { setTimeout as sleep } from 'node:timers/promises';

/** A buffer that is freed in one collection may hold others that only the next one frees. */
const COLLECTIONS = 3;

process.on('message', async (/** @type {{ id: number, name: 'cpu' | 'memory' }} */ { id, name }) => {
  if (name === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ id, answer: { cpuMs: (user + system) / 1000 } });
    return;
  }
  for (let i = 0; i < COLLECTIONS; i += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
  process.send?.({ id, answer: { residentBytes: process.memoryUsage.rss() } });
});
// Who measures must not keep the program alive, nor may the program outlive it.
process.channel?.unref();
process.once('disconnect', () => process.exit(0));

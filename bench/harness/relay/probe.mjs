// Loaded before a program that is measured: answers over IPC what it has spent. node --expose-gc --import probe.mjs PROGRAM

import { setTimeout as sleep } from 'node:timers/promises';

/** A buffer that is freed in one collection may hold others that only the next one frees. */
const COLLECTIONS = 3;
const BETWEEN_MS = 50;

async function residentBytes() {
  for (let i = 0; i < COLLECTIONS; i += 1) {
    globalThis.gc?.();
    await sleep(BETWEEN_MS);
  }
  return process.memoryUsage.rss();
}

process.on('message', (/** @type {{ id: number, name: 'cpu' | 'memory' }} */ { id, name }) => {
  if (name === 'memory') {
    void residentBytes().then((bytes) => process.send?.({ id, answer: { residentBytes: bytes } }));
    return;
  }
  const { user, system } = process.cpuUsage();
  process.send?.({ id, answer: { cpuMs: (user + system) / 1000 } });
});
// Who measures must not keep the program alive, nor may the program outlive it.
process.channel?.unref();
process.once('disconnect', () => process.exit(0));

/** Which cores the benchmark of the relay runs on: one for what is measured, another for the load, where the machine lets us choose. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Cores {
  /** Words that go before a command's own. */
  measured: readonly string[];
  load: readonly string[];
  /** One sentence for people. */
  words: string;
}

export function chooseCores(): Cores {
  const [measured, load] = allowedCores();
  const none = { measured: [], load: [] };
  if (process.platform !== 'linux' || spawnSync('taskset', ['--version']).error !== undefined) {
    return {
      ...none,
      words: 'There is no taskset here: nothing is pinned, and the load disturbs what is measured.',
    };
  }
  if (measured === undefined || load === undefined) {
    return { ...none, words: 'There is one core here: the load shares it with what is measured.' };
  }
  return {
    measured: ['taskset', '-c', String(measured)],
    load: ['taskset', '-c', String(load)],
    words: `What is measured runs on core ${measured}, the load on core ${load}.`,
  };
}

/** Linux: the cores that this process may use, from a list such as `0-3,6`. */
function allowedCores(): number[] {
  if (process.platform !== 'linux') return [];
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

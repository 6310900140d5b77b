// `npm run bench [name …]`: runs bench/*.bench.ts one after another, or those with one of the names, whole or, where none has it, in part.
// A benchmark is a module that measures and prints while it loads, or in an exported `run()`. `--quick` is for those that have a shorter way.

import './require-node.mjs';
import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { giveUp, ROOT, say } from './run.mjs';

process.chdir(ROOT);
await ensureInstall();
// What is measured is what is served: never an older build.
await build();
const { runnerImport } = await import('vite');

const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
if (values.quick) process.env.BENCH_QUICK = '1';
const all = existsSync('bench')
  ? readdirSync('bench')
      .filter((file) => file.endsWith('.bench.ts'))
      .toSorted()
  : [];
/** `phone` is not in `microphone`. */
const isMeant = (/** @type {string} */ file, /** @type {string} */ name) =>
  all.includes(`${name}.bench.ts`) ? file === `${name}.bench.ts` : file.includes(name);
const chosen = names.length === 0 ? all : all.filter((file) => names.some((name) => isMeant(file, name)));
if (chosen.length === 0) {
  giveUp(
    all.length === 0
      ? 'There are no benchmarks in bench/.'
      : `No benchmark matches. There are: ${all.map((file) => file.replace('.bench.ts', '')).join(', ')}`,
  );
}

let failures = 0;
for (const file of chosen) {
  say(`\n${file.replace('.bench.ts', '')}`);
  try {
    /** @type {{ module: { run?: () => unknown } }} */
    const { module } = await runnerImport(`/bench/${file}`, { configFile: false, root: ROOT });
    await module.run?.();
  } catch (error) {
    failures += 1;
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
process.exit(failures === 0 ? 0 : 1);

// Runs a TypeScript module of the benchmarks in a process of its own: node ts-process.mjs FILE. The parent talks to it over IPC.

import { runnerImport } from 'vite';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the module to run.');
process.once('disconnect', () => process.exit(0));
await runnerImport(file, { configFile: false, logLevel: 'error' });

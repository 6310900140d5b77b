import { runnerImport } from 'vite';
await runnerImport('/bench/harness/zz-profile.ts', { configFile: false, root: '/work/main' });
process.exit(0);

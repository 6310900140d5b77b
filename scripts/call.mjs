// `npm run call -- question.wav`: the telephone in the box calls a running relay. `npm run call` alone says what else there is.

import './require-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { giveUp, ROOT } from './run.mjs';

process.chdir(ROOT);
await ensureInstall();
const { runnerImport } = await import('vite');

try {
  await runnerImport('/relay-server/phone/telephone/main.ts', { configFile: false, root: ROOT });
} catch (error) {
  giveUp(`The call could not be made. ${error instanceof Error ? error.message : String(error)}`);
}

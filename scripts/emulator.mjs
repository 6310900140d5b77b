// `npm run emulator`: the Realtime server in the box, alone. PORT (8787) and HOST (127.0.0.1) say where, SESSION_SECONDS (3600) how long a
// session may last.

import './require-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { giveUp, ROOT } from './run.mjs';

process.chdir(ROOT);
await ensureInstall();
const { runnerImport } = await import('vite');

const port = process.env.PORT || '8787';
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
  giveUp(`PORT is ${port}; it must be a whole number from 0 to 65535.`);
}

const seconds = process.env.SESSION_SECONDS || '3600';
if (!/^\d{1,5}$/.test(seconds) || Number(seconds) < 5) {
  giveUp(`SESSION_SECONDS is ${seconds}; it must be a whole number of seconds, at least 5.`);
}

try {
  await runnerImport('/relay-server/emulator/main.ts', { configFile: false, root: ROOT });
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  giveUp(
    isTaken
      ? `Port ${port} is taken by another program. Choose another, such as PORT=8788 npm run emulator`
      : `The emulator could not start. ${error instanceof Error ? error.message : String(error)}`,
  );
}

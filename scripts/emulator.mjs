// `npm run emulator`: the Realtime server in the box, alone. PORT (8787) and HOST (127.0.0.1) say where.

import './require-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { giveUp, ROOT, say } from './run.mjs';

process.chdir(ROOT);
await ensureInstall();
const { runnerImport } = await import('vite');

const port = Number(process.env.PORT || 8787);
const host = process.env.HOST || '127.0.0.1';
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  giveUp('PORT must be a whole number from 0 to 65535.');

/** @type {{ module: typeof import('../relay-server/emulator/server.ts') }} */
const { module } = await runnerImport('/relay-server/emulator/server.ts', { configFile: false, root: ROOT });
try {
  const emulator = await module.startEmulator({ host, port });
  say(`The emulator is at ${emulator.url}`);
  say(
    `Any Realtime client can use it; the console does with OPENAI_BASE_URL=${emulator.url.replace(/\/realtime$/, '')}`,
  );
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      emulator.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  giveUp(
    isTaken
      ? `Port ${port} on ${host} is taken by another program. Choose another: PORT=${port + 1} npm run emulator`
      : `The emulator could not start. ${error instanceof Error ? error.message : String(error)}`,
  );
}

// `npm run dev`: Vite with the relay mounted in it. One process, one port, hot reload of page and relay.

import './require-node.mjs';
import { existsSync } from 'node:fs';
import { ensureInstall } from './ensure-install.mjs';
import { giveUp, ROOT } from './run.mjs';

process.chdir(ROOT);
await ensureInstall();
if (existsSync('.env')) process.loadEnvFile('.env');
const { createServer } = await import('vite');

try {
  const server = await createServer();
  await server.listen();
  server.printUrls();
  const close = () => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const next = /already in use/.test(message) ? ' Choose another, such as PORT=3001 npm run dev' : '';
  giveUp(`Development could not start. ${message.replace(/\.?$/, '.')}${next}`);
}

/**
 * The emulator alone: PORT (8787) and HOST (127.0.0.1) say where, SESSION_SECONDS (3600) how long a session may last. Ends with 0 on
 * SIGINT and SIGTERM.
 */

import { startEmulator } from './server.ts';

const port = Number(process.env.PORT || 8787);
const host = process.env.HOST || '127.0.0.1';
const sessionSeconds = Number(process.env.SESSION_SECONDS || 3600);

const emulator = await startEmulator({ host, port, sessionSeconds });
process.stdout.write(`The emulator is at ${emulator.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    emulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

/** The server as a program: environment, signals, listen. Everything else is in `compose.ts` and below. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { consoleAddress, listenProblem } from './address.ts';
import { compose } from './compose.ts';
import { parseConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { closeOnSignal } from './shutdown.ts';

const ENV_FILE = '.env';

/** Ends the process with words instead of a stack trace. */
function giveUp(lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

// Variables that are already set win over the file's.
if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
const parsed = parseConfig(process.env);
if (!parsed.ok) {
  giveUp([
    'Sidetone cannot start, because of these settings:',
    ...parsed.problems.map((problem) => `  ${problem}`),
  ]);
}
const { config } = parsed;
const logger = await createLogger(config.logLevel, process.stdout.isTTY);
// This file runs as dist-server/main.js; the console is built beside that folder.
const siteDir = join(import.meta.dirname, '../dist');
const { app, upstreamWords, close } = await compose(config, { logger, siteDir });
closeOnSignal(logger, close);

try {
  // Fastify's own line about listening would repeat the one below.
  await app.listen({ host: config.host, port: config.port, listenTextResolver: () => 'listening' });
} catch (error) {
  const problem = listenProblem(error, config.host, config.port);
  if (problem === null) throw error;
  giveUp([problem]);
}
const bound = app.server.address();
const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
process.stdout.write(`Sidetone is at ${consoleAddress(config.host, port)}\n${upstreamWords}\n`);

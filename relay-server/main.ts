/** The server as a program: environment, signals, listen. Everything else is in `compose.ts` and below. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { consoleAddresses, listenProblem } from './address.ts';
import { compose } from './compose.ts';
import { loadConfig } from './load-config.ts';
import { createLogger } from './logger.ts';
import { closeOnSignal } from './shutdown.ts';
import { prepareTls } from './tls/prepare-tls.ts';
import { withHttpsFlag } from './tls/tls-config.ts';

const ENV_FILE = '.env';

/** Ends the process with words instead of a stack trace. */
function giveUp(lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

// Variables that are already set win over the file's.
if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
const parsed = loadConfig(withHttpsFlag(process.env, process.argv.slice(2)));
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
// Beside it, so that what is kept survives a new build.
const dataDir = config.dataDir ?? join(import.meta.dirname, '../.sidetone');
const tls = await prepareTls(config.tls, dataDir);
if (!tls.ok) giveUp(['Sidetone cannot start:', ...tls.problems.map((problem) => `  ${problem}`)]);
for (const warning of tls.warnings) logger.warn(warning);
const { app, upstreamWords, phoneWords, close } = await compose(config, {
  logger,
  siteDir,
  dataDir,
  tls: tls.material,
});
closeOnSignal(logger, config.drainMs, close);

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
const addresses = consoleAddresses(config.host, port, tls.material !== null);
const lines = [`Sidetone is at ${addresses.join(' and ')}`, upstreamWords, ...phoneWords, ...tls.words];
process.stdout.write(`${lines.join('\n')}\n`);

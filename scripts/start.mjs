// `npm start`: installs what is missing, builds, and runs the server in this process, so that signals and exit codes are the server's own.

import './require-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { build } from './build.mjs';
import { ROOT } from './run.mjs';

process.chdir(ROOT);
await ensureInstall();
await build();
process.env.NODE_ENV ??= 'production';
/** @type {string} Not known before the build, so not a literal that the type checker would look for. */
const server = '../dist-server/main.js';
await import(server);

// Runs other programs on behalf of a script: one line a step with its time, output only when it is wanted or when something failed.

import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {object} Outcome
 * @property {number} code exit code; 1 when it was ended by a signal or could not be started
 * @property {string} output what it wrote, when that was captured
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    // Without children the process is someone else's (the server installs handlers of its own).
    if (running.size === 0) return;
    for (const child of running) child.kill(signal);
    process.exit(1);
  });
}

/**
 * Runs a program in the repository and waits for it. Never rejects: a program that cannot be started is an outcome with code 1.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ show?: boolean, env?: Record<string, string> }} [options] `show` passes its output through instead of capturing it
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { show = false, env = {} } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // On Windows npm is a .cmd file, which only a shell can start.
      shell: process.platform === 'win32' && command === 'npm',
    });
    running.add(child);
    const take = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', (error) => {
      running.delete(child);
      resolve({ code: 1, output: `${command} could not be started: ${error.message}` });
    });
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * Runs one of the packages' own programs with this Node, e.g. `vite/bin/vite.js`.
 *
 * @param {string} file path inside node_modules
 * @param {string[]} args
 * @param {{ show?: boolean, env?: Record<string, string> }} [options]
 */
export function runPackage(file, args, options) {
  return run(process.execPath, [`${ROOT}/node_modules/${file}`, ...args], options);
}

/**
 * Runs npm: the one that started us, if one did.
 *
 * @param {string[]} args
 */
export function runNpm(args) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Ends the script with code 1 after saying what happened and what to do.
 *
 * @param {string} what
 * @param {string} [output] of the program that failed; its end is shown
 * @returns {never}
 */
export function giveUp(what, output = '') {
  const tail = output.trimEnd().split('\n').slice(-40).join('\n');
  process.stderr.write(tail === '' ? `${what}\n` : `${tail}\n\n${what}\n`);
  process.exit(1);
}

/**
 * Does one step and says it in one line with its time.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const startedAt = performance.now();
  const result = await work();
  say(`${name} (${seconds(performance.now() - startedAt)})`);
  return result;
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

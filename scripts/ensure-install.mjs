// Installs the packages when they are missing or not those that package-lock.json names. Uses nothing outside Node itself.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, ROOT, runNpm, step } from './run.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockEntry */
/** @typedef {{ packages?: Record<string, LockEntry> }} Lock */

/**
 * Why an installation is needed, or null when what is installed is what the lock file names. `installed` is the record that npm writes
 * to node_modules/.package-lock.json as its last act, so an interrupted installation has none.
 *
 * @param {Lock} wanted
 * @param {Lock | null} installed
 * @returns {string | null}
 */
export function installReason(wanted, installed) {
  if (installed === null) return 'nothing is installed yet';
  const there = installed.packages ?? {};
  for (const [path, entry] of Object.entries(wanted.packages ?? {})) {
    // The entry without a name is the repository itself.
    if (path === '') continue;
    const found = there[path];
    if (found === undefined) {
      // Packages for other machines are in the lock file and never here.
      if (!entry.optional) return `${nameOf(path)} is missing`;
    } else if (found.version !== entry.version || found.integrity !== entry.integrity) {
      return `${nameOf(path)} is another version`;
    }
  }
  return null;
}

/** @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/**
 * @param {string} path
 * @returns {Lock | null}
 */
function readLock(path) {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Makes node_modules what package-lock.json says; ends the process with words when that fails. Quiet when there is nothing to do. */
export async function ensureInstall() {
  const wanted = readLock(join(ROOT, 'package-lock.json'));
  if (wanted === null)
    giveUp('package-lock.json is missing or broken. Restore it: git checkout package-lock.json');
  const reason = installReason(wanted, readLock(join(ROOT, 'node_modules/.package-lock.json')));
  if (reason === null) return;
  process.stdout.write(`Installing packages: ${reason}. This takes about half a minute.\n`);
  const { code, output } = await step('Installed packages', () =>
    // `--include=dev` also where NODE_ENV=production: the build needs them.
    runNpm(['ci', '--include=dev', '--no-audit', '--no-fund']),
  );
  if (code !== 0) {
    giveUp(
      'npm could not install the packages; the reason is above. Check the network and the registry, then run the command again.',
      output,
    );
  }
}

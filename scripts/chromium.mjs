// A Chromium for the browser tests: the one that is here, else one that is fetched.

import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { giveUp, ROOT, run, runPackage, step } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_PATHS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Path of a Chromium, or null. Looks at CHROMIUM_PATH, then for the usual names in PATH, then at what Playwright has fetched. A
 * CHROMIUM_PATH that leads nowhere gives null, never another browser than the one that was asked for.
 *
 * @param {{ env?: Record<string, string | undefined>, isProgram?: (path: string) => boolean, fetched?: () => string | null }} [world]
 * @returns {string | null}
 */
export function findChromium({
  env = process.env,
  isProgram = isExecutable,
  fetched = fetchedByPlaywright,
} = {}) {
  const asked = env.CHROMIUM_PATH;
  if (asked) return isProgram(asked) ? asked : null;
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const name of NAMES) {
      const path = join(folder, name);
      if (isProgram(path)) return path;
    }
  }
  const candidates = [...MAC_PATHS, fetched()];
  return candidates.find((path) => path !== null && isProgram(path)) ?? null;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string | null} */
function fetchedByPlaywright() {
  if (!existsSync(join(ROOT, 'node_modules/@playwright/test'))) return null;
  const require = createRequire(import.meta.url);
  /** @type {typeof import('@playwright/test')} */
  const { chromium } = require('@playwright/test');
  return chromium.executablePath();
}

/**
 * Path of a Chromium, fetched if there is none: Debian's by apt when root, else Playwright's own. Ends the process with words when
 * neither can be had. Needs the packages to be installed.
 *
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const here = findChromium();
  if (here !== null) return here;
  if (process.env.CHROMIUM_PATH) {
    giveUp(
      `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which is no program. Correct it, or unset it to let a Chromium be found.`,
    );
  }
  let said = '';
  const isRoot = process.getuid?.() === 0;
  if (isRoot && isExecutable('/usr/bin/apt-get')) {
    process.stdout.write('No Chromium found; installing one with apt-get.\n');
    said += await step('apt-get done', installWithApt);
    const found = findChromium();
    // Where the package is only a pointer to a snap, the program is there and does not run.
    if (found !== null && (await run(found, ['--version'])).code === 0) return found;
  }
  process.stdout.write('No Chromium found; fetching the one of Playwright.\n');
  const fetch = await step('Playwright done', () =>
    runPackage('@playwright/test/cli.js', ['install', ...(isRoot ? ['--with-deps'] : []), 'chromium']),
  );
  const fetched = fetch.code === 0 ? fetchedByPlaywright() : null;
  if (fetched !== null && isExecutable(fetched)) return fetched;
  return giveUp(
    'The browser tests need a Chromium, and none could be installed; the reason is above. Install one (Debian: apt-get install chromium) or name one: CHROMIUM_PATH=/path/to/chromium npm test',
    `${said}${fetch.output}`,
  );
}

/** @returns {Promise<string>} what apt-get said */
async function installWithApt() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update'], { env });
  const install = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
  return `${update.output}${install.output}`;
}

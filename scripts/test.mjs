// `npm test`: unit tests, then the built product in a browser. The last line is `N passed, N failed`.

import './require-node.mjs';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstall } from './ensure-install.mjs';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { giveUp, ROOT, runPackage, say } from './run.mjs';
import { countE2e, countUnit, planTests, verdict } from './test-plan.mjs';

const UNIT_REPORT = 'test-results/unit.json';
const E2E_REPORT = 'test-results/e2e.json';

process.chdir(ROOT);
const plan = planTests(process.argv.slice(2));
if ('problem' in plan) giveUp(plan.problem);
await ensureInstall();

/** @type {{ count: import('./test-plan.mjs').Count | null, code: number }[]} */
const runs = [];
if (plan.unit !== null) {
  rmSync(join(ROOT, UNIT_REPORT), { force: true });
  const args = [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${UNIT_REPORT}`,
    ...plan.unit,
  ];
  const { code } = await runPackage('vitest/vitest.mjs', args, { show: true });
  const report = readReport(UNIT_REPORT);
  runs.push({ count: report && countUnit(report), code });
}
if (plan.e2e !== null) {
  const chromium = await ensureChromium();
  await build();
  const env = { CHROMIUM_PATH: chromium };
  // All of them: two at once where nothing is timed, and the others one by one.
  const passes =
    plan.e2e.length > 0 ? [plan.e2e] : [['--project=untimed', '--workers=2'], ['--project=timed']];
  for (const args of passes) {
    rmSync(join(ROOT, E2E_REPORT), { force: true });
    const { code } = await runPackage('@playwright/test/cli.js', ['test', ...args], { show: true, env });
    const report = readReport(E2E_REPORT);
    runs.push({ count: report && countE2e(report), code });
  }
}
const { line, ok } = verdict(runs);
say(`\n${line}`);
process.exitCode = ok ? 0 : 1;

/**
 * @param {string} path
 * @returns {Record<string, never> | null}
 */
function readReport(path) {
  const file = join(ROOT, path);
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

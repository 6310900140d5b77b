// `npm run check`: types, lint with the import rules, format, unused code. Runs all of them, then says which failed.

import './require-node.mjs';
import { ensureInstall } from './ensure-install.mjs';
import { ROOT, runPackage, say, seconds } from './run.mjs';

process.chdir(ROOT);
await ensureInstall();

const TYPES = ['pure', 'browser', 'worklet', 'node'];

/** @type {[name: string, file: string, args: string[]][]} */
const checks = [
  ...TYPES.map(
    (part) =>
      /** @type {[string, string, string[]]} */ ([
        `types (${part})`,
        'typescript/bin/tsc',
        ['-p', `tsconfig.${part}.json`],
      ]),
  ),
  ['lint and import rules', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'oxfmt/bin/oxfmt', ['--check']],
  ['unused code', 'knip/bin/knip.js', []],
];

let failures = 0;
for (const [name, file, args] of checks) {
  const startedAt = performance.now();
  const { code, output } = await runPackage(file, args);
  say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(performance.now() - startedAt)})`);
  if (code !== 0) {
    failures += 1;
    say(output.trimEnd());
  }
}
say(
  failures === 0 ? `All ${checks.length} checks passed.` : `${failures} of ${checks.length} checks failed.`,
);
process.exitCode = failures === 0 ? 0 : 1;

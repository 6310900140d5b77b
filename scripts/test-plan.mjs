// The pure parts of `npm test`: what its arguments mean, and how two reports become one line.

/**
 * @typedef {object} Plan
 * @property {string[] | null} unit arguments for vitest; null = do not run it
 * @property {string[] | null} e2e arguments for Playwright; null = do not run it
 */

/**
 * No arguments: everything. `--unit …` or `--e2e …`: one of them, with the rest as its own arguments. Paths alone: each to the runner
 * whose tests it names (those in tests/e2e are Playwright's).
 *
 * @param {string[]} args
 * @returns {Plan | { problem: string }}
 */
export function planTests(args) {
  if (args.length === 0) return { unit: [], e2e: [] };
  const [first, ...rest] = args;
  if (first === '--unit') return { unit: rest, e2e: null };
  if (first === '--e2e') return { unit: null, e2e: rest };
  const option = args.find((arg) => arg.startsWith('-'));
  if (option !== undefined) {
    return {
      problem: `Whose option is ${option}? Say --unit (vitest) or --e2e (Playwright) first: npm test -- --unit ${args.join(' ')}`,
    };
  }
  const isE2e = (/** @type {string} */ path) => /(?:^|[/\\])e2e(?:[/\\]|$)/.test(path);
  const e2e = args.filter(isE2e);
  const unit = args.filter((arg) => !isE2e(arg));
  return { unit: unit.length > 0 ? unit : null, e2e: e2e.length > 0 ? e2e : null };
}

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * Counts in vitest's JSON report. A file that could not be loaded has no tests and is one failure.
 *
 * @param {{ numPassedTests?: number, numFailedTests?: number, testResults?: { status?: string, assertionResults?: unknown[] }[] }} report
 * @returns {Count}
 */
export function countUnit(report) {
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === 'failed' && (file.assertionResults ?? []).length === 0,
  );
  return { passed: report.numPassedTests ?? 0, failed: (report.numFailedTests ?? 0) + broken.length };
}

/**
 * Counts in Playwright's JSON report. A test that passed at its second try passed; an error outside of tests is one failure.
 *
 * @param {{ stats?: { expected?: number, unexpected?: number, flaky?: number }, errors?: unknown[] }} report
 * @returns {Count}
 */
export function countE2e(report) {
  const { expected = 0, unexpected = 0, flaky = 0 } = report.stats ?? {};
  return { passed: expected + flaky, failed: unexpected + (report.errors ?? []).length };
}

/**
 * The last line of `npm test`, and whether it is a success. A runner that exits with an error without counting a failure counts as one,
 * and so does a runner that ran nothing.
 *
 * @param {{ count: Count | null, code: number }[]} runs `count` is null when there is no report
 * @returns {{ line: string, ok: boolean }}
 */
export function verdict(runs) {
  let passed = 0;
  let failed = 0;
  for (const { count, code } of runs) {
    const own = count ?? { passed: 0, failed: 0 };
    passed += own.passed;
    failed += own.failed;
    if (own.failed === 0 && (code !== 0 || own.passed === 0)) failed += 1;
  }
  return { line: `${passed} passed, ${failed} failed`, ok: failed === 0 && passed > 0 };
}

/** The pure parts of the commands. */

import { describe, expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';
import { installReason } from './ensure-install.mjs';
import { nodeProblem } from './node-version.mjs';
import { countE2e, countUnit, planTests, verdict } from './test-plan.mjs';

describe('nodeProblem', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0'])('takes Node %s', (version) => {
    expect(nodeProblem(version)).toBeNull();
  });

  it.each(['18.20.0', '20.18.3', '21.7.0', '22.11.0'])(
    'refuses Node %s and names what is needed',
    (version) => {
      expect(nodeProblem(version)).toContain('20.19');
      expect(nodeProblem(version)).toContain(version);
    },
  );
});

describe('installReason', () => {
  const wanted = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/a/node_modules/@s/b': { version: '2.0.0', integrity: 'y' },
      'node_modules/other-os': { version: '1.0.0', optional: true },
    },
  };
  const installed = (changes: object) => ({
    packages: { ...Object.fromEntries(Object.entries(wanted.packages).slice(1, 3)), ...changes },
  });

  it('is satisfied by the same packages, without those for other machines', () => {
    expect(installReason(wanted, installed({}))).toBeNull();
  });

  it('wants an installation when npm never finished one', () => {
    expect(installReason(wanted, null)).toContain('nothing is installed');
  });

  it('names the first package that is missing or another', () => {
    expect(installReason(wanted, { packages: {} })).toBe('a is missing');
    const other = { 'node_modules/a/node_modules/@s/b': { version: '2.0.1', integrity: 'z' } };
    expect(installReason(wanted, installed(other))).toBe('@s/b is another version');
  });
});

describe('findChromium', () => {
  const world = (programs: string[], env: Record<string, string>, fetched: string | null = null) => ({
    env,
    isProgram: (path: string) => programs.includes(path),
    fetched: () => fetched,
  });

  it('takes the one that is named, and no other in its place', () => {
    const env = { CHROMIUM_PATH: '/opt/c', PATH: '/usr/bin' };
    expect(findChromium(world(['/opt/c', '/usr/bin/chromium'], env))).toBe('/opt/c');
    expect(findChromium(world(['/usr/bin/chromium'], env))).toBeNull();
  });

  it('looks through PATH in its order, then at what Playwright fetched', () => {
    const env = { PATH: '/a:/b' };
    expect(findChromium(world(['/b/chromium', '/a/google-chrome'], env, '/p'))).toBe('/a/google-chrome');
    expect(findChromium(world(['/p'], env, '/p'))).toBe('/p');
    expect(findChromium(world([], env, '/p'))).toBeNull();
  });
});

describe('planTests', () => {
  it('runs everything when nothing is asked for', () => {
    expect(planTests([])).toEqual({ unit: [], e2e: [] });
  });

  it('gives each path to the runner whose tests it names', () => {
    expect(planTests(['relay', 'tests/e2e/talk'])).toEqual({ unit: ['relay'], e2e: ['tests/e2e/talk'] });
    expect(planTests(['relay'])).toEqual({ unit: ['relay'], e2e: null });
  });

  it('hands everything after --unit or --e2e to that runner', () => {
    expect(planTests(['--unit', '-t', 'name'])).toEqual({ unit: ['-t', 'name'], e2e: null });
    expect(planTests(['--e2e', '-g', 'name'])).toEqual({ unit: null, e2e: ['-g', 'name'] });
  });

  it('asks whose option it is when that is not said', () => {
    expect(planTests(['-t', 'name'])).toHaveProperty('problem', expect.stringContaining('--unit'));
  });
});

describe('the last line of the tests', () => {
  it('sums both runners', () => {
    const unit = countUnit({ numPassedTests: 10, numFailedTests: 0, testResults: [] });
    const e2e = countE2e({ stats: { expected: 4, unexpected: 0, flaky: 1 }, errors: [] });
    expect(
      verdict([
        { count: unit, code: 0 },
        { count: e2e, code: 0 },
      ]),
    ).toEqual({ line: '15 passed, 0 failed', ok: true });
  });

  it('counts a file that could not be loaded, and an error outside of tests', () => {
    expect(
      countUnit({
        numPassedTests: 1,
        numFailedTests: 1,
        testResults: [{ status: 'failed', assertionResults: [] }],
      }),
    ).toEqual({ passed: 1, failed: 2 });
    expect(countE2e({ stats: { expected: 0, unexpected: 2 }, errors: [{}] })).toEqual({
      passed: 0,
      failed: 3,
    });
  });

  it('fails when a runner ran nothing, left no report, or ended badly without a failure', () => {
    const good = { count: { passed: 3, failed: 0 }, code: 0 };
    expect(verdict([good, { count: { passed: 0, failed: 0 }, code: 0 }])).toEqual({
      line: '3 passed, 1 failed',
      ok: false,
    });
    expect(verdict([good, { count: null, code: 1 }]).ok).toBe(false);
    expect(verdict([{ count: { passed: 3, failed: 0 }, code: 1 }])).toEqual({
      line: '3 passed, 1 failed',
      ok: false,
    });
    expect(verdict([]).ok).toBe(false);
  });
});

/** Browser tests of the built product. Tests start the servers that they need, so that each has its own configuration and port. */

import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.mjs';

/** What is heard in them is compared with itself, and no moment counts to the millisecond. */
const UNTIMED =
  /(access|attic|clock|composer|library|log|money|operated|phone-setup|recovery|resume|states|stopping|watch)\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  // Audio is timing: two pages at once on a small machine would measure each other. `npm test` gives two to what measures neither.
  workers: 1,
  projects: [
    // A second try is not to be measured together with what a trace costs.
    { name: 'timed', testIgnore: UNTIMED, use: { trace: 'off' } },
    { name: 'untimed', testMatch: UNTIMED },
  ],
  fullyParallel: false,
  // For machines that others use too; a test that passes waits no longer.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  // Sound in real time on a machine that others use too: once more, and told as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: [
        '--no-sandbox',
        // A microphone without a device and without the question.
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
      ],
    },
    permissions: ['microphone'],
    // Not of every run: a trace takes pictures all the time, which costs a small machine as much as the page does.
    trace: 'on-first-retry',
  },
});

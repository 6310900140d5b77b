/** What is full of a session's frames and sound is in files of the browser as long as the tab is there. Real storage of a real browser. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, expect, type Page } from '@playwright/test';
import { connectButton, test } from './console.ts';

let context: BrowserContext | null = null;

test.afterEach(async () => {
  await context?.close();
  context = null;
});

/** Names of all tabs' files. */
function files(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names: string[] = [];
    for await (const name of (await root.getDirectoryHandle('attic', { create: true })).keys())
      names.push(name);
    return names;
  });
}

async function leaveBehind(page: Page, name: string): Promise<void> {
  await page.evaluate(async (name) => {
    const root = await navigator.storage.getDirectory();
    await (await root.getDirectoryHandle('attic')).getFileHandle(name, { create: true });
  }, name);
}

test('pages that are full can be read from files, which other tabs leave alone and the next visit removes', async ({
  startRelay,
}) => {
  const relay = await startRelay();
  const executablePath = process.env.CHROMIUM_PATH;
  context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'sidetone-profile-')), {
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  const talking = await context.newPage();
  await talking.goto(relay.url);
  await connectButton(talking).click();
  await expect.poll(() => files(talking), { timeout: 40_000 }).not.toEqual([]);
  const [kept = ''] = await files(talking);

  const log = talking.getByRole('log', { name: 'Events' });
  await log.evaluate((element) => (element.scrollTop = 0));
  await log.getByText('session.created').first().click();
  await expect(log).toContainText('"realtime.session"');

  // When this one is gone, the other tab has cleared up.
  await leaveBehind(talking, 'nobody.1-0');
  const other = await context.newPage();
  await other.goto(relay.url);
  await expect.poll(() => files(talking)).not.toContain('nobody.1-0');
  expect(await files(talking)).toContain(kept);
  await other.close();

  await talking.close();
  const next = await context.newPage();
  await next.goto(relay.url);
  await expect.poll(() => files(next)).toEqual([]);
});

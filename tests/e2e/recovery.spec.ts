/** A session is kept as it happens, whatever becomes of the tab. */

import { mkdtempSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { connect, say, test } from './console.ts';
import { repeated, rows, sessionSeconds, showSessions, storedText, unfinished } from './library-page.ts';

test('a crashed tab loses less than a second; the next visit offers the session, and it opens', async ({
  open,
}) => {
  const { page, relay } = await open();
  await connect(page);
  await say(page, 'repeat after me: before the crash');
  await repeated(page, 'before the crash');
  // The microphone's frames are the last that is written, fifty a second.
  await expect.poll(() => sessionSeconds(page), { timeout: 20_000 }).toBeGreaterThan(6);
  const crash = page.waitForEvent('crash');
  const cdp = await page.context().newCDPSession(page);
  const livedMs = (await sessionSeconds(page)) * 1000;
  cdp.send('Page.crash').catch(() => {
    // The page that would answer is gone.
  });
  await crash;

  const next = await page.context().newPage();
  await next.goto(relay.url);
  await expect(unfinished(next)).toContainText('The last session was not closed: today');
  const file = await storedText(next);
  const times = [...file.matchAll(/^\{"t":([\d.]+)/gm)].map(([, t]) => Number(t));
  expect(Math.max(...times)).toBeGreaterThan(livedMs - 1000);

  await unfinished(next).getByRole('button', { name: 'Open' }).click();
  await expect(next.getByRole('region', { name: 'Shown session' })).toContainText('Recorded');
  await repeated(next, 'before the crash');
  await next.getByRole('button', { name: 'Back to live' }).click();
  await next.reload();
  await showSessions(next);
  await expect(rows(next)).toHaveCount(1);
  await expect(unfinished(next)).toBeHidden();
});

test('a browser that is killed loses less than a second too', async ({ startRelay }) => {
  const relay = await startRelay();
  const profile = mkdtempSync(join(tmpdir(), 'sidetone-profile-'));
  const executablePath = process.env.CHROMIUM_PATH;
  const launch = () =>
    chromium.launchPersistentContext(profile, {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
      permissions: ['microphone'],
    });
  const first = await launch();
  const page = await first.newPage();
  await page.goto(relay.url);
  await connect(page);
  await expect.poll(() => sessionSeconds(page), { timeout: 20_000 }).toBeGreaterThan(4);
  const livedMs = (await sessionSeconds(page)) * 1000;
  // Chromium says in its profile which process has it: `host-pid`.
  const pid = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1));
  const closed = first.waitForEvent('close');
  process.kill(pid, 'SIGKILL');
  await closed;

  const second = await launch();
  try {
    const next = await second.newPage();
    await next.goto(relay.url);
    await expect(unfinished(next)).toContainText('The last session was not closed: today');
    const times = [...(await storedText(next)).matchAll(/^\{"t":([\d.]+)/gm)].map(([, t]) => Number(t));
    expect(Math.max(...times)).toBeGreaterThan(livedMs - 1000);
  } finally {
    await second.close();
  }
});

test('a tab that was closed while it talked is offered; one that talks in another tab is not, and stays', async ({
  open,
}) => {
  const { page, relay } = await open();
  await connect(page);
  await say(page, 'repeat after me: still here');
  await repeated(page, 'still here');

  const other = await page.context().newPage();
  await other.goto(relay.url);
  await showSessions(other);
  await expect(rows(other)).toContainText('Being recorded now.');
  await expect(other.getByRole('button', { name: 'Delete all' })).toBeDisabled();
  await other.keyboard.press('Escape');
  await expect(unfinished(other)).toBeHidden();

  await page.close();
  await other.reload();
  await expect(unfinished(other)).toBeVisible();
  await unfinished(other).getByRole('button', { name: 'Delete' }).click();
  await other.getByRole('button', { name: 'Undo' }).click();
  await unfinished(other).getByRole('button', { name: 'Keep' }).click();
  await expect(unfinished(other)).toBeHidden();
  await showSessions(other);
  await expect(rows(other).getByRole('button', { name: /^Do not keep/ })).toBeVisible();
});

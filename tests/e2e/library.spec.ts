/** Sessions are kept, and are there at the next visit. Real storage of a real browser. */

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { violationsOf } from './accessibility.ts';
import { question } from './browser.ts';
import { connect, log, say, test, transcript } from './console.ts';
import { dialog, repeated, rows, showSessions, storedNames, unfinished } from './library-page.ts';

/** A whole session in which something is repeated. */
async function session(page: Page, words: string): Promise<void> {
  await connect(page);
  await say(page, `repeat after me: ${words}`);
  await repeated(page, words);
  await expect(log(page)).toContainText('response.done');
  await expect(page.getByText('Speaking', { exact: true })).toBeHidden({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Disconnect' }).click();
}

/** What a person reads of a session, without where it is scrolled to. */
async function shownFigures(page: Page): Promise<string[]> {
  const header = await page.getByRole('banner').innerText();
  const said = await transcript(page).innerText();
  await page.getByRole('tab', { name: 'Turns' }).click();
  const turns = await page.getByRole('region', { name: 'Turns' }).innerText();
  await page.getByRole('tab', { name: 'Events' }).click();
  const figures = /tokens.*/s.exec(header.replace(/\s+/g, ' '))?.[0] ?? header;
  // What somebody who listens to the page was told, and how it ended, are of the moment.
  const lines = said
    .split('\n')
    .filter((line) => !/^(You|Assistant): |^The conversation ended here/.test(line));
  // In a window so high that all rows are drawn.
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
  await page.setViewportSize({ width, height: 6000 });
  await expect(log(page).locator('[data-seq="0"]')).toBeVisible();
  const events = await log(page).locator('[data-seq]').allInnerTexts();
  await page.setViewportSize({ width, height });
  return [figures, lines.join('\n'), turns, ...events];
}

test('a session is found again after a reload, opens as it was, and answers to its new name', async ({
  open,
}) => {
  const { page } = await open({ speech: [{ atSeconds: 1, wav: question }] });
  await connect(page);
  await expect(log(page)).toContainText('response.done', { timeout: 30_000 });
  await expect(page.getByText('Speaking', { exact: true })).toBeHidden({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Disconnect' }).click();
  const before = await shownFigures(page);

  await page.reload();
  await expect(unfinished(page)).toBeHidden();
  await showSessions(page);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(/1 turn · \$0\.0\d+ · [\d.]+ MB/);
  await rows(page)
    .getByRole('button', { name: /^Rename/ })
    .click();
  await page.keyboard.type('The question');
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox', { name: 'Search sessions' }).fill('emulator question');
  await rows(page).getByRole('button', { name: 'Open The question' }).click();

  await expect(page.getByRole('region', { name: 'Shown session' })).toContainText('The question');
  await expect(log(page)).toContainText('response.done');
  expect(await shownFigures(page)).toEqual(before);
});

test('saved, deleted, and dropped onto the page again: the same session', async ({ open }) => {
  const { page } = await open();
  await session(page, 'to and fro');
  const before = await shownFigures(page);
  await showSessions(page);
  const download = page.waitForEvent('download');
  await rows(page).getByRole('button', { name: /^Save/ }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('repeat after me- to and fro.sidetone.jsonl');
  const path = join(mkdtempSync(join(tmpdir(), 'sidetone-saved-')), 'saved.jsonl');
  await saved.saveAs(path);
  const text = readFileSync(path, 'utf8');

  await page.getByRole('button', { name: 'Delete all' }).click();
  await expect(rows(page)).toHaveCount(0);
  await page.reload();

  await drag(page, 'dragenter', []);
  await expect(page.getByText('Drop to open')).toBeVisible();
  await drag(page, 'drop', [{ name: 'saved.jsonl', text }]);
  await expect(page.getByText('Drop to open')).toBeHidden();
  await expect(page.getByRole('region', { name: 'Shown session' })).toContainText('Recorded');
  await repeated(page, 'to and fro');
  expect(await shownFigures(page)).toEqual(before);

  await drag(page, 'drop', [{ name: 'photo.png', text: '\u0089PNG\r\n' }]);
  await expect(page.getByText(/“photo.png”: This is no session file/)).toBeVisible();
});

test('several files are added at once, by the button too; one that breaks off says how far it goes', async ({
  open,
}) => {
  const { page } = await open();
  await session(page, 'the original');
  await showSessions(page);
  const download = page.waitForEvent('download');
  await rows(page).getByRole('button', { name: /^Save/ }).click();
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-import-'));
  const path = join(folder, 'whole.jsonl');
  await (await download).saveAs(path);
  const text = readFileSync(path, 'utf8');
  const cut = join(folder, 'cut.jsonl');
  writeFileSync(cut, text.slice(0, -30));
  await dialog(page).getByLabel('Session files').setInputFiles([path, cut]);
  await expect(dialog(page).getByText(/2 sessions are in the library/)).toBeVisible();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).filter({ hasText: /It can be read up to line \d+/ })).toHaveCount(1);
});

test('beyond the limit the oldest go, except those that are kept', async ({ open }) => {
  const { page } = await open();
  for (const words of ['the first', 'the second', 'the third']) await session(page, words);
  await showSessions(page);
  await rows(page).filter({ hasText: 'the first' }).getByRole('button', { name: /^Keep/ }).click();
  await expect(rows(page).getByRole('button', { name: /^Do not keep/ })).toBeVisible();
  // Less than the three take; the page offers no limit as small.
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('sidetone.preferences') ?? '{}') as object;
    localStorage.setItem('sidetone.preferences', JSON.stringify({ ...kept, storageLimitBytes: 1 }));
  });
  await page.reload();
  await expect(page.getByText('oldest sessions were removed to stay within the limit')).toBeVisible();
  await showSessions(page);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('the first');
  await expect(dialog(page)).toContainText('Kept and running sessions take more than that.');
});

test('a full disk does not disturb the conversation, and is said with what to do', async ({ open }) => {
  const { page, relay } = await open();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: relay.url, quotaSize: 200_000 });
  await session(page, 'no room for this');
  await expect(page.getByText(/kept in this tab only: the browser’s storage is full/)).toBeVisible();
});

test('switched off, nothing is written', async ({ open }) => {
  const { page } = await open();
  await showSessions(page);
  await page.getByRole('switch', { name: 'Record sessions' }).click();
  await expect(page.getByText(/^Nothing is written/)).toBeVisible();
  await page.keyboard.press('Escape');
  await session(page, 'off the record');
  await page.reload();
  await showSessions(page);
  await expect(page.getByText(/Sessions appear here as they are recorded/)).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Record sessions' })).not.toBeChecked();
  expect(await storedNames(page)).toEqual([]);
});

test('where the browser gives no storage it says so, and talks all the same', async ({
  openConsole,
  startRelay,
}) => {
  const relay = await startRelay();
  const { page } = await openConsole('about:blank');
  // As in a private window of some browsers. Workers have their own navigator: the script that they load is what is changed.
  await page.route('**/assets/library.worker*.js', async (route) => {
    const response = await route.fetch();
    const denied =
      'Object.defineProperty(StorageManager.prototype, "getDirectory", { value: () => Promise.reject(new DOMException("denied", "SecurityError")) });\n';
    await route.fulfill({ response, body: denied + (await response.text()) });
  });
  await page.goto(relay.url);
  await connect(page);
  // It stays for some seconds, which on a busy machine is less than a conversation takes.
  await expect(page.getByText(/kept in this tab only. The browser gives no storage/)).toBeVisible();
  await say(page, 'repeat after me: nobody keeps this');
  await repeated(page, 'nobody keeps this');
  await showSessions(page);
  await expect(page.getByRole('switch', { name: 'Record sessions' })).toHaveAccessibleDescription(
    /Sessions are not kept/,
  );
});

for (const { name, viewport, colorScheme } of [
  { name: 'wide, light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'narrow, dark', viewport: { width: 375, height: 700 }, colorScheme: 'dark' },
] as const) {
  test(`the library is accessible and within the screen (${name})`, async ({ open }) => {
    const { page } = await open({ viewport, colorScheme });
    await connect(page);
    await say(page, 'repeat after me: hello');
    await expect(page.getByText('hello').first()).toBeVisible();
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('button', { name: 'Sessions' }).focus();
    await page.keyboard.press('Enter');
    await expect(rows(page)).toHaveCount(1);
    await rows(page)
      .getByRole('button', { name: /^Delete/ })
      .focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(rows(page)).toHaveCount(1);
    expect(await violationsOf(page)).toEqual([]);
    const over = await dialog(page).evaluate((element) =>
      [...element.querySelectorAll('*')]
        .filter((inner) => inner.getBoundingClientRect().right > innerWidth)
        .map((inner) => inner.outerHTML.slice(0, 80)),
    );
    expect(over).toEqual([]);
  });
}

/** As the browser tells of files that come from outside of it. */
async function drag(page: Page, type: string, files: { name: string; text: string }[]): Promise<void> {
  await page.evaluate(
    ([type, files]) => {
      const dataTransfer = new DataTransfer();
      // Until they are dropped only their kind is known.
      const given = files.length > 0 ? files : [{ name: 'x', text: '' }];
      for (const { name, text } of given) dataTransfer.items.add(new File([text], name));
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    [type, files] as const,
  );
}

/** The page as somebody uses it who keeps sessions: hands and eyes for tests. */

import { expect, type Page } from '@playwright/test';
import { transcript } from './console.ts';

/** The assistant has said it. */
export async function repeated(page: Page, words: string): Promise<void> {
  const answers = transcript(page).getByRole('listitem').filter({ hasText: 'Assistant' });
  await expect(answers.filter({ hasText: words }).first()).toBeVisible();
}

export async function showSessions(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sessions' }).click();
}

export const dialog = (page: Page) => page.getByRole('dialog', { name: 'Sessions' });
export const rows = (page: Page) => dialog(page).getByRole('listitem');
export const unfinished = (page: Page) => page.getByRole('region', { name: 'Unfinished session' });

/** Seconds on the session's clock in the header. */
export async function sessionSeconds(page: Page): Promise<number> {
  const [, minutes, seconds] = /(\d\d):(\d\d)/.exec(await page.getByRole('banner').innerText()) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

export async function storedNames(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('sessions');
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  });
}

/** The one session file that is there. */
export async function storedText(page: Page): Promise<string> {
  const name = (await storedNames(page)).find((other) => other.endsWith('.sidetone.jsonl')) ?? '';
  return page.evaluate(async (file) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('sessions');
    return (await (await folder.getFileHandle(file)).getFile()).text();
  }, name);
}

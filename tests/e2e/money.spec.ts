/** What was heard and what it cost, as a person reads it: one number everywhere, prices to change, parts of what was cut. */

import { expect, type Page } from '@playwright/test';
import { violationsOf } from './accessibility.ts';
import { interruption, question } from './browser.ts';
import { connect, say, test, turns } from './console.ts';

const prices = (page: Page) => page.getByRole('dialog', { name: 'Prices' });

async function show(page: Page, view: 'Latency' | 'Heard' | 'Cost'): Promise<void> {
  await page.getByRole('tab', { name: 'Turns' }).click();
  await turns(page).getByRole('radio', { name: view }).click();
}

/** The sum at the head of the cost, as a number. */
async function shownUsd(page: Page): Promise<number> {
  const heading = turns(page).getByRole('region', { name: 'Cost' }).getByRole('heading');
  return Number(/\$([\d.]+)/.exec((await heading.textContent()) ?? '')?.[1] ?? Number.NaN);
}

test('an answer that was cut by speech shows what was heard, cut and told, and the parts make the whole', async ({
  open,
}) => {
  // However long the way to it takes, the story goes on for longer.
  const { page } = await open({ speech: [{ atSeconds: 8, wav: interruption }] });
  await connect(page);
  await say(page, 'tell me a long story');
  await show(page, 'Heard');
  const row = turns(page).getByRole('row').filter({ hasText: 'cut by speech; the server was told' });
  await expect(row).toBeVisible({ timeout: 25_000 });
  const cells = await row.getByRole('cell').allTextContents();
  const ms = (index: number) => {
    const [, number, unit] = /([\d.,]+) (ms|s)$/.exec(cells[index] ?? '') ?? [];
    return number === undefined ? 0 : Number(number.replace(',', '')) * (unit === 's' ? 1000 : 1);
  };
  const [received, heard, queued, cut, told] = [1, 2, 3, 4, 5].map(ms);
  expect(heard).toBeGreaterThan(0);
  expect(cut).toBeGreaterThan(0);
  expect(queued).toBe(0);
  // Tenths of a second are shown, so each part may be off by half of one.
  expect(Math.abs((heard ?? 0) + (cut ?? 0) - (received ?? 0))).toBeLessThanOrEqual(150);
  expect(Math.abs((told ?? 0) - (heard ?? 0))).toBeLessThanOrEqual(100);
});

test('a price changed by keyboard counts at once in header, summary and turns, and after a reload', async ({
  open,
}) => {
  const { page } = await open({ speech: [{ atSeconds: 1, wav: question }] });
  await connect(page);
  await show(page, 'Cost');
  const cost = turns(page).getByRole('region', { name: 'Cost' });
  await expect(cost).toContainText(/next ten minutes/, { timeout: 25_000 });
  await expect(turns(page).getByRole('table', { name: 'Cost of each turn' })).toContainText('$');
  // What was said is transcribed and billed apart; the header has it too.
  await expect(cost.getByRole('row', { name: /Transcription/ })).toContainText('$');
  const before = await shownUsd(page);
  const header = page.getByTitle(/would cost at OpenAI/);
  await expect(header).toContainText(`$${before.toFixed(3)}`);
  await cost.getByRole('button', { name: 'Prices…' }).focus();
  await page.keyboard.press('Enter');
  await expect(prices(page)).toBeVisible();
  const output = prices(page).getByLabel('Audio output');
  await output.fill('6400');
  await page.keyboard.press('Enter');
  await expect(prices(page).getByText('changed by you')).toBeVisible();
  await output.fill('dear');
  await page.keyboard.press('Tab');
  await expect(prices(page).getByRole('alert')).toContainText('write a number in dollars');
  await page.keyboard.press('Escape');
  await expect(prices(page)).toBeHidden();
  await expect(cost.getByRole('button', { name: 'Prices…' })).toBeFocused();
  const after = await shownUsd(page);
  expect(after).toBeGreaterThan(before * 2);
  await expect(header).toContainText(`$${after.toFixed(after < 10 ? 3 : 2)}`);
  await expect(cost).toContainText('Your own prices count for gpt-realtime-2.1.');
  await page.reload();
  await show(page, 'Cost');
  await cost.getByRole('button', { name: 'Prices…' }).click();
  await expect(prices(page).getByText('changed by you')).toBeVisible();
  await prices(page).getByRole('button', { name: 'Reset all' }).click();
  await expect(prices(page).getByText('changed by you')).toBeHidden();
});

for (const { name, viewport, colorScheme } of [
  { name: 'wide, light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'narrow, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const) {
  test(`heard, cost and prices have no accessibility violations, ${name}`, async ({ open }) => {
    test.setTimeout(90_000);
    const { page } = await open({ viewport, colorScheme });
    await connect(page);
    await say(page, 'repeat after me: lighthouse');
    await show(page, 'Heard');
    await expect(turns(page).getByText('heard whole')).toBeVisible({ timeout: 15_000 });
    expect(await violationsOf(page)).toEqual([]);
    await show(page, 'Cost');
    await turns(page).getByRole('button', { name: 'Cost of turn 1' }).click();
    await expect(turns(page).getByText(/Read [\d,]+ tokens/)).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await turns(page).getByRole('button', { name: 'Prices…' }).click();
    await expect(prices(page).getByLabel('Audio output')).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    // Nothing of it makes the page wider than the screen.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
  });
}

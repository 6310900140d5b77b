/** The event log as somebody who debugs uses it: narrowing it down, and what the linter says. */

import { expect } from '@playwright/test';
import { question } from './browser.ts';
import { connect, log, say, test } from './console.ts';

test('a conversation that goes as it should has nothing for the linter: speech, an interruption, a tool', async ({
  open,
}) => {
  const { page } = await open({ speech: [{ atSeconds: 1, wav: question }] });
  await connect(page);
  await expect(log(page)).toContainText('response.done', { timeout: 30_000 });
  await say(page, 'tell me a long story');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled();
  await expect(log(page).getByText('output_audio.delta').last()).toBeVisible();
  await page.keyboard.press('Escape');
  await say(page, 'What is the weather in Paris?');
  await expect(log(page).getByText('call get_weather').first()).toBeVisible({ timeout: 20_000 });
  await page.getByRole('textbox', { name: 'Filter events' }).fill('sidetone.lint');
  await expect(log(page)).toContainText('No event matches “sidetone.lint”');
});

test('what is only inside a frame is found, and rows that come later are', async ({ open }) => {
  const { page } = await open();
  await connect(page);
  await say(page, 'Hello');
  await expect(log(page)).toContainText('response.done', { timeout: 20_000 });
  await page.getByRole('textbox', { name: 'Filter events' }).fill('"object":"realtime.response"');
  await expect(log(page)).toContainText('No event matches');
  await page.getByRole('button', { name: 'Search the frames too' }).click();
  const found = log(page).locator('[data-seq]');
  await expect(found).toHaveCount(2);
  await expect(found.first()).toContainText('created');
  await say(page, 'Hello again');
  await expect(found).toHaveCount(4, { timeout: 20_000 });
});

test('an expression that never ends is stopped, said so, and the page stays alive', async ({ open }) => {
  const { page } = await open();
  await connect(page);
  await say(page, `${'a'.repeat(60)}!`);
  await expect(log(page)).toContainText('aaaaaaaa');
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await page.getByRole('textbox', { name: 'Filter events' }).fill('^.*?(a+)+$');
  await expect(log(page).getByRole('alert')).toContainText('took more than two seconds', { timeout: 10_000 });
  await page.getByRole('textbox', { name: 'Filter events' }).fill('a{60}');
  await expect(log(page).locator('[data-seq]').first()).toContainText('aaaaaaaa');
  await expect(log(page).getByRole('alert')).toHaveCount(0);
});

test('a turn shows its events alone, from the turns to the log and back to all', async ({ open }) => {
  const { page } = await open();
  await connect(page);
  await say(page, 'Hello');
  await expect(log(page)).toContainText('response.done', { timeout: 20_000 });
  await say(page, 'Hello again');
  await expect(log(page).getByText('response.done')).toHaveCount(2, { timeout: 20_000 });
  const all = await log(page).locator('[data-seq]').count();
  await page.getByRole('tab', { name: 'Turns' }).click();
  await page.getByRole('button', { name: 'Turn 2' }).click();
  await page.getByRole('button', { name: 'Show its events' }).click();
  await expect(log(page)).toContainText('“Hello again”');
  await expect(log(page).getByText('“Hello”')).toHaveCount(0);
  await expect(log(page).getByText('response.done')).toHaveCount(1);
  await log(page).getByRole('button', { name: 'Show all, not only turn 2' }).click();
  await expect.poll(() => log(page).locator('[data-seq]').count()).toBeGreaterThanOrEqual(all);
});

/** The event log as somebody who debugs uses it: narrowing it down, and what the linter says. */

import { expect, type Page, test } from '@playwright/test';
import { type Opened, type OpenOptions, openConsole, question } from './browser.ts';
import { type Relay, startRelay } from './servers.ts';

let relay: Relay | null = null;
let opened: Opened | null = null;

test.afterEach(async () => {
  await opened?.browser.close();
  opened = null;
  await relay?.stop();
  relay = null;
});

async function connected(options: OpenOptions = {}): Promise<Page> {
  relay = await startRelay();
  opened = await openConsole(relay.url, options);
  const { page } = opened;
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('status').first()).toContainText('Connected');
  return page;
}

async function say(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(words);
  await page.keyboard.press('Enter');
}

const log = (page: Page) => page.getByRole('region', { name: 'Event log' });

test('a conversation that goes as it should has nothing for the linter: speech, an interruption, a tool', async () => {
  const page = await connected({ speech: [{ atSeconds: 1, wav: question }] });
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

test('what is only inside a frame is found, and rows that come later are', async () => {
  const page = await connected();
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

test('an expression that never ends is stopped, said so, and the page stays alive', async () => {
  const page = await connected();
  await say(page, `${'a'.repeat(60)}!`);
  await expect(log(page)).toContainText('aaaaaaaa');
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await page.getByRole('textbox', { name: 'Filter events' }).fill('^.*?(a+)+$');
  await expect(log(page).getByRole('alert')).toContainText('took more than two seconds', { timeout: 10_000 });
  await page.getByRole('textbox', { name: 'Filter events' }).fill('a{60}');
  await expect(log(page).locator('[data-seq]').first()).toContainText('aaaaaaaa');
  await expect(log(page).getByRole('alert')).toHaveCount(0);
});

test('a turn shows its events alone, from the turns to the log and back to all', async () => {
  const page = await connected();
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

/** One clock: log, transcript, turns and waveform go to the same moment, and both voices are played from it. Real speech and sound. */

import { expect, type Locator, type Page, test } from '@playwright/test';
import { toRate, wordsFound } from '../support/signal.ts';
import { violationsOf } from './accessibility.ts';
import { type Opened, openConsole, question } from './browser.ts';
import { connectButton, log, say, transcript, turns, withoutProcessing } from './console.ts';
import { type Relay, startRelay } from './servers.ts';

let relay: Relay;
let opened: Opened;
let page: Page;

// The conversation takes its time, and none of the tests changes it: one for all.
test.beforeAll(async () => {
  test.setTimeout(120_000);
  relay = await startRelay();
  opened = await openConsole(relay.url, {
    // Late enough for the session to be there, however slow the machine.
    speech: [{ atSeconds: 3, wav: question }],
  });
  ({ page } = opened);
  await talk();
});
test.afterAll(async () => {
  await opened.browser.close();
  await relay.stop();
});

const goTo = (item: Locator) => item.getByRole('button', { name: /^Go to / }).filter({ visible: true });
const chosenRow = (page: Page) => log(page).locator('[data-seq][aria-current="true"]');
const chosenItem = (page: Page) => transcript(page).locator('[data-item][aria-current="true"]');

test.beforeEach(() => test.slow());

/** A spoken turn and a typed one, then the session ends. */
async function talk(): Promise<void> {
  await withoutProcessing(page);
  await connectButton(page).click();
  await expect(transcript(page)).toContainText('You spoke for', { timeout: 20_000 });
  // Heard to its end: what a typed message cuts off has no time at which it was heard.
  await expect(page.getByText('Speaking', { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Listening')).toBeVisible({ timeout: 30_000 });
  await say(page, 'Repeat after me: the last words of all');
  await expect(transcript(page)).toContainText(/the last words of all/i);
  // Heard to its end, so that there is something to play.
  await expect(page.getByText('Listening')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Disconnect' }).click();
}

test('what is chosen in one panel is shown in all the others', async () => {
  // Transcript → log: the typed message leads to the event that sent it, or the last before.
  await goTo(
    transcript(page).getByRole('listitem').filter({ hasText: 'Repeat after me: the last words' }),
  ).click();
  await expect(chosenItem(page)).toContainText('Repeat after me');
  await expect(chosenRow(page)).toBeVisible();
  const atMs = Number((await chosenRow(page).innerText()).split(/\s/)[0]) * 1000;
  expect(atMs).toBeGreaterThan(1000);
  // Log → transcript: the first event of the session is before everything that was said.
  await log(page).getByRole('log').press('Home');
  await log(page).locator('[data-seq="0"]').click();
  await expect(chosenItem(page)).toHaveCount(0);
  // What the pointer is moved over is the instant of the other panels; what scrolls by under it, at rest, is not.
  await log(page).getByRole('log').press('End');
  await log(page).locator('[data-seq]').last().hover();
  const pointed = transcript(page).locator('[data-item][data-instant]');
  await expect(pointed).toContainText(/Assistant.*the last words of all/is);
  await log(page).getByRole('log').press('Home');
  await expect(log(page).locator('[data-seq="0"]')).toBeVisible();
  // Longer than the browser takes to notice that something else lies under the pointer.
  await page.waitForTimeout(500);
  await expect(pointed).toContainText(/Assistant.*the last words of all/is);
  // A word → the word is marked, and the log goes to the events of that moment.
  await transcript(page)
    .getByText(/^You spoke for/)
    .first()
    .click();
  await expect(transcript(page).locator('mark')).toBeVisible();
  await expect(chosenRow(page)).toBeVisible();
  // Turns → the others.
  await page.getByRole('tab', { name: 'Turns' }).click();
  await turns(page).getByRole('button', { name: 'Turn 2' }).click();
  await expect(turns(page).locator('tr[aria-current="true"]')).toHaveCount(1);
  await expect(chosenItem(page)).toContainText('Repeat after me');
  // Keys: event by event, turn by turn.
  await page.getByRole('slider', { name: 'Time shown' }).focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(turns(page).locator('tr[aria-current="true"]')).toContainText('1');
  await page.getByRole('tab', { name: 'Events' }).click();
  const before = await chosenRow(page).getAttribute('data-seq');
  await page.getByRole('slider', { name: 'Time shown' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(chosenRow(page)).toHaveAttribute('data-seq', String(Number(before) + 1));
  expect(await violationsOf(page)).toEqual([]);
});

test('both voices are played from the chosen moment, you on the left and the assistant on the right', async () => {
  await goTo(transcript(page).getByRole('listitem').first()).click();
  const { heard } = opened;
  const from = (await heard()).samples.length;
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Pause (K)' })).toBeVisible();
  // The words of the answer are marked as they come by: what was said before it has been played by then.
  const answer = transcript(page).getByRole('listitem').filter({ hasText: 'You spoke for' });
  await expect(answer.locator('mark')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Play both voices from here (K)' })).toBeVisible();
  const spoken = toRate(question.samples, question.rateHz, 24_000);
  const middle = spoken.subarray(12_000, spoken.length - 12_000);
  const { rateHz, samples } = await heard();
  const played = toRate(samples.subarray(from), rateHz, 24_000);
  expect(wordsFound(middle, played, 0.8)).toBeGreaterThan(0.7);
});

test('zooms from the whole session to single samples', async () => {
  await page.setViewportSize({ width: 1000, height: 800 });
  const slider = page.getByRole('slider', { name: 'Time shown' });
  await slider.focus();
  await page.keyboard.press('0');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^0:00 to /);
  await goTo(transcript(page).getByRole('listitem').first()).click();
  await slider.focus();
  for (let step = 0; step < 24; step += 1) await page.keyboard.press('+');
  // Both ends within a second; the axis has millisecond labels.
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^0:0(\d) to 0:0(\1|[1-9])$/);
});

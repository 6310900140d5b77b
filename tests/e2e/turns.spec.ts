/** Turns as a person reads them: how fast, where the time went, what it cost. Real speech and sound against the emulator. */

import { expect, type Page } from '@playwright/test';
import { violationsOf } from './accessibility.ts';
import { interruption, question } from './browser.ts';
import { connect, say, test, turns, withoutProcessing } from './console.ts';

const showTurns = (page: Page) => page.getByRole('tab', { name: 'Turns' }).click();
const msIn = (text: string | null) => Number(/(\d+) ms/.exec(text ?? '')?.[1] ?? Number.NaN);

/** End of the last 5 ms that are within 30 dB of the loudest, in samples. */
function endOfSpeech(samples: Int16Array, rateHz: number): number {
  const step = Math.round(rateHz / 200);
  const levels: number[] = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    levels.push(Math.sqrt(samples.subarray(at, at + step).reduce((sum, x) => sum + x * x, 0) / step));
  }
  const threshold = Math.max(...levels) * 10 ** (-30 / 20);
  return (levels.findLastIndex((level) => level >= threshold) + 1) * step;
}

test('voice to voice is what a recording of microphone and speakers says, within 20 ms', async ({ open }) => {
  const { page, stereo } = await open({ speech: [{ atSeconds: 1.5, wav: question }] });
  await withoutProcessing(page);
  await showTurns(page);
  await connect(page);
  const headline = turns(page).getByText(/^Voice to voice \d+ ms/);
  await expect(headline).toBeVisible({ timeout: 20_000 });
  const shownMs = msIn(await headline.textContent());
  const { rateHz, microphone, speakers, outputLatencyMs, apartMs } = await stereo();
  const end = endOfSpeech(microphone, rateHz);
  const first = speakers.findIndex((sample, index) => index > end && sample !== 0);
  expect(first).toBeGreaterThan(end);
  const { least, most } = apartMs(end, first);
  expect(shownMs).toBeGreaterThan(least + outputLatencyMs - 20);
  expect(shownMs).toBeLessThan(most + outputLatencyMs + 20);
  // The header and the row say the same.
  await expect(page.getByTitle(/end of your speech/)).toContainText(`${shownMs} ms`);
  await expect(
    turns(page)
      .getByRole('row')
      .filter({ hasText: `${shownMs} ms` }),
  ).toBeVisible();
});

test('a turn with a tool opens to its spans, its tool and its money, by keyboard alone', async ({ open }) => {
  const { page } = await open();
  await showTurns(page);
  await expect(turns(page)).toContainText('Press Connect and say something');
  await connect(page);
  await say(page, 'remember colour is blue');
  const row = turns(page).getByRole('button', { name: 'Turn 1' });
  await row.focus();
  await page.keyboard.press('Enter');
  const spans = turns(page).getByRole('list', { name: 'Spans of turn 1' });
  await expect(spans).toContainText('Until the response began');
  await expect(spans).toContainText(/Tool set_memory\d+ ms/, { timeout: 15_000 });
  await expect(spans).toContainText('Answer', { timeout: 15_000 });
  await expect(turns(page)).toContainText(/Read [\d,]+ tokens: [\d,]+ sent again/, { timeout: 15_000 });
  await turns(page).getByRole('radio', { name: 'Cost' }).click();
  const cost = turns(page).getByRole('region', { name: 'Cost' });
  await expect(cost).toContainText('Would cost at OpenAI');
  await expect(cost).toContainText(/Prices as of \d{4}-\d{2}-\d{2}/);
  await expect(cost).toContainText(/next ten minutes/);
  await turns(page).getByRole('button', { name: 'Definitions' }).focus();
  await page.keyboard.press('Enter');
  await expect(turns(page).getByText('From the end of your speech to the first sound')).toBeVisible();
  await turns(page).getByRole('radio', { name: 'Latency' }).click();
  // A new session forgets the former one's turns.
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(row).toBeVisible();
  await connect(page);
  await expect(row).toBeHidden();
});

test('an interruption is counted, with the time to silence', async ({ open }) => {
  // However long the way to it takes, the story goes on for longer.
  const { page } = await open({ speech: [{ atSeconds: 8, wav: interruption }] });
  await showTurns(page);
  await connect(page);
  await say(page, 'tell me a long story');
  const told = turns(page).getByText(/You interrupted once, silent after/);
  await expect(told).toBeVisible({ timeout: 20_000 });
  const silentMs = msIn(await told.textContent());
  expect(silentMs).toBeGreaterThan(0);
  expect(silentMs).toBeLessThan(1000);
});

for (const { name, viewport, colorScheme } of [
  { name: 'wide, light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'narrow, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const) {
  test(`the panel has no accessibility violations, ${name}`, async ({ open }) => {
    // Axe looks at every element of a page that plays meanwhile.
    test.setTimeout(60_000);
    const { page } = await open({ viewport, colorScheme });
    await connect(page);
    await say(page, 'repeat after me: lighthouse');
    await showTurns(page);
    await turns(page).getByRole('button', { name: 'Turn 1' }).click();
    await turns(page).getByRole('button', { name: 'Definitions' }).click();
    await expect(turns(page).getByRole('list', { name: 'Spans of turn 1' })).toContainText('Answer', {
      timeout: 15_000,
    });
    expect(await violationsOf(page)).toEqual([]);
    // Nothing of it makes the page wider than the screen.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
  });
}

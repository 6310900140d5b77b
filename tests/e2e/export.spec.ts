/** A session taken out of the browser: what was heard, what was said, and nothing that was to stay. Real speech and sound. */

import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { SessionReader } from '../../src/recording/session-reader.ts';
import { readWav } from '../../src/recording/wav-reader.ts';
import { correlate, isOver, loudFrom } from '../support/signal.ts';
import { violationsOf } from './accessibility.ts';
import { question } from './browser.ts';
import { connect, say, test, transcript, withoutProcessing } from './console.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Export this session' });

async function openExport(page: Page): Promise<void> {
  await transcript(page).getByRole('button', { name: 'Export' }).click();
  await expect(dialog(page)).toBeVisible();
}

/** The file that the browser saves. */
async function exported(page: Page, kind: string): Promise<{ name: string; path: string; bytes: Buffer }> {
  await dialog(page).getByRole('radio', { name: kind, exact: true }).check();
  const saving = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Export' }).click();
  const download = await saving;
  const path = join(mkdtempSync(join(tmpdir(), 'sidetone-export-')), 'file.sidetone.jsonl');
  await download.saveAs(path);
  await expect(dialog(page).getByRole('status')).toContainText(download.suggestedFilename());
  return { name: download.suggestedFilename(), path, bytes: await readFile(path) };
}

test('the stereo WAV is what a recording of microphone and speakers says, and subtitles run beside it', async ({
  open,
}) => {
  // Talks in real time, and compares sound sample by sample.
  test.slow();
  const { page, stereo, levels } = await open({ speech: [{ atSeconds: 1.5, wav: question }] });
  await withoutProcessing(page);
  await connect(page);
  await expect(transcript(page)).toContainText('You spoke for', { timeout: 20_000 });
  await expect.poll(async () => isOver(await levels()), { timeout: 30_000 }).toBe(true);
  const truth = await stereo();
  // While the session still runs.
  await openExport(page);
  const { name, bytes } = await exported(page, 'Sound of both voices');
  expect(name).toMatch(/^\d{4}-\d\d-\d\d \d\d\.\d\d gpt-realtime.*\.wav$/);
  const wav = readWav(bytes);
  expect(wav).toMatchObject({ sampleRateHz: 24_000, channels: 2 });
  expect(truth.rateHz).toBe(24_000);
  const side = (channel: 0 | 1) => wav?.pcm16.filter((_, n) => n % 2 === channel) ?? new Int16Array();
  const [left, right] = [side(0), side(1)];
  const spoken = correlate(loud(truth.microphone), left);
  const answered = correlate(loud(truth.speakers), right);
  expect(spoken.coefficient).toBeGreaterThan(0.95);
  expect(answered.coefficient).toBeGreaterThan(0.95);
  // The two lie to each other as they did: the answer as long after the question.
  const exportedMs = (answered.atSample - spoken.atSample) / 24;
  const { least, most } = truth.apartMs(loudFrom(truth.microphone), loudFrom(truth.speakers));
  expect(exportedMs).toBeGreaterThan(least - 20);
  expect(exportedMs).toBeLessThan(most + 20);

  const vtt = await exported(page, 'Subtitles, WebVTT');
  // A page of its own: this one's policy lets no such file in.
  const player = await page.context().newPage();
  const cues = await player.evaluate(readCues, vtt.bytes.toString('utf8'));
  expect(cues.length).toBeGreaterThan(0);
  expect(cues.map(({ text }) => text).join(' ')).toContain('You spoke for');
  const first = cues.find(({ text }) => text.startsWith('<v Assistant>'));
  const soundsFromMs = right.findIndex((sample) => sample !== 0) / 24;
  expect(Math.abs((first?.startMs ?? Number.NaN) - soundsFromMs)).toBeLessThan(20);
});

test('every kind of transcript holds the conversation, and a redacted file nothing of it', async ({
  open,
}) => {
  test.slow();
  const { page } = await open();
  await connect(page);
  await say(page, 'repeat after me: marmalade & <tea>.');
  await expect(transcript(page)).toContainText('marmalade');
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await openExport(page);
  const text = async (kind: string) => (await exported(page, kind)).bytes.toString('utf8');
  expect(await text('Transcript, Markdown')).toContain('repeat after me: marmalade \\& \\<tea\\>.');
  expect(await text('Transcript, plain text')).toContain('You: repeat after me: marmalade & <tea>.');
  expect(await text('Subtitles, SRT')).toMatch(/1\n\d\d:\d\d:\d\d,\d{3} --> [\s\S]*marmalade/);
  expect(await text('Subtitles, WebVTT')).toContain('marmalade &amp; &lt;tea&gt;');

  const whole = (await exported(page, 'Session file')).bytes;
  const lines = readAll(whole.toString('utf8'));
  const { bytes: redacted, path } = await exported(page, 'Session file for a bug report');
  expect(whole.toString('utf8')).toContain('marmalade');
  expect(redacted.toString('utf8')).not.toMatch(/marmalade|tea>/);
  expect(redacted.length).toBeLessThan(whole.length / 3);
  expect(readAll(redacted.toString('utf8')).map(({ t, dir }) => [t, dir])).toEqual(
    lines.map(({ t, dir }) => [t, dir]),
  );

  // Opened again it is the same conversation, without its words.
  await page.keyboard.press('Escape');
  const count = await transcript(page).getByRole('listitem').count();
  await page.getByRole('button', { name: 'Sessions' }).click();
  await page.getByLabel('Session files', { exact: true }).setInputFiles(path);
  // Nobody can say what it is about: it is called after its time.
  await page.getByRole('button', { name: /^Open Session of/ }).click();
  await expect(page.getByRole('region', { name: 'Shown session' })).toContainText(
    'Without its sound and words',
  );
  await expect(transcript(page).getByRole('listitem')).toHaveCount(count);
  await expect(transcript(page).getByRole('list', { name: 'Conversation' })).not.toContainText('marmalade');
});

test('a session that was saved is the one that was held, and two are compared by keyboard', async ({
  open,
}) => {
  test.slow();
  const { page } = await open({ viewport: { width: 400, height: 700 }, colorScheme: 'dark' });
  await connect(page);
  await say(page, 'What is the weather in Paris?');
  await expect(transcript(page)).toContainText('get_weather', { timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await openExport(page);
  const { path } = await exported(page, 'Session file');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Sessions' }).press('Enter');
  await page.getByRole('button', { name: 'Compare two sessions' }).press('Enter');
  const view = page.getByRole('dialog', { name: 'Compare two sessions' });
  await view.getByLabel('A', { exact: true }).selectOption('The session that is shown');
  await view.getByLabel('Session file for B').setInputFiles(path);
  const figures = view.getByRole('table', { name: 'Figures' });
  await expect(figures).toBeVisible({ timeout: 20_000 });
  const differences = await figures.getByRole('row').locator('td:last-child').allTextContents();
  expect(differences.filter((words) => words !== '–')).toEqual(expect.arrayContaining(['same']));
  expect(differences.every((words) => words === 'same' || words === '–')).toBe(true);
  await expect(view).toContainText(/Settings: all \d+ are the same/);
  const turns = view.getByRole('list', { name: 'Turns beside each other' });
  await expect(turns.getByText('What is the weather in Paris?')).toHaveCount(2);
  await expect(turns.getByText(/^get_weather\(/)).toHaveCount(2);
  expect(await violationsOf(page, 'dialog[open]')).toEqual([]);
  // Nothing is wider than the phone.
  expect(await view.evaluate((element) => element.scrollWidth)).toBeLessThanOrEqual(400);
  await view.getByRole('button', { name: 'Back' }).press('Enter');
  await expect(view).toBeHidden();
});

test('the export can be reached and left by keyboard, says so when there is nothing, and fits a phone', async ({
  open,
}) => {
  const { page } = await open({ viewport: { width: 360, height: 640 } });
  await page.getByRole('button', { name: 'Export' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  await dialog(page).getByRole('radio', { name: 'Session file', exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(dialog(page).getByRole('checkbox', { name: 'Take out sound' })).toBeVisible();
  expect(await violationsOf(page, 'dialog[open]')).toEqual([]);
  const box = await dialog(page).boundingBox();
  expect(box?.width).toBeLessThanOrEqual(360);
  expect(box?.height).toBeLessThanOrEqual(640);
  await dialog(page).getByRole('button', { name: 'Export' }).press('Enter');
  await expect(dialog(page).getByRole('status')).toContainText('There is no recording of a session here.');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Export' })).toBeFocused();
});

/** Half a second from the first loud sample on. */
function loud(samples: Int16Array): Int16Array {
  const from = loudFrom(samples);
  return samples.slice(from, from + 12_000);
}

function readAll(text: string) {
  const reader = new SessionReader();
  const lines = [...reader.push(text), ...reader.finish()];
  expect(reader.damage).toBeNull();
  return lines;
}

/** The browser's own reading of a WebVTT file. */
async function readCues(text: string): Promise<{ startMs: number; endMs: number; text: string }[]> {
  const video = document.createElement('video');
  const track = document.createElement('track');
  track.src = URL.createObjectURL(new Blob([text], { type: 'text/vtt' }));
  video.append(track);
  track.track.mode = 'hidden';
  await new Promise((resolve, reject) => {
    track.addEventListener('load', resolve, { once: true });
    track.addEventListener('error', reject, { once: true });
  });
  return [...(track.track.cues ?? [])].map((cue) => ({
    startMs: cue.startTime * 1000,
    endMs: cue.endTime * 1000,
    text: 'text' in cue ? String(cue.text) : '',
  }));
}

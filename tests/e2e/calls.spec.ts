/** The telephone in the console: one browser calls the agent, another watches that call and steers it. */

import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { decodeG711 } from '../../src/dsp/g711.ts';
import { correlate, rms, toRate } from '../support/signal.ts';
import { interruption, type Opened, openConsole, question } from './browser.ts';
import { type Relay, startRelay } from './servers.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'sidetone-calls-'));
let relay: Relay;
let opened: Opened[] = [];

test.beforeAll(async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sidetone-phone-')), 'sidetone.config.json');
  const phone = {
    publicUrl: 'http://localhost:3000',
    allowUnsigned: true,
    greeting: { by: 'none' },
    recording: {},
    filler: '',
  };
  writeFileSync(file, JSON.stringify({ phone }));
  relay = await startRelay({ SIDETONE_CONFIG: file, DATA_DIR: dataDir });
});
test.afterEach(async () => {
  for (const { browser } of opened.splice(0)) await browser.close();
});
test.afterAll(() => relay.stop());

async function open(options: Parameters<typeof openConsole>[1] = {}): Promise<Opened> {
  const page = await openConsole(relay.url, options);
  opened.push(page);
  return page;
}

const telephone = (page: Page) => page.getByRole('dialog', { name: 'Telephone' });
const shown = (page: Page) => page.getByRole('region', { name: 'Shown session' });
const bar = (page: Page) => page.getByRole('region', { name: 'The call' });
const transcript = (page: Page) => page.getByRole('region', { name: 'Transcript' });

async function callFrom({ page }: Opened): Promise<void> {
  await page.getByRole('button', { name: 'Telephone', exact: true }).click();
  await telephone(page).getByRole('button', { name: 'Call from this browser' }).click();
  await expect(shown(page)).toContainText('You are calling');
}

/** Quarters of a second at 8 kHz. */
const WINDOW = 2000;
/** To be asked seldom: what was heard is a lot to hand over, and the page that does it loses sound meanwhile. */
const SELDOM = { timeout: 40_000, intervals: [7000, 5000] };

/**
 * How like the loudest moments of `said` are to what a page has heard: the median over them, since a busy machine loses a moment here and
 * there on its way to this test.
 */
async function likeness(hearer: Opened, said: Int16Array): Promise<number> {
  const { rateHz, samples } = await hearer.heard();
  const ear = toRate(samples, rateHz, 8000);
  const windows = Array.from({ length: Math.floor(said.length / WINDOW) }, (_, n) =>
    said.subarray(n * WINDOW, (n + 1) * WINDOW),
  );
  const loud = windows.toSorted((a, b) => rms(b) - rms(a)).slice(0, 7);
  const coefficients = loud.map((window) => correlate(window, ear).coefficient).toSorted((a, b) => a - b);
  return coefficients[3] ?? 0;
}

/** What a page's microphone gave, at 8 kHz. Not the recording that it was given: the browser makes voices better on their way. */
async function spoken(page: Opened): Promise<Int16Array> {
  const { microphone, rateHz } = await page.stereo();
  return toRate(microphone, rateHz, 8000);
}

/** What went to the caller of the operator's voice, at 8 kHz, as the relay has recorded it. */
function operatorVoice(): Int16Array {
  const folder = join(dataDir, 'recordings');
  const [file = ''] = readdirSync(folder);
  const pieces = readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .flatMap((line) => /"sidetone\.operator-voice".*"audio":"([^"]+)"/.exec(line)?.[1] ?? []);
  return decodeG711(Buffer.concat(pieces.map((text) => Buffer.from(text, 'base64'))), 'ulaw');
}

test('a call is watched, its instructions are changed, it is taken over and given back, and ended', async () => {
  test.setTimeout(180_000);
  const caller = await open();
  // The operator's microphone begins when they take over.
  const operator = await open({ speech: [{ atSeconds: 1, wav: interruption }] });
  const { page } = operator;
  await callFrom(caller);

  await page.getByRole('button', { name: 'Telephone', exact: true }).click();
  const row = telephone(page).getByRole('list', { name: 'Calls under way' }).getByRole('listitem');
  await expect(row).toContainText('talking');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await row.getByRole('button', { name: /^Watch the call/ }).click();
  await expect(shown(page)).toContainText('On the telephone');

  // What is changed is in force in the next answer, which the operator asks for with a line.
  const instructions = page.getByRole('textbox', { name: 'Instructions' });
  await instructions.fill('Begin with: Ahoy there.');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Applied', { exact: true })).toBeVisible();
  await caller.page.getByRole('button', { name: 'Telephone keys' }).click();
  await caller.page.getByRole('button', { name: '7', exact: true }).click();
  await caller.page.getByRole('button', { name: '#', exact: true }).click();
  await expect(transcript(page)).toContainText('I pressed the keys 7#');
  await expect(transcript(page).getByRole('listitem').last()).toContainText(/Ahoy there/, {
    timeout: 20_000,
  });
  await expect(transcript(page)).toContainText('Caller');

  // A note is told to the agent and not said.
  await bar(page).getByRole('radio', { name: 'Note' }).click();
  await bar(page).getByRole('textbox').fill('The caller is a friend.');
  await bar(page).getByRole('textbox').press('Enter');
  await expect(transcript(page)).toContainText('The caller is a friend.');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await bar(page).getByRole('button', { name: 'Take over' }).click();
  await expect(shown(page)).toContainText('You have the call');
  await expect.poll(() => likeness(caller, operatorVoice()), SELDOM).toBeGreaterThan(0.9);
  // It is their voice, and as loud as one.
  expect(rms(operatorVoice())).toBeGreaterThan(0.01);
  await bar(page).getByRole('button', { name: 'Give back' }).click();
  await expect(shown(page)).toContainText('On the telephone');
  await expect(page.getByRole('log')).toContainText('given-back');
  expect(await operator.trackStates()).toEqual(['ended']);

  await bar(page).getByRole('button', { name: 'Hang up' }).click();
  await expect(shown(page)).toContainText('An operator hung up.');
  await expect(shown(caller.page)).toContainText('An operator hung up.');
  await expect(page.getByRole('textbox', { name: 'Instructions' })).toBeDisabled();

  // It was recorded at the relay, and opens from there with what the operator said in it.
  await page.getByRole('button', { name: 'Telephone', exact: true }).click();
  await telephone(page).getByRole('tab', { name: 'Recorded' }).click();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await telephone(page).getByRole('button', { name: /^Open/ }).click();
  await expect(shown(page)).toContainText('Recorded');
  await expect(transcript(page)).toContainText('The caller is a friend.');
  await expect(page.getByRole('log')).toContainText('taken-over');
});

test('who calls from the page is heard, and an operator listens to both', async () => {
  test.setTimeout(120_000);
  const caller = await open({
    speech: [{ atSeconds: 2, wav: question }],
    viewport: { width: 390, height: 800 },
  });
  const operator = await open();
  const { page } = operator;
  await callFrom(caller);
  const { scrollWidth, clientWidth } = await caller.page.evaluate(() => document.documentElement);
  expect(scrollWidth).toBe(clientWidth);
  expect((await new AxeBuilder({ page: caller.page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: 'Telephone', exact: true }).click();
  await telephone(page)
    .getByRole('button', { name: /^Watch the call/ })
    .click();
  await bar(page).getByRole('button', { name: 'Listen' }).click();
  await expect(transcript(page)).toContainText(/You spoke for/, { timeout: 30_000 });
  // The caller's own voice comes back in the emulator's answer.
  await expect.poll(async () => likeness(caller, await spoken(caller)), SELDOM).toBeGreaterThan(0.9);
  await expect.poll(async () => likeness(operator, await spoken(caller)), SELDOM).toBeGreaterThan(0.9);
  await bar(page).getByRole('button', { name: 'Stop listening' }).click();
  await bar(caller.page).getByRole('button', { name: 'Hang up' }).click();
  await expect(shown(page)).toContainText('The caller hung up.');
});

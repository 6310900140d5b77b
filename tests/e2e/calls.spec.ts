/** The telephone in the console: a call of the telephone in the box is watched and steered, and one is made from the page. */

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { GOOD_LINE } from '../../relay-server/phone/telephone/line-conditions.ts';
import { readTelephoneSpeech } from '../../relay-server/phone/telephone/recording.ts';
import { overTheNetwork } from '../../relay-server/phone/telephone/telephone-network.ts';
import { Telephone } from '../../relay-server/phone/telephone/telephone.ts';
import { ACCOUNT_SID, callSid, streamSid } from '../../relay-server/phone/testing/sids.ts';
import { loadTwilioSdk } from '../../relay-server/phone/twilio-sdk.ts';
import { decodeG711 } from '../../src/dsp/g711.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { correlate, isOver, levelsOf, rms, toRate } from '../support/signal.ts';
import { violationsOf } from './accessibility.ts';
import { interruption, type Opened, openConsole, question } from './browser.ts';
import { transcript } from './console.ts';
import { configured, type Relay, startRelay } from './servers.ts';

const PUBLIC_URL = 'http://localhost:3000';
const dataDir = mkdtempSync(join(tmpdir(), 'sidetone-calls-'));
const spoken =
  readTelephoneSpeech(join(import.meta.dirname, '../fixtures/speech/question.wav')) ?? new Uint8Array();
let relay: Relay;
let opened: Opened | null = null;
let telephone: Telephone | null = null;

test.beforeAll(async () => {
  const phone = {
    publicUrl: PUBLIC_URL,
    allowUnsigned: true,
    greeting: { by: 'none' },
    recording: {},
    filler: '',
  };
  relay = await startRelay({ ...configured({ phone }), DATA_DIR: dataDir });
});
test.afterEach(async () => {
  telephone?.hangUp();
  telephone = null;
  await opened?.browser.close();
  opened = null;
});
test.afterAll(() => relay.stop());

async function open(options: Parameters<typeof openConsole>[1] = {}): Promise<Opened> {
  opened = await openConsole(relay.url, options);
  return opened;
}

/** Somebody calls. */
async function ring(): Promise<Telephone> {
  telephone = new Telephone({
    clock: systemClock,
    sdk: await loadTwilioSdk(),
    ids: { accountSid: ACCOUNT_SID, callSid: callSid(1), streamSid: streamSid(1) },
    network: overTheNetwork(relay.url),
    publicUrl: PUBLIC_URL,
    authToken: null,
    from: '+4930123456',
    to: '+4930999',
    conditions: GOOD_LINE,
  });
  void telephone.call();
  return telephone;
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Telephone' });
const shown = (page: Page) => page.getByRole('region', { name: 'Shown session' });
const bar = (page: Page) => page.getByRole('region', { name: 'The call' });
const openDialog = (page: Page) => page.getByRole('button', { name: 'Telephone', exact: true }).click();

/** Quarters of a second at 8 kHz. */
const WINDOW = 2000;
/** Until somebody has finished. */
const FINISHED = { timeout: 40_000 };

/**
 * How like the loudest moments of `said` are to what was heard: the median over them. Both at 8 kHz. To be asked when all is silent: while
 * it is reckoned, a telephone of this process is not served.
 */
function likeness(heard: Int16Array, said: Int16Array): number {
  const windows = Array.from({ length: Math.floor(said.length / WINDOW) }, (_, n) =>
    said.subarray(n * WINDOW, (n + 1) * WINDOW),
  );
  const loud = windows.toSorted((a, b) => rms(b) - rms(a)).slice(0, 7);
  const coefficients = loud.map((window) => correlate(window, heard).coefficient).toSorted((a, b) => a - b);
  return coefficients[3] ?? 0;
}

/** What came out of the page's speakers. */
async function heardBy(page: Opened): Promise<Int16Array> {
  const { rateHz, samples } = await page.heard();
  return toRate(samples, rateHz, 8000);
}

/**
 * Sound of a call as the relay has recorded it, at 8 kHz: what reached it of the caller's voice, or what went to the caller of an
 * operator's. Not the recording that a microphone plays: the browser makes voices better on their way.
 */
function recorded(
  what: 'input_audio_buffer.append' | 'sidetone.operator-voice',
  isOf: (name: string) => boolean,
): Int16Array {
  const folder = join(dataDir, 'recordings');
  const name = readdirSync(folder).find(isOf) ?? '';
  const pieces = readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"${what}"`))
    .flatMap((line) => /"audio":"([^"]+)"/.exec(line)?.[1] ?? []);
  return decodeG711(Buffer.concat(pieces.map((text) => Buffer.from(text, 'base64'))), 'ulaw');
}

test('a call is watched, its instructions are changed, it is taken over and given back, and ended', async () => {
  test.setTimeout(150_000);
  // The operator's microphone begins when they take over.
  const operator = await open({ speech: [{ atSeconds: 1, wav: interruption }] });
  const { page } = operator;
  const caller = await ring();
  await openDialog(page);
  const row = dialog(page).getByRole('list', { name: 'Calls under way' }).getByRole('listitem');
  await expect(row).toContainText('+49••••••56');
  await expect(row).toContainText('talking');
  await row.getByRole('button', { name: 'Show number' }).click();
  await expect(row).toContainText('+4930123456');
  expect(await violationsOf(page)).toEqual([]);
  await row.getByRole('button', { name: /^Watch the call/ }).click();
  await expect(shown(page)).toContainText('On the telephone');

  // What is changed is in force in the next answer.
  await page.getByRole('textbox', { name: 'Instructions' }).fill('Begin with: Ahoy there.');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Applied', { exact: true })).toBeVisible();
  caller.press('7#');
  await expect(transcript(page)).toContainText('I pressed the keys 7#');
  await expect(transcript(page).getByRole('listitem').last()).toContainText(/Ahoy there/, {
    timeout: 20_000,
  });

  // A note is told to the agent and not said.
  await bar(page).getByRole('radio', { name: 'Note' }).click();
  await bar(page).getByRole('textbox').fill('The caller is a friend.');
  await bar(page).getByRole('textbox').press('Enter');
  await expect(transcript(page)).toContainText('The caller is a friend.');
  expect(await violationsOf(page)).toEqual([]);

  // What is said is stopped.
  await bar(page).getByRole('radio', { name: 'Say' }).click();
  await bar(page)
    .getByRole('textbox')
    .fill(`I count. ${'One, two, three, four, five, six. '.repeat(6)}`);
  await bar(page).getByRole('textbox').press('Enter');
  await expect(page.getByText('Speaking', { exact: true })).toBeVisible();
  expect(caller.events.filter(({ kind }) => kind === 'clear')).toEqual([]);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect.poll(() => caller.events.some(({ kind }) => kind === 'clear')).toBe(true);
  await expect(transcript(page).getByText(/^cut at .* by Stop/)).toBeVisible();

  // Who listens hears the caller.
  await bar(page).getByRole('button', { name: 'Listen' }).click();
  caller.say(spoken);
  await expect(transcript(page)).toContainText(/You spoke for/, FINISHED);
  await expect.poll(async () => isOver(await operator.levels()), FINISHED).toBe(true);
  expect(likeness(await heardBy(operator), decodeG711(spoken, 'ulaw'))).toBeGreaterThan(0.9);

  // Who takes over is heard by the caller.
  await bar(page).getByRole('button', { name: 'Take over' }).click();
  await expect(shown(page)).toContainText('You have the call');
  const takenAt = caller.heard().length;
  const heardSince = () => decodeG711(caller.heard().subarray(takenAt), 'ulaw');
  await expect.poll(() => isOver(levelsOf(heardSince(), 8000)), FINISHED).toBe(true);
  const voice = recorded('sidetone.operator-voice', (name) => name.startsWith(callSid(1)));
  expect(likeness(heardSince(), voice)).toBeGreaterThan(0.9);
  await bar(page).getByRole('button', { name: 'Give back' }).click();
  await expect(shown(page)).toContainText('On the telephone');
  await expect(page.getByRole('log')).toContainText('given-back');
  expect(await operator.trackStates()).toEqual(['ended']);

  await bar(page).getByRole('button', { name: 'Hang up' }).click();
  await expect(shown(page)).toContainText('An operator hung up.');
  await expect(page.getByRole('textbox', { name: 'Instructions' })).toBeDisabled();
  expect(caller.isConnected).toBe(false);

  // It was recorded at the relay, and opens from there with what was said and done in it.
  await openDialog(page);
  await dialog(page).getByRole('tab', { name: 'Recorded' }).click();
  expect(await violationsOf(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: /^Open/ }).click();
  await expect(shown(page)).toContainText('Recorded');
  await expect(transcript(page)).toContainText('The caller is a friend.');
  await expect(page.getByRole('log')).toContainText('taken-over');
});

test('a call is made from the page: the agent hears the microphone, and its answer is heard', async () => {
  test.setTimeout(90_000);
  const caller = await open({
    speech: [{ atSeconds: 2, wav: question }],
    viewport: { width: 390, height: 800 },
  });
  const { page } = caller;
  await openDialog(page);
  await dialog(page).getByRole('button', { name: 'Call from this browser' }).click();
  await expect(shown(page)).toContainText('You are calling');
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
  expect(scrollWidth).toBe(clientWidth);
  expect(await violationsOf(page)).toEqual([]);
  await expect(transcript(page)).toContainText(/You spoke for/, { timeout: 30_000 });
  // Their own voice comes back in the emulator's answer.
  const arrived = () => recorded('input_audio_buffer.append', (name) => !name.startsWith(callSid(1)));
  await expect.poll(async () => isOver(await caller.levels()), FINISHED).toBe(true);
  expect(likeness(await heardBy(caller), arrived())).toBeGreaterThan(0.9);
  await bar(page).getByRole('button', { name: 'Hang up' }).click();
  await expect(shown(page)).toContainText('The caller hung up.');
});

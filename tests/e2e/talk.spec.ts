/** The main job, as a person does it: connect, talk, hear, interrupt, type, tune, disconnect. Real speech, real sound, the built product. */

import { expect, type Page, test } from '@playwright/test';
import { correlate, isOver, toRate } from '../support/signal.ts';
import type { WireEvent } from '../support/wire-tap.ts';
import { interruption, type Opened, type OpenOptions, openConsole, question } from './browser.ts';
import { type Stack, startStack } from './servers.ts';

let stack: Stack;
let opened: Opened | null = null;

test.beforeEach(async () => {
  stack = await startStack();
});
test.afterEach(async () => {
  await opened?.browser.close();
  opened = null;
  await stack.stop();
});

async function open(options: OpenOptions = {}): Promise<Opened> {
  opened = await openConsole(stack.relay.url, options);
  return opened;
}

async function connect(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: /^Connected/ })).toBeVisible();
}

async function say(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(words);
  await page.keyboard.press('Enter');
}

const transcript = (page: Page) => page.getByRole('region', { name: 'Transcript' });
const ofType = (events: WireEvent[], type: string) => events.filter((event) => event.type === type);

/** Waits until the far end has seen `count` events of a type. */
async function arrived(events: WireEvent[], type: string, count = 1): Promise<void> {
  await expect.poll(() => ofType(events, type).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
}

test('the words spoken are what arrives, and the answer is heard, shown and drawn', async () => {
  const { page, heard, trackStates, levels } = await open({ speech: [{ atSeconds: 1.5, wav: question }] });
  await page.getByRole('button', { name: 'Audio devices' }).click();
  // Without the browser's own processing, what arrives must be what was said, sample for sample.
  for (const name of ['Echo cancellation', 'Noise suppression', 'Gain control']) {
    await page.getByRole('switch', { name }).click();
  }
  await page.keyboard.press('Escape');
  await connect(page);
  await arrived(stack.tap.fromServer, 'response.done');
  const spoken = toRate(question.samples, question.rateHz, 24_000);
  const { coefficient } = correlate(spoken, stack.tap.microphone());
  expect(coefficient).toBeGreaterThan(0.9);

  await expect(transcript(page)).toContainText('You spoke for');
  // The answer's second part is the person's own voice: it must come out of the speakers.
  await expect.poll(async () => isOver(await levels()), { timeout: 20_000 }).toBe(true);
  const output = await heard();
  expect(correlate(spoken, toRate(output.samples, output.rateHz, 24_000)).coefficient).toBeGreaterThan(0.7);

  const log = page.getByRole('region', { name: 'Event log' });
  const filter = log.getByRole('textbox', { name: 'Filter events' });
  for (const type of ['input_audio_buffer.speech_started', 'response.done', 'session.updated']) {
    await filter.fill(type);
    await expect(log.getByText(type).first()).toBeVisible();
  }
  const drawn = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[aria-label="Waveform"] canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return 0;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set<number>();
    for (let i = 0; i < data.length; i += 4) {
      colours.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
    }
    return colours.size;
  });
  expect(drawn).toBeGreaterThan(4);

  expect(await trackStates()).toEqual(['live']);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByRole('button', { name: 'Connect', exact: true })).toBeVisible();
  await expect.poll(trackStates).toEqual(['ended']);
});

test('speaking over the answer silences it at once and truncates at what was heard', async () => {
  const { page, heard } = await open({
    speech: [
      { atSeconds: 1.5, wav: question },
      { atSeconds: 9.5, wav: interruption },
    ],
  });
  await connect(page);
  await arrived(stack.tap.fromClient, 'conversation.item.truncate');
  const [truncation] = ofType(stack.tap.fromClient, 'conversation.item.truncate');
  await expect(transcript(page)).toContainText(/cut at/);
  await arrived(stack.tap.fromServer, 'conversation.item.truncated');
  expect(ofType(stack.tap.fromServer, 'error')).toEqual([]);

  // The truth: which samples of the answer came out of the speakers.
  const item = String(truncation?.item_id);
  const answer = audioOf(stack.tap.fromServer, item);
  const heardSamples = Math.round((Number(truncation?.audio_end_ms) * 24_000) / 1000);
  expect(heardSamples).toBeLessThan(answer.length);
  const { rateHz, samples: output } = await heard();
  expect(rateHz).toBe(24_000);
  const { atSample: offset, coefficient } = correlate(
    answer.subarray(0, Math.min(heardSamples, 24_000)),
    output,
  );
  expect(coefficient).toBeGreaterThan(0.98);
  const margin = 0.02 * 24_000;
  const before = { loud: 0, played: 0 };
  const after = { loud: 0, played: 0 };
  for (let i = 0; i < Math.min(answer.length, heardSamples + 12_000); i += 1) {
    if (Math.abs(answer[i] ?? 0) < 1000 || Math.abs(i - heardSamples) <= margin) continue;
    const side = i < heardSamples ? before : after;
    side.loud += 1;
    if (Math.abs(output[offset + i] ?? 0) > 100) side.played += 1;
  }
  expect(before.loud).toBeGreaterThan(1000);
  expect({ missing: before.loud - before.played, extra: after.played }).toEqual({ missing: 0, extra: 0 });
});

/** All audio that the far end sent for an item, PCM16 at 24 kHz. */
function audioOf(events: WireEvent[], itemId: string): Int16Array {
  const deltas = ofType(events, 'response.output_audio.delta').filter((event) => event.item_id === itemId);
  const bytes = Buffer.concat(deltas.map((event) => Buffer.from(String(event.delta), 'base64')));
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

test('edited instructions change the next answer', async () => {
  const { page } = await open();
  await connect(page);
  const instructions = page.getByRole('textbox', { name: 'Instructions' });
  await instructions.fill('Speak like a lighthouse keeper.');
  await page.getByRole('button', { name: 'Apply' }).click();
  await arrived(stack.tap.fromServer, 'session.updated', 2);
  await say(page, 'What are your instructions?');
  await expect(transcript(page)).toContainText('lighthouse keeper', { timeout: 15_000 });
});

test('a typed message interrupts the answer that is being spoken', async () => {
  const { page } = await open();
  await connect(page);
  await say(page, 'count to 40');
  await arrived(stack.tap.fromServer, 'response.output_audio.delta');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled();
  await page.waitForFunction(() => document.body.textContent?.includes('two'));
  await say(page, 'repeat after me: lighthouse');
  await arrived(stack.tap.fromClient, 'conversation.item.truncate');
  await expect(transcript(page)).toContainText('cut at');
  await arrived(stack.tap.fromServer, 'response.done', 2);
  await expect(transcript(page)).toContainText(/lighthouse/i);
  // Never two responses at once.
  expect(ofType(stack.tap.fromServer, 'error')).toEqual([]);
});

for (const way of ['the Stop button', 'Escape'] as const) {
  test(`${way} silences the answer`, async () => {
    const { page, levels } = await open();
    await connect(page);
    await say(page, 'count to 40');
    await expect.poll(async () => (await levels()).some((level) => level > 0.01)).toBe(true);
    if (way === 'Escape') await page.keyboard.press('Escape');
    else await page.getByRole('button', { name: 'Stop' }).click();
    await arrived(stack.tap.fromClient, 'conversation.item.truncate');
    await expect
      .poll(async () => (await levels()).slice(-25).every((level) => level < 0.001), { timeout: 5000 })
      .toBe(true);
  });
}

test('holding Space talks in push-to-talk mode, releasing it asks for the answer', async () => {
  const { page } = await open({ speech: [{ atSeconds: 1, wav: question }] });
  await page.getByRole('combobox', { name: 'Turn detection' }).selectOption({ label: 'Push to talk' });
  await connect(page);
  await page.getByRole('status').first().click();
  await page.keyboard.down('Space');
  await expect
    .poll(() => ofType(stack.tap.fromClient, 'input_audio_buffer.append').length, { timeout: 10_000 })
    .toBeGreaterThan(200);
  expect(ofType(stack.tap.fromClient, 'input_audio_buffer.commit')).toEqual([]);
  await page.keyboard.up('Space');
  await arrived(stack.tap.fromServer, 'input_audio_buffer.committed');
  await arrived(stack.tap.fromServer, 'response.done');
  expect(ofType(stack.tap.fromServer, 'input_audio_buffer.speech_started')).toEqual([]);
  const sent = ofType(stack.tap.fromClient, 'input_audio_buffer.append').length;
  await expect(transcript(page)).toContainText('You spoke for');
  // Nothing is sent while nobody holds the key.
  expect(ofType(stack.tap.fromClient, 'input_audio_buffer.append').length).toBe(sent);
});

test('the mode can change while connected', async () => {
  const { page } = await open({ speech: [{ atSeconds: 4, wav: question }] });
  await connect(page);
  await page.getByRole('radio', { name: 'Hold to talk' }).click();
  await expect(page.getByRole('button', { name: 'Hold to talk' })).toBeVisible();
  await arrived(stack.tap.fromServer, 'session.updated', 2);
  await page.getByRole('radio', { name: 'Voice activity' }).click();
  await arrived(stack.tap.fromServer, 'input_audio_buffer.speech_stopped');
});

test('a context at an odd rate still sends the words and plays the answer', async () => {
  const { page, heard, levels } = await open({
    speech: [{ atSeconds: 1.5, wav: question }],
    forceContextRateHz: 44_100,
  });
  await connect(page);
  await arrived(stack.tap.fromServer, 'response.done');
  const spoken = toRate(question.samples, question.rateHz, 24_000);
  expect(correlate(spoken, stack.tap.microphone()).coefficient).toBeGreaterThan(0.5);
  await expect.poll(async () => (await levels()).filter((level) => level > 0.01).length).toBeGreaterThan(100);
  expect((await heard()).rateHz).toBe(44_100);
});

test('the key reaches neither the page nor the bundle nor the wire to the browser', async () => {
  const received: string[] = [];
  const { browser } = await open();
  const page = await browser.newPage();
  page.on('response', async (response) => {
    received.push(JSON.stringify(await response.allHeaders()), (await response.body()).toString('latin1'));
  });
  page.on('websocket', (socket) => {
    received.push(socket.url());
    socket.on('framereceived', ({ payload }) => received.push(payload.toString()));
  });
  await page.goto(stack.relay.url, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await arrived(stack.tap.fromServer, 'session.updated');
  await say(page, 'hello');
  await arrived(stack.tap.fromServer, 'response.done');
  expect(stack.tap.upgrades.at(-1)?.authorization).toBe(`Bearer ${stack.key}`);
  expect(received.length).toBeGreaterThan(10);
  expect(received.some((text) => text.includes('session.created'))).toBe(true);
  expect(received.filter((text) => text.includes(stack.key))).toEqual([]);
  expect(stack.relay.output()).not.toContain(stack.key);
});

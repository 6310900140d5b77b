/** The main job, as a person does it: connect, talk, hear, interrupt, type, tune, disconnect. Real speech, real sound, the built product. */

import { expect } from '@playwright/test';
import { correlate, isOver, loudFrom, toRate, wordsFound } from '../support/signal.ts';
import { ofType, type WireEvent } from '../support/wire-tap.ts';
import { interruption, question } from './browser.ts';
import { connect, connectButton, say, status, test, transcript, withoutProcessing } from './console.ts';

/** Waits until the far end has seen `count` events of a type. */
async function arrived(events: WireEvent[], type: string, count = 1): Promise<void> {
  await expect.poll(() => ofType(events, type).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
}

test('the words spoken are what arrives, and the answer is heard, shown and drawn', async ({
  stack,
  openConsole,
}) => {
  const { page, stereo, trackStates, levels } = await openConsole(stack.relay.url, {
    speech: [{ atSeconds: 1.5, wav: question }],
  });
  await withoutProcessing(page);
  await connect(page);
  await arrived(stack.tap.fromServer, 'response.done');
  const spoken = toRate(question.samples, question.rateHz, 24_000);
  expect(wordsFound(spoken, stack.tap.microphone(), 0.9)).toBeGreaterThan(0.7);

  await expect(transcript(page)).toContainText('You spoke for');
  // The answer's second part is the person's own voice: it must come out of the speakers.
  await expect.poll(async () => isOver(await levels()), { timeout: 20_000 }).toBe(true);
  const { rateHz, microphone, speakers } = await stereo();
  expect(rateHz).toBe(24_000);
  expect(wordsFound(spoken, speakers, 0.7)).toBeGreaterThan(0.7);
  // What the browser's microphone gave in fact, sample for sample.
  const from = loudFrom(microphone);
  const given = microphone.subarray(from, from + spoken.length);
  expect(correlate(given, stack.tap.microphone()).coefficient).toBeGreaterThan(0.99);

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

test('speaking over the answer silences it at once and truncates at what was heard', async ({
  stack,
  openConsole,
}) => {
  // However long the way to it takes, the story goes on for longer.
  const { page, heard } = await openConsole(stack.relay.url, {
    speech: [{ atSeconds: 8, wav: interruption }],
  });
  await connect(page);
  await say(page, 'tell me a long story');
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

test('edited instructions change the next answer', async ({ stack, openConsole }) => {
  const { page } = await openConsole(stack.relay.url);
  await connect(page);
  const instructions = page.getByRole('textbox', { name: 'Instructions' });
  await instructions.fill('Speak like a lighthouse keeper.');
  await page.getByRole('button', { name: 'Apply' }).click();
  await arrived(stack.tap.fromServer, 'session.updated', 2);
  await say(page, 'What are your instructions?');
  await expect(transcript(page)).toContainText('lighthouse keeper', { timeout: 15_000 });
});

test('a typed message interrupts the answer that is being spoken', async ({ stack, openConsole }) => {
  const { page } = await openConsole(stack.relay.url);
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
  test(`${way} silences the answer`, async ({ stack, openConsole }) => {
    const { page, levels } = await openConsole(stack.relay.url);
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

test('holding Space talks in push-to-talk mode, releasing it asks for the answer', async ({
  stack,
  openConsole,
}) => {
  const { page } = await openConsole(stack.relay.url, { speech: [{ atSeconds: 1, wav: question }] });
  await page.getByRole('combobox', { name: 'Turn detection' }).selectOption({ label: 'Push to talk' });
  await connect(page);
  await status(page).click();
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

test('the mode can change while connected', async ({ stack, openConsole }) => {
  const { page } = await openConsole(stack.relay.url, { speech: [{ atSeconds: 4, wav: question }] });
  await connect(page);
  await page.getByRole('radio', { name: 'Hold to talk' }).click();
  await expect(page.getByRole('button', { name: 'Hold to talk' })).toBeVisible();
  await arrived(stack.tap.fromServer, 'session.updated', 2);
  await page.getByRole('radio', { name: 'Voice activity' }).click();
  await arrived(stack.tap.fromServer, 'input_audio_buffer.speech_stopped');
});

test('a context at an odd rate still sends the words and plays the answer', async ({
  stack,
  openConsole,
}) => {
  const { page, heard, levels } = await openConsole(stack.relay.url, {
    speech: [{ atSeconds: 1.5, wav: question }],
    forceContextRateHz: 44_100,
  });
  await connect(page);
  await arrived(stack.tap.fromServer, 'response.done');
  const spoken = toRate(question.samples, question.rateHz, 24_000);
  expect(wordsFound(spoken, stack.tap.microphone())).toBeGreaterThan(0.7);
  await expect.poll(async () => (await levels()).filter((level) => level > 0.01).length).toBeGreaterThan(100);
  expect((await heard()).rateHz).toBe(44_100);
});

test('the key reaches neither the page nor the bundle nor the wire to the browser', async ({
  stack,
  openConsole,
}) => {
  const received: string[] = [];
  const { browser } = await openConsole(stack.relay.url);
  const page = await browser.newPage();
  page.on('response', async (response) => {
    received.push(JSON.stringify(await response.allHeaders()), (await response.body()).toString('latin1'));
  });
  page.on('websocket', (socket) => {
    received.push(socket.url());
    socket.on('framereceived', ({ payload }) => received.push(payload.toString()));
  });
  await page.goto(stack.relay.url, { waitUntil: 'networkidle' });
  await connectButton(page).click();
  await arrived(stack.tap.fromServer, 'session.updated');
  await say(page, 'hello');
  await arrived(stack.tap.fromServer, 'response.done');
  expect(stack.tap.upgrades.at(-1)?.authorization).toBe(`Bearer ${stack.key}`);
  expect(received.length).toBeGreaterThan(10);
  expect(received.some((text) => text.includes('session.created'))).toBe(true);
  expect(received.filter((text) => text.includes(stack.key))).toEqual([]);
  expect(stack.relay.output()).not.toContain(stack.key);
});

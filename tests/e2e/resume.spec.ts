/** Conversations that outlive their sockets: the model's side dies, the relay restarts, a session runs out. Real speech, the built product. */

import { expect, type Page } from '@playwright/test';
import { toRate, wordsFound } from '../support/signal.ts';
import { ofType, type TappedSession, type WireEvent, type WireTap } from '../support/wire-tap.ts';
import { interruption, question } from './browser.ts';
import { connect, say, status, test, transcript, withoutProcessing } from './console.ts';

async function arrived(events: () => WireEvent[], type: string): Promise<void> {
  await expect.poll(() => ofType(events(), type).length, { timeout: 30_000 }).toBeGreaterThan(0);
}

async function session(tap: WireTap, index: number): Promise<TappedSession> {
  await expect.poll(() => tap.sessions.length, { timeout: 30_000 }).toBeGreaterThan(index);
  const found = tap.sessions[index];
  if (!found) throw new Error(`no session ${index}`);
  return found;
}

/** Role and text of every item that a session was told of. */
function history({ fromClient }: TappedSession): string[] {
  return ofType(fromClient, 'conversation.item.create').map(({ item }) => {
    const { role, type, content } = item as { role?: string; type: string; content?: { text?: string }[] };
    return `${role ?? type}: ${content?.[0]?.text ?? ''}`;
  });
}

/** The seam in the log, and the same on the time line in words. */
async function seamIsShown(page: Page): Promise<void> {
  const log = page.getByRole('region', { name: 'Event log' });
  await log.getByRole('textbox', { name: 'Filter events' }).fill('sidetone.resumed');
  await expect(
    log
      .getByText('sidetone.resumed')
      .or(log.getByText('resumed', { exact: true }))
      .first(),
  ).toBeVisible();
  const waveform = page.locator('[aria-label="Waveform"]').first();
  const box = await waveform.boundingBox();
  if (!box) throw new Error('there is no waveform');
  await expect
    .poll(
      async () => {
        for (let x = 20; x < box.width - 20; x += 6) {
          await page.mouse.move(box.x + x, box.y + box.height / 2);
          const words = await waveform.textContent();
          if (words?.includes('Conversation went on')) return true;
        }
        return false;
      },
      { timeout: 20_000 },
    )
    .toBe(true);
}

test('the model’s side dies in the middle of a person’s sentence: the next session hears all of it and answers', async ({
  stack,
  openConsole,
}) => {
  const { page } = await openConsole(stack.relay.url, { speech: [{ atSeconds: 6, wav: question }] });
  await withoutProcessing(page);
  await connect(page);
  await say(page, 'repeat after me: the password is swordfish');
  await expect(transcript(page)).toContainText(/Assistant.*swordfish/i);
  await arrived(() => stack.tap.fromServer, 'input_audio_buffer.speech_started');
  stack.tap.cut();
  await expect(status(page)).toContainText('reconnecting');
  await expect(status(page)).toContainText('Connected', { timeout: 15_000 });

  const second = await session(stack.tap, 1);
  await arrived(() => second.fromServer, 'response.done');
  expect(second.fromClient[0]?.type).toBe('session.update');
  expect(history(second)).toEqual([
    'user: repeat after me: the password is swordfish',
    expect.stringMatching(/^assistant: .*swordfish/i),
  ]);
  expect(ofType(second.fromServer, 'error')).toEqual([]);
  const spoken = toRate(question.samples, question.rateHz, 24_000);
  expect(wordsFound(spoken, stack.tap.microphone(second), 0.9)).toBeGreaterThan(0.7);
  await expect(transcript(page)).toContainText('You spoke for');

  await expect(transcript(page)).toContainText(/Connection lost for \d+\.\d s/);
  await expect(transcript(page)).toContainText('2 messages carried as text');
  await expect(page.getByRole('button', { name: 'Disconnect' })).toBeVisible();
  await seamIsShown(page);
});

test('it dies in the middle of an answer: what was heard is carried, the person speaks on and is answered', async ({
  stack,
  openConsole,
}) => {
  const { page, levels } = await openConsole(stack.relay.url, {
    speech: [{ atSeconds: 9, wav: interruption }],
  });
  await connect(page);
  await say(page, 'tell a long story');
  await arrived(() => stack.tap.fromServer, 'response.output_audio.delta');
  await expect.poll(async () => (await levels()).some((level) => level > 0.01)).toBe(true);
  await page.waitForTimeout(1000);
  stack.tap.cut();

  const second = await session(stack.tap, 1);
  await arrived(() => second.fromClient, 'conversation.item.create');
  await expect(transcript(page)).toContainText('by the end of the session');
  const [asked, answered] = history(second);
  expect(asked).toBe('user: tell a long story');
  expect(answered).toMatch(/^assistant: \w+/);
  const whole = ofType(stack.tap.sessions[0]?.fromServer ?? [], 'response.output_audio_transcript.delta')
    .map(({ delta }) => String(delta))
    .join('');
  const heard = String(answered).replace('assistant: ', '');
  expect(whole.startsWith(heard)).toBe(true);
  expect(heard.length).toBeLessThan(whole.length);
  // It is not begun anew: the person has the floor.
  expect(ofType(second.fromClient, 'response.create')).toEqual([]);

  await arrived(() => second.fromServer, 'response.done');
  await expect(transcript(page)).toContainText('You spoke for');
  expect(ofType(second.fromServer, 'error')).toEqual([]);
});

test('the relay stops and another starts on its port: what was typed meanwhile is answered', async ({
  startRelay,
  openConsole,
}) => {
  const first = await startRelay();
  const { port } = new URL(first.url);
  const { page, trackStates } = await openConsole(first.url);
  await connect(page);
  await say(page, 'repeat after me: before the break');
  await expect(transcript(page)).toContainText(/Assistant.*before the break/i);
  await first.stop();
  await expect(status(page)).toContainText('reconnecting');
  await expect(page.getByText(/attempt \d/)).toBeVisible();
  await say(page, 'repeat after me: after the break');
  await expect(transcript(page)).toContainText('A new session is being opened');
  await startRelay({ PORT: port });
  await expect(status(page)).toContainText('Connected', { timeout: 20_000 });
  await expect(transcript(page)).toContainText(/Connection lost for/);
  await expect(transcript(page)).toContainText(/Assistant.*after the break/i, { timeout: 15_000 });
  expect((await trackStates()).filter((state) => state === 'live')).toHaveLength(1);
});

test('a session that runs out is left in time, with nobody doing anything', async ({
  startEmulator,
  startWireTap,
  startRelay,
  openConsole,
}) => {
  const emulator = await startEmulator({ SESSION_SECONDS: '24' });
  const tap = await startWireTap(`${emulator.url}/v1/realtime`);
  const relay = await startRelay({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: tap.baseUrl });
  const { page } = await openConsole(relay.url, { speech: [{ atSeconds: 20, wav: question }] });
  await page.evaluate(() => {
    const output = document.querySelector('output[aria-label="Connection"]');
    const words: string[] = [];
    new MutationObserver(() => words.push(output?.textContent ?? '')).observe(document.body, {
      subtree: true,
      characterData: true,
      childList: true,
    });
    Object.assign(window, { statusWords: words });
  });
  await connect(page);
  await say(page, 'repeat after me: remember the milk');
  await expect(transcript(page)).toContainText(/Assistant.*remember the milk/i);
  await expect(page.getByText(/^0:\d\d left$/)).toBeVisible();

  const second = await session(tap, 1);
  await arrived(() => second.fromClient, 'conversation.item.create');
  expect(history(second)).toEqual([
    'user: repeat after me: remember the milk',
    expect.stringMatching(/^assistant: .*remember the milk/i),
  ]);
  await expect(transcript(page)).toContainText('The session neared its longest time.');
  await expect(status(page)).toContainText('Connected');
  const words = await page.evaluate(() => (window as unknown as { statusWords: string[] }).statusWords);
  expect(words.filter((word) => word.includes('reconnecting'))).toEqual([]);

  // The person speaks on, over the moment at which the first session would have ended.
  await arrived(() => second.fromServer, 'response.done');
  expect(ofType(tap.fromServer, 'error')).toEqual([]);
});

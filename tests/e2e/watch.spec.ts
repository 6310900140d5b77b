/** Somebody else's session, watched in the page as it goes: a program that talks through the same relay, with sound. */

import { expect, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { toRate, wordsFound } from '../support/signal.ts';
import { violationsOf } from './accessibility.ts';
import { type OpenOptions, question } from './browser.ts';
import { type Console, type Open, test, transcript } from './console.ts';

let client: Client | null = null;

test.afterEach(() => {
  client?.socket.close();
  client = null;
});

/** A program with a microphone of its own, which is no browser and knows nothing of Sidetone. */
class Client {
  readonly socket: WebSocket;
  readonly types: string[] = [];

  constructor(url: string) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime?model=gpt-realtime-2.1`);
    this.socket.on('message', (data: Buffer) => {
      this.types.push((JSON.parse(data.toString()) as { type: string }).type);
    });
  }

  send(event: object): void {
    this.socket.send(JSON.stringify(event));
  }

  saw(type: string): Promise<void> {
    return expect.poll(() => this.types, { timeout: 20_000 }).toContain(type);
  }

  /** Speaks in real time, without event ids, as small programs do. */
  async say(samples: Int16Array): Promise<void> {
    const begin = performance.now();
    for (let at = 0; at < samples.length; at += 2400) {
      const frame = samples.subarray(at, at + 2400);
      const audio = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('base64');
      this.send({ type: 'input_audio_buffer.append', audio });
      const dueMs = (at + 2400) / 24 - (performance.now() - begin);
      if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    }
  }
}

/** A page, and the program talks at its relay already. */
async function openBeside(open: Open, options: OpenOptions = {}): Promise<Console> {
  const opened = await open(options);
  client = new Client(opened.relay.url);
  await client.saw('session.created');
  return opened;
}

const spoken = toRate(question.samples, question.rateHz, 24_000);
const shown = (page: Page) => page.getByRole('region', { name: 'Shown session' });
const sessions = (page: Page) => page.getByRole('dialog', { name: 'Sessions' });

test('a program’s conversation is shown as it goes, can be listened to, and ends in words', async ({
  open,
}) => {
  const { page, heard } = await openBeside(open);
  await page.getByRole('button', { name: 'Sessions' }).click();
  await sessions(page).getByRole('tab', { name: 'Live at the relay' }).click();
  await expect(sessions(page).getByText(/Emulator · gpt-realtime-2\.1/)).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await sessions(page)
    .getByRole('button', { name: /^Watch / })
    .click();
  await expect(sessions(page)).toBeHidden();
  await expect(shown(page)).toContainText('Watching');
  const other = client as Client;
  other.send({
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'Speak like a lighthouse keeper.',
      audio: {
        input: {
          transcription: { model: 'gpt-transcribe' },
          // Longer than any pause in what it is about to say.
          turn_detection: { type: 'server_vad', silence_duration_ms: 1500 },
        },
      },
    },
  });
  await expect(page.getByRole('textbox', { name: 'Instructions' })).toHaveValue(/lighthouse keeper/);
  await expect(page.getByRole('textbox', { name: 'Instructions' })).toBeDisabled();
  await other.say(Int16Array.from([...spoken, ...new Int16Array(48_000)]));
  await other.saw('response.done');
  // What was said, and the two parts of the emulator’s answer.
  await expect(transcript(page).getByRole('listitem')).toHaveCount(3);
  await expect(page.getByRole('tab', { name: 'Turns' })).toBeVisible();
  await page.getByRole('tab', { name: 'Turns' }).click();
  await expect(page.getByText(/^Voice to voice \d+ ms/)).toBeVisible();
  // Both sides can be listened to: what the person said comes out of our speakers.
  await transcript(page).getByRole('listitem').first().hover();
  await transcript(page).getByRole('listitem').first().getByRole('button', { name: /^Play/ }).click();
  await expect
    .poll(
      async () => {
        const { rateHz, samples } = await heard();
        const middle = spoken.subarray(12_000, spoken.length - 12_000);
        return wordsFound(middle, toRate(samples, rateHz, 24_000), 0.9);
      },
      { timeout: 15_000 },
    )
    .toBeGreaterThan(0.7);
  expect(await violationsOf(page)).toEqual([]);
  other.socket.close();
  await expect(shown(page)).toContainText('The session has ended.');
  await page.getByRole('button', { name: 'Back to live' }).click();
  await expect(shown(page)).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Instructions' })).toHaveValue(/friendly voice/);
  await expect(transcript(page)).toContainText('Press Connect');
});

test('watching without sound shows the words, and nothing of it can be played', async ({ open }) => {
  const { page } = await openBeside(open, { viewport: { width: 375, height: 800 } });
  await page.getByRole('button', { name: 'Sessions' }).click();
  await sessions(page).getByRole('tab', { name: 'Live at the relay' }).click();
  await sessions(page).getByRole('switch', { name: 'With sound' }).click();
  await sessions(page)
    .getByRole('button', { name: /^Watch / })
    .click();
  await expect(shown(page)).toContainText('without sound');
  const other = client as Client;
  other.send({
    type: 'conversation.item.create',
    item: {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'Repeat after me: quiet' }],
    },
  });
  other.send({ type: 'response.create' });
  await other.saw('response.done');
  await expect(transcript(page)).toContainText(/quiet/i);
  await expect(transcript(page).getByRole('button', { name: /^Play/ })).toHaveCount(0);
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
  expect(scrollWidth).toBe(clientWidth);
});

/** Connect, talk and hear in Firefox, with a real microphone from a sound server; run where both are installed. */

import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Firefox, missingForFirefox } from '../support/firefox.ts';
import { rms, toRate, wordsFound } from '../support/signal.ts';
import { readWav } from '../support/wav.ts';
import { startStack } from './servers.ts';

const missing = missingForFirefox();
const questionPath = join(import.meta.dirname, '../fixtures/speech/question.wav');

test('connects, sends the words spoken and plays the answer in Firefox', async () => {
  test.skip(missing !== null, missing ?? '');
  test.setTimeout(120_000);
  const stack = await startStack();
  let firefox: Firefox | null = null;
  try {
    firefox = await Firefox.start();
    await firefox.open(stack.relay.url);
    // Without the browser's own processing, what arrives must be what was said.
    const processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    await firefox.evaluate(
      `localStorage.setItem('sidetone.preferences', ${JSON.stringify(JSON.stringify({ processing }))}), 1`,
    );
    await firefox.open(stack.relay.url);
    await firefox.until(
      `[...document.querySelectorAll('button')].some((b) => b.textContent.trim() === 'Connect')`,
    );
    await firefox.evaluate(
      `void [...document.querySelectorAll('button')].find((b) => b.textContent.trim() === 'Connect').setAttribute('data-test', 'connect'), 1`,
    );
    await firefox.click('[data-test=connect]');
    await firefox.until(
      `document.querySelector('[aria-label=Connection]')?.textContent.includes('Connected')`,
    );
    await expect.poll(() => stack.tap.microphone().length).toBeGreaterThan(24_000);
    firefox.startListening();
    await firefox.speak(questionPath);
    await expect
      .poll(() => stack.tap.fromServer.filter(({ type }) => type === 'response.done').length, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0);
    const question = readWav(questionPath);
    const spoken = toRate(question.samples, question.rateHz, 24_000);
    expect(wordsFound(spoken, stack.tap.microphone())).toBeGreaterThan(0.7);
    const page = firefox;
    await expect
      .poll(
        () => {
          const heard = page.heard();
          return rms(heard.subarray(Math.max(0, heard.length - 24_000)));
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0.01);
  } finally {
    await firefox?.stop();
    await stack.stop();
  }
});

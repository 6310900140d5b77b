/** Connect, talk and hear in Firefox, with a real microphone from a sound server; run where both are installed. */

import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Firefox, missingForFirefox } from '../support/firefox.ts';
import { correlate, rms, toRate } from '../support/signal.ts';
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

/**
 * Share of half-second pieces of `spoken` that are found in `received`, all at about the same delay. In pieces, because Firefox stretches its
 * input by a hair to follow the sound card's clock, which spoils a correlation over seconds.
 */
function wordsFound(spoken: Int16Array, received: Int16Array): number {
  const piece = 12_000;
  const found: number[] = [];
  let pieces = 0;
  for (let at = 0; at + piece <= spoken.length; at += piece) {
    const needle = spoken.subarray(at, at + piece);
    if (rms(needle) < 0.02) continue;
    pieces += 1;
    const { coefficient, atSample } = correlate(needle, received);
    if (coefficient > 0.5) found.push(atSample - at);
  }
  const middle = found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
  return found.filter((delay) => Math.abs(delay - middle) < 0.1 * 24_000).length / pieces;
}

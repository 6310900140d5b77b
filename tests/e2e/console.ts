/** A relay and a browser on its page, as most tests need them, ended after the test whatever came of it; and what a person does on it most. */

import { test as base, expect, type Page } from '@playwright/test';
import { startWireTap } from '../support/wire-tap.ts';
import { type Opened, type OpenOptions, openConsole } from './browser.ts';
import { type Relay, type Stack, startEmulator, startRelay, startStack } from './servers.ts';

export interface Console extends Opened {
  relay: Relay;
}

/** Starts a relay with such an environment, and opens its page. */
export type Open = (options?: OpenOptions, environment?: Record<string, string>) => Promise<Console>;

interface Started {
  startRelay: typeof startRelay;
  openConsole: typeof openConsole;
  startEmulator: typeof startEmulator;
  startWireTap: typeof startWireTap;
  stack: Stack;
  open: Open;
}

export const test = base.extend<Started>({
  startRelay: ({}, lend) => ended(startRelay, (relay) => relay.stop(), lend),
  openConsole: ({}, lend) => ended(openConsole, ({ browser }) => browser.close(), lend),
  startEmulator: ({}, lend) => ended(startEmulator, (emulator) => emulator.stop(), lend),
  startWireTap: ({}, lend) => ended(startWireTap, (tap) => tap.close(), lend),
  stack: async ({}, lend) => {
    const stack = await startStack();
    await lend(stack);
    await stack.stop();
  },
  open: ({ startRelay, openConsole }, lend) =>
    lend(async (options = {}, environment = {}) => {
      const relay = await startRelay(environment);
      return { ...(await openConsole(relay.url, options)), relay };
    }),
});

/** Lends `start` to a test, and ends all that it started. */
async function ended<Arguments extends unknown[], T>(
  start: (...args: Arguments) => Promise<T>,
  end: (started: T) => Promise<void>,
  lend: (start: (...args: Arguments) => Promise<T>) => Promise<void>,
): Promise<void> {
  const all: T[] = [];
  await lend(async (...args) => {
    const started = await start(...args);
    all.push(started);
    return started;
  });
  for (const started of all.toReversed()) await end(started);
}

export const connectButton = (page: Page) => page.getByRole('button', { name: 'Connect', exact: true });
export const status = (page: Page) => page.getByRole('status', { name: 'Connection' });
export const transcript = (page: Page) => page.getByRole('region', { name: 'Transcript' });
export const log = (page: Page) => page.getByRole('region', { name: 'Event log' });
export const turns = (page: Page) => page.getByRole('region', { name: 'Turns' });

export async function connect(page: Page): Promise<void> {
  await connectButton(page).click();
  await expect(status(page)).toContainText('Connected');
}

export async function say(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(words);
  await page.keyboard.press('Enter');
}

/** The browser leaves the voice as it is, so that what arrives is what was said, sample for sample. */
export async function withoutProcessing(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Audio devices' }).click();
  for (const name of ['Echo cancellation', 'Noise suppression', 'Gain control']) {
    await page.getByRole('switch', { name }).click();
  }
  await page.keyboard.press('Escape');
}

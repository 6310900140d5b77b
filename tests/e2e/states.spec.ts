/** What a person sees when things are not as they should be, on any screen, with any means of input. */

import { expect } from '@playwright/test';
import { violationsInBothColours } from './accessibility.ts';
import { question } from './browser.ts';
import { connect, connectButton, say, status, test } from './console.ts';

test('says plainly that there is no key and that the emulator answers', async ({ open }) => {
  const { page } = await open();
  await expect(page.getByText(/emulator/i).first()).toBeVisible();
  await expect(page.getByText('OPENAI_API_KEY').first()).toBeVisible();
  await connect(page);
  await expect(status(page)).toContainText('Emulator');
  await expect(status(page)).toContainText('gpt-realtime-2.1');
});

test('a blocked microphone is said in words, and typing still works', async ({ open }) => {
  const { page } = await open({ permission: 'denied' });
  await connectButton(page).click();
  await expect(page.getByText(/microphone.*(blocked|denied|not allowed)/i).first()).toBeVisible();
  await expect(status(page)).toContainText('Connected');
  await say(page, 'repeat after me: still here');
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText(/still here/i);
});

test('two seconds of zeros from the microphone are noticed', async ({ open }) => {
  const { page } = await open();
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => {
      const context = new AudioContext();
      const { stream } = context.createMediaStreamDestination();
      return Promise.resolve(stream);
    };
  });
  await connectButton(page).click();
  await expect(page.getByText(/no signal/i)).toBeVisible({ timeout: 10_000 });
});

const failures = [
  { key: 'sk-invalid', says: /key/i },
  { key: 'sk-no-access', says: /access/i },
];
for (const { key, says } of failures) {
  test(`a key that is refused (${key}) is said in words, with what to do`, async ({
    open,
    startEmulator,
  }) => {
    const emulator = await startEmulator();
    const { page } = await open({}, { OPENAI_API_KEY: key, OPENAI_BASE_URL: `${emulator.url}/v1` });
    await connectButton(page).click();
    await expect(page.getByRole('alert').or(status(page)).filter({ hasText: says }).first()).toBeVisible();
  });
}

test('an upstream that is not there is said in words, and Connect is offered again', async ({ open }) => {
  const { page } = await open({}, { OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
  await connectButton(page).click();
  await expect(page.getByText(/could not be reached|refused|unreachable/i).first()).toBeVisible();
  await expect(connectButton(page)).toBeEnabled();
});

test('a relay that dies is noticed, and the conversation stays readable', async ({ open }) => {
  const { page, relay } = await open();
  await connect(page);
  await say(page, 'repeat after me: remember this');
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText(/remember this/i);
  await relay.stop();
  await expect(status(page)).toContainText('reconnecting');
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(connectButton(page)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText(/remember this/i);
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText('The conversation ended here');
});

test('survives connect, disconnect and mute in any order and at any speed', async ({ open }) => {
  const { page, trackStates } = await open({ speech: [{ atSeconds: 1, wav: question }] });
  const toggle = page.getByRole('button', { name: /^(Connect|Disconnect|Cancel)$/ });
  for (let i = 0; i < 15; i += 1) {
    await toggle.click();
    if (i % 3 === 0) await page.getByRole('button', { name: 'Mute' }).click();
    await page.waitForTimeout((i * 37) % 120);
  }
  if (!(await connectButton(page).isVisible())) await toggle.click();
  await expect(connectButton(page)).toBeVisible();
  await expect.poll(async () => (await trackStates()).filter((state) => state === 'live')).toEqual([]);
  await connect(page);
  await expect.poll(async () => (await trackStates()).filter((state) => state === 'live').length).toBe(1);
  await page.reload();
  await connect(page);
});

test('fault commands: an error stands out, a malformed frame and an end for good are told', async ({
  open,
}) => {
  const { page } = await open();
  await connect(page);
  await say(page, '/error');
  const log = page.getByRole('region', { name: 'Event log' });
  await expect(page.getByRole('alert').first()).toBeVisible();
  await say(page, '/garbage');
  await expect(log).toContainText(/malformed/i);
  await say(page, '/close 4321');
  await expect(connectButton(page)).toBeVisible({ timeout: 15_000 });
  await expect(status(page)).not.toContainText('Connected');
});

test('tools: memory becomes a table, weather without a network is an error that the model is told', async ({
  open,
}) => {
  const { page } = await open();
  await connect(page);
  await say(page, 'remember favourite colour is teal');
  await expect(page.getByRole('table').filter({ hasText: 'teal' })).toBeVisible({ timeout: 15_000 });
  await page.route('https://api.open-meteo.com/**', (route) => route.abort());
  await say(page, 'what is the weather in Paris?');
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText('get_weather', {
    timeout: 15_000,
  });
});

test('the event log opens a row to its JSON, filters, and keeps its place', async ({ open }) => {
  const { page } = await open();
  await connect(page);
  const log = page.getByRole('region', { name: 'Event log' });
  const filter = log.getByRole('textbox', { name: 'Filter events' });
  await filter.fill('session.created');
  const row = log.getByText('session.created').first();
  await row.click();
  await expect(log).toContainText('"realtime.session"');
  await filter.fill('no such event');
  await expect(log.getByText('session.created')).toHaveCount(0);
});

const views = [
  { name: 'wide', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
] as const;
for (const { name, viewport } of views) {
  test(`axe finds nothing: ${name}, idle and live`, async ({ open }) => {
    // Up to five looks over the whole page.
    test.slow();
    const { page } = await open({ viewport });
    expect(await violationsInBothColours(page)).toEqual([]);
    await connect(page);
    await say(page, 'count to 3');
    await expect(page.getByText(/three/i).first()).toBeAttached({ timeout: 15_000 });
    expect(await violationsInBothColours(page)).toEqual([]);
    if (name !== 'phone') return;
    for (const tab of ['Events', 'Turns', 'Session']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await violationsInBothColours(page)).toEqual([]);
    }
  });
}

test('everything can be reached and used by keyboard', async ({ open }) => {
  const { page } = await open();
  const reached: string[] = [];
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      }),
    );
  }
  expect(reached).toContain('Connect');
  await connectButton(page).focus();
  await page.keyboard.press('Enter');
  await expect(status(page)).toContainText('Connected');
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
});

test('fits a small phone: nothing is wider than the screen and Connect is in reach', async ({ open }) => {
  const { page } = await open({ viewport: { width: 360, height: 640 } });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expect(connectButton(page)).toBeInViewport();
  await connect(page);
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeInViewport();
});

test('asks no other host for anything', async ({ openConsole, startRelay }) => {
  const relay = await startRelay();
  const hosts = new Set<string>();
  const { page } = await openConsole('about:blank');
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(relay.url, { waitUntil: 'networkidle' });
  await connect(page);
  expect([...hosts].filter((host) => host !== '')).toEqual([new URL(relay.url).host]);
});

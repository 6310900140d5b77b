/** A relay that wants its token, in a real browser: asked once, remembered by a cookie that scripts cannot read; and the same over TLS. */

import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { type Opened, openConsole } from './browser.ts';
import { type Relay, startRelay } from './servers.ts';

const TOKEN = 'correct-horse-battery-staple';

let relay: Relay | null = null;
let opened: Opened | null = null;
let tlsBrowser: Browser | null = null;

test.afterEach(async () => {
  await opened?.browser.close();
  opened = null;
  await tlsBrowser?.close();
  tlsBrowser = null;
  await relay?.stop();
  relay = null;
});

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Access token' });
const field = (page: Page) => dialog(page).getByLabel('Access token');
const status = (page: Page) => page.getByRole('status').first();

async function give(page: Page, token: string): Promise<void> {
  await field(page).fill(token);
  await dialog(page).getByRole('button', { name: 'Continue' }).click();
}

async function talk(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(status(page)).toContainText('Connected');
  await page.getByRole('textbox', { name: 'Message' }).fill(`repeat after me: ${words}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText(new RegExp(words, 'i'));
}

test('the token is asked for once, cannot be escaped, and is nowhere in the page', async () => {
  relay = await startRelay({ ACCESS_TOKEN: TOKEN });
  opened = await openConsole(relay.url);
  const { page } = opened;
  await expect(field(page)).toBeFocused();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('Escape');
  await expect(field(page)).toBeVisible();

  await give(page, 'not-the-token-of-this-relay');
  await expect(dialog(page)).toContainText('not the access token of this relay');
  await expect(field(page)).toBeFocused();
  await give(page, TOKEN);
  await expect(dialog(page)).toBeHidden();
  await talk(page, 'let me in');

  const kept = await page.evaluate(() =>
    JSON.stringify([
      document.cookie,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.body.innerHTML,
      location.href,
    ]),
  );
  expect(kept).not.toContain(TOKEN);
  expect(kept).not.toContain('sidetone=');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: 'sidetone', httpOnly: true, sameSite: 'Strict', path: '/' });
  expect(cookie?.value).not.toContain(TOKEN);

  await page.reload();
  await expect(page.getByText(/emulator/i).first()).toBeVisible();
  await expect(dialog(page)).toBeHidden();
  await talk(page, 'and again');
  expect(relay.output()).not.toContain(TOKEN);
});

test('a cookie that has ended is noticed at the next connection, and the question comes back', async () => {
  relay = await startRelay({ ACCESS_TOKEN: TOKEN });
  opened = await openConsole(relay.url);
  const { page } = opened;
  await give(page, TOKEN);
  await expect(dialog(page)).toBeHidden();
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(field(page)).toBeVisible();
  await give(page, TOKEN);
  await expect(dialog(page)).toBeHidden();
  await talk(page, 'back again');
});

test('over TLS with a certificate of its own, the page is a secure context and talks', async () => {
  relay = await startRelay({ ACCESS_TOKEN: TOKEN, HTTPS: 'self-signed' });
  expect(relay.url).toMatch(/^https:/);
  const executablePath = process.env.CHROMIUM_PATH;
  tlsBrowser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  // As a person does who makes the exception once.
  const context = await tlsBrowser.newContext({ ignoreHTTPSErrors: true, permissions: ['microphone'] });
  const page = await context.newPage();
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(relay.url);
  await give(page, TOKEN);
  await expect(dialog(page)).toBeHidden();
  expect(await page.evaluate(() => isSecureContext)).toBe(true);
  expect(await context.cookies()).toMatchObject([{ name: 'sidetone', secure: true, httpOnly: true }]);
  await talk(page, 'over a secure line');
  // Sockets of the engine's worker are not the page's; where they are told, they are secure.
  expect(sockets.filter((url) => !url.startsWith('wss:'))).toEqual([]);
});

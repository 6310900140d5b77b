/** A relay that wants its token, in a real browser: asked once, remembered by a cookie that scripts cannot read; and the same over TLS. */

import { expect, type Page } from '@playwright/test';
import { connect, connectButton, say, test, transcript } from './console.ts';

const TOKEN = 'correct-horse-battery-staple';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Access token' });
const field = (page: Page) => dialog(page).getByLabel('Access token');

async function give(page: Page, token: string): Promise<void> {
  await field(page).fill(token);
  await dialog(page).getByRole('button', { name: 'Continue' }).click();
}

async function talk(page: Page, words: string): Promise<void> {
  await connect(page);
  await say(page, `repeat after me: ${words}`);
  await expect(transcript(page)).toContainText(new RegExp(words, 'i'));
}

test('the token is asked for once, cannot be escaped, and is nowhere in the page', async ({ open }) => {
  const { page, relay } = await open({}, { ACCESS_TOKEN: TOKEN });
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

test('a cookie that has ended is noticed at the next connection, and the question comes back', async ({
  open,
}) => {
  const { page } = await open({}, { ACCESS_TOKEN: TOKEN });
  await give(page, TOKEN);
  await expect(dialog(page)).toBeHidden();
  await page.context().clearCookies();
  await connectButton(page).click();
  await expect(field(page)).toBeVisible();
  await give(page, TOKEN);
  await expect(dialog(page)).toBeHidden();
  await talk(page, 'back again');
});

test('over TLS with a certificate of its own, the page is a secure context and talks', async ({
  openConsole,
  startRelay,
}) => {
  const relay = await startRelay({ ACCESS_TOKEN: TOKEN, HTTPS: 'self-signed' });
  expect(relay.url).toMatch(/^https:/);
  // As a person does who makes the exception once.
  const { page } = await openConsole('about:blank', { ignoreHTTPSErrors: true });
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(relay.url);
  await give(page, TOKEN);
  await expect(dialog(page)).toBeHidden();
  expect(await page.evaluate(() => isSecureContext)).toBe(true);
  expect(await page.context().cookies()).toMatchObject([{ name: 'sidetone', secure: true, httpOnly: true }]);
  await talk(page, 'over a secure line');
  // Sockets of the engine's worker are not the page's; where they are told, they are secure.
  expect(sockets.filter((url) => !url.startsWith('wss:'))).toEqual([]);
});

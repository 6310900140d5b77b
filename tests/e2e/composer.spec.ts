/** Sending any event from the page: found, written with help, sent, and what the server made of it; by keyboard alone and for everybody. */

import { expect, type Page } from '@playwright/test';
import { violationsInBothColours } from './accessibility.ts';
import { connect, log, test } from './console.ts';

const editor = (page: Page) => page.getByRole('textbox', { name: 'Event to send' });
const composer = (page: Page) => page.getByRole('region', { name: 'Composer' });

/** Takes the completion that is offered. What has just appeared under a person's fingers is not taken by the editor for their wish. */
async function accept(page: Page, name: string | RegExp): Promise<void> {
  await expect(page.getByRole('option', { name })).toBeVisible();
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
}

test('an event is composed by keyboard with completion, refused by the server, and the error leads back to it', async ({
  open,
}) => {
  const { page } = await open();
  await connect(page);
  await page.getByRole('button', { name: 'Compose' }).focus();
  await page.keyboard.press('Enter');
  await editor(page).focus();
  await page.keyboard.type('{"ty');
  await accept(page, /^type/);
  await page.keyboard.type('item.del');
  await accept(page, 'conversation.item.delete');
  await expect(composer(page).getByText('item_id is missing.')).toBeVisible();
  await page.keyboard.type(', item');
  await accept(page, /^item_id/);
  await page.keyboard.type('nowhere');
  await page.keyboard.press('Control+Enter');
  await expect(composer(page)).toContainText('The server refused it: item_delete_invalid_item_id');
  await composer(page).getByRole('button', { name: 'Show the error' }).click();
  const error = log(page).locator('[data-seq][aria-current]');
  await expect(error).toContainText('error');
  await expect(error).toBeFocused();
  await page.keyboard.press('Enter');
  await log(page)
    .getByRole('button', { name: /^Caused by conversation\.item\.delete/ })
    .click();
  await expect(error).toContainText('delete nowhere');
  await expect(error).toBeFocused();
});

test('an event of the log is edited and sent again, and settings sent by hand are settings asked for', async ({
  open,
}) => {
  const { page } = await open();
  await connect(page);
  const rows = log(page).locator('[data-seq]');
  await rows.filter({ hasText: 'session.update' }).first().click();
  await log(page).getByRole('button', { name: 'Edit and send' }).click();
  await expect(composer(page).getByRole('heading')).toHaveText('session.update');
  await expect(editor(page)).not.toContainText('event_id');
  await editor(page).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(
    '{"type":"session.update","session":{"type":"realtime","instructions":"Answer in French."}}',
  );
  await composer(page).getByRole('button', { name: 'Send', exact: true }).click();
  await expect(composer(page)).toContainText('Sent.');
  await expect(page.getByRole('textbox', { name: 'Instructions' })).toHaveValue('Answer in French.');
  await page.reload();
  await page.getByRole('button', { name: 'Compose' }).click();
  await editor(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowUp');
  await expect(editor(page)).toContainText('Answer in French.');
});

test('axe finds nothing in toolbar, menus and composer, and nothing is cut off on a phone', async ({
  open,
}) => {
  // Five looks over the whole page.
  test.slow();
  const { page } = await open({ viewport: { width: 375, height: 700 } });
  await connect(page);
  await page.getByRole('tab', { name: 'Events' }).click();
  await log(page).locator('[data-seq]').last().click();
  await page.getByRole('textbox', { name: 'Filter events' }).fill('a');
  for (const menu of ['Choose types', 'Saved filters']) {
    await page.getByRole('button', { name: menu }).focus();
    await page.keyboard.press('Enter');
    await whole(page);
    expect(await violationsInBothColours(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: menu })).toBeFocused();
  }
  await page.getByRole('button', { name: 'Compose' }).click();
  await page.getByRole('button', { name: 'Choose an event' }).click();
  await whole(page);
  expect(await violationsInBothColours(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Search events' }).fill('truncate');
  await page.keyboard.press('Enter');
  await expect(editor(page)).toContainText('audio_end_ms');
  expect(await violationsInBothColours(page)).toEqual([]);
});

/** The open menu is inside the window from edge to edge. */
async function whole(page: Page): Promise<void> {
  const box = await page.getByRole('dialog').boundingBox();
  const size = page.viewportSize();
  if (!box || !size) throw new Error('There is no menu, or no window.');
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(size.width);
  expect(box.y + box.height).toBeLessThanOrEqual(size.height);
}

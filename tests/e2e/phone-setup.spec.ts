/** The setup of a number and the calls that are placed, in the page, with a relay that has a telephone or none. No Twilio is asked. */

import { expect, type Page } from '@playwright/test';
import { violationsOf } from './accessibility.ts';
import { type Open, test } from './console.ts';
import { configured } from './servers.ts';

/** `phone`: the section of the configuration. */
async function openTelephone(
  open: Open,
  phone: object | null,
  viewport?: { width: number; height: number },
): Promise<Page> {
  const config = configured(phone === null ? {} : { phone });
  const { page } = await open(viewport ? { viewport } : {}, {
    ...config,
    TWILIO_AUTH_TOKEN: 'a-token-of-nobody',
  });
  await page.getByRole('button', { name: 'Telephone', exact: true }).click();
  return page;
}

test('without a telephone the setup says what to write where', async ({ open }) => {
  const page = await openTelephone(open, null);
  await page.getByRole('tab', { name: 'Setup' }).click();
  const steps = page.getByRole('list', { name: 'Steps of the setup' }).getByRole('listitem');
  await expect(steps).toHaveCount(7);
  await expect(steps.first()).toContainText('ConfigurationNot in order');
  await expect(steps.first()).toContainText('"publicUrl"');
  await expect(steps.last()).toContainText('Not looked at');
  await expect(page.getByText(/The relay places no calls/)).toBeVisible();
  expect(await violationsOf(page, 'dialog[open]')).toEqual([]);
});

test('a number that may not be called is refused in words, on a telephone’s screen too', async ({ open }) => {
  const page = await openTelephone(
    open,
    {
      publicUrl: 'http://localhost:3000',
      authToken: '${TWILIO_AUTH_TOKEN}',
      accountSid: `AC${'0'.repeat(32)}`,
      outbound: { from: '+4930123456', prefixes: ['+49', '+1415'] },
    },
    { width: 390, height: 800 },
  );
  const field = page.getByRole('textbox', { name: 'Number to call' });
  await field.fill('+33 1 23 45 67 89');
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('begin with +49 or +1415 are called from here');
  await expect(field).toHaveValue('+33 1 23 45 67 89');
  const dialog = page.getByRole('dialog', { name: 'Telephone' });
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  expect(await violationsOf(page, 'dialog[open]')).toEqual([]);
});

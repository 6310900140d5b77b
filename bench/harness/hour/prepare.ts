/** Makes a page's engine and audio able to run faster than time: the scripts that it is given, and the call that installs them. */

import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { bundle } from '../bundle.ts';
import { transpile } from '../transpile.ts';
import { installFastPage } from './fast-page.ts';

export async function prepareFastPage(): Promise<(page: Page) => Promise<void>> {
  const setup = {
    clock: await transpile(join(import.meta.dirname, 'fast-clock.worker.ts')),
    device: await bundle(join(import.meta.dirname, 'audio-device.worker.ts')),
  };
  return async (page) => {
    await page.addInitScript(installFastPage, setup);
  };
}

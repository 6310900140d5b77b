/** What axe finds in a page, in both colours. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** One line for each rule that is broken; empty is well. `within`: a selector, for a part of the page. */
export async function violationsOf(page: Page, within?: string): Promise<string[]> {
  const look = () => {
    const axe = new AxeBuilder({ page });
    return within === undefined ? axe : axe.include(within);
  };
  const found = (await look().analyze()).violations;
  // Whatever else axe looks at is the same in other colours.
  const isDark = await page.evaluate(() => document.documentElement.dataset.theme === 'dark');
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
  found.push(...(await look().withRules(['color-contrast']).analyze()).violations);
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

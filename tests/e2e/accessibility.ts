/** What axe finds in a page: one line for each rule that is broken; empty is well. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

/** `within`: a selector, for a part of the page. */
export async function violationsOf(page: Page, within?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  return inWords((await (within === undefined ? axe : axe.include(within)).analyze()).violations);
}

/** Once more in the other colours: for contrast, because whatever else axe looks at is the same in them. */
export async function violationsInBothColours(page: Page): Promise<string[]> {
  const found = await violationsOf(page);
  const isDark = await page.evaluate(() => document.documentElement.dataset.theme === 'dark');
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
  const contrast = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
  return [...found, ...inWords(contrast.violations)];
}

function inWords(violations: Violations): string[] {
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

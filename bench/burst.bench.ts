/** Budgets: a burst of 10,000 events until all are shown, with the page calm; elements in the page afterwards. */

import { ms, print, printBudget } from './harness/report.ts';
import { fillLog } from './harness/full-log.ts';
import { Stand } from './harness/stand.ts';

const EVENTS = 10_000;
const LONG_TASK_MS = 50;

export async function run(): Promise<void> {
  const stand = await Stand.start();
  try {
    const page = await stand.console({ tap: false });
    const burst = await fillLog(stand.server, page, EVENTS);
    const longest = Math.max(0, ...burst.longTasks.map(({ durationMs }) => durationMs));
    print(`\nBurst of ${burst.events} events`);
    print(
      `  last row shown after ${ms(burst.shownMs)} ms; tasks over ${LONG_TASK_MS} ms: ${burst.longTasks.length}, longest ${ms(longest)} ms`,
    );
    printBudget('≤ 1500 ms, no long task', [
      { measured: burst.shownMs, atMost: 1500 },
      { measured: burst.longTasks.length, atMost: 0 },
    ]);
    await fillLog(stand.server, page, EVENTS);
    const elements = await page.page.evaluate(() => document.querySelectorAll('*').length);
    print(`\nElements in the page after ${2 * EVENTS} events: ${elements}`);
    printBudget('≤ 2500', [{ measured: elements, atMost: 2500 }]);
    await page.close();
  } finally {
    await stand.stop();
  }
}

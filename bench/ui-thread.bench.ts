/** Budget: how busy the UI thread is in a live session: 20 audio deltas a second down, the microphone up. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from './harness/browser.ts';
import { ms, percent, print, printBudget, printTable, ratio, type Row } from './harness/report.ts';
import { Stand } from './harness/stand.ts';

const DEFAULT_SECONDS = 30;
/** The page that does nothing needs no long look. */
const IDLE_SECONDS = 10;
/** Half a second ahead of what is played. */
const LEAD_DELTAS = 10;
const STARTUP_MS = 1000;

interface Load {
  busyShare: number;
  cpuShare: number;
  longTasks: number;
  longestMs: number;
  /** Share of the time spent in tasks longer than 50 ms. */
  longShare: number;
}

export async function run(): Promise<void> {
  const seconds = Number(process.env.BENCH_SECONDS || DEFAULT_SECONDS);
  if (!(seconds > 0)) throw new Error('BENCH_SECONDS must be a number of seconds.');
  const stand = await Stand.start();
  try {
    const idlePage = await stand.idle();
    await sleep(STARTUP_MS);
    const idle = await observe(idlePage, IDLE_SECONDS);
    await idlePage.close();
    const floor = await live(stand, await stand.floor({ tap: false, drawing: true }), seconds);
    const page = await stand.console({ tap: false });
    const ours = await live(stand, page, seconds);
    const elements = await page.page.evaluate(() => document.querySelectorAll('*').length);
    await page.close();
    printTable(
      `UI thread in a live session of ${seconds} s, 20 audio deltas/s down, microphone up`,
      ['busy', 'CPU', 'tasks > 50 ms', 'longest ms', 'time in them'],
      [
        row('console', ours),
        row('floor, one canvas drawn each frame', floor),
        row('empty page', idle),
        {
          label: 'ratio to the floor',
          cells: [ratio(ours.busyShare, floor.busyShare), ratio(ours.cpuShare, floor.cpuShare)],
        },
      ],
    );
    print(`  elements in the console afterwards: ${elements}`);
    printBudget('≤ 22 % busy', [{ measured: ours.busyShare, atMost: 0.22, floor: floor.busyShare }]);
  } finally {
    await stand.stop();
  }
}

async function live(stand: Stand, page: Measured, seconds: number): Promise<Load> {
  await stand.server.ask('speak', { leadDeltas: LEAD_DELTAS, withTranscript: true });
  await sleep(STARTUP_MS);
  await page.takeLongTasks();
  const load = await observe(page, seconds);
  await stand.server.ask('interrupt', {});
  return load;
}

async function observe(page: Measured, seconds: number): Promise<Load> {
  const fromMs = performance.now();
  const before = await page.spent();
  await sleep(seconds * 1000);
  const after = await page.spent();
  const tookSeconds = (performance.now() - fromMs) / 1000;
  const durations = (await page.takeLongTasks()).map(({ durationMs }) => durationMs);
  const longSum = durations.reduce((sum, duration) => sum + duration, 0);
  return {
    busyShare: (after.taskSeconds - before.taskSeconds) / tookSeconds,
    cpuShare: (after.cpuSeconds - before.cpuSeconds) / tookSeconds,
    longTasks: durations.length,
    longestMs: Math.max(0, ...durations),
    longShare: longSum / 1000 / tookSeconds,
  };
}

function row(label: string, load: Load): Row {
  const { busyShare, cpuShare, longTasks, longestMs, longShare } = load;
  return {
    label,
    cells: [percent(busyShare), percent(cpuShare), String(longTasks), ms(longestMs), percent(longShare)],
  };
}

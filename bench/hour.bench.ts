/** Budgets: what an hour of session costs the page: memory, time per event, frame times; beside a plain list that is fed the same. */

import { type Hour, type Look, liveThroughHour } from './harness/hour/live-hour.ts';
import { prepareFastPage } from './harness/hour/prepare.ts';
import { ms, percent, print, printBudget, printTable, type Row } from './harness/report.ts';
import { Stand } from './harness/stand.ts';

const CONSOLE = { log: '[role=log][aria-label="Events"]', box: '[aria-label="Filter events"]' };
const LIST = { log: '#log', box: '[aria-label="Filter events"]' };
const MOST_GROWTH_MB = 60;
/** How much dearer the last minute may be than one of the first: what two equal minutes differ by on a machine with other work. */
const FLAT = 1.25;

export async function run(): Promise<void> {
  const quick = process.env.BENCH_QUICK === '1';
  const plan = {
    speed: quick ? 20 : 10,
    minutes: Number(process.env.BENCH_MINUTES || 60),
    looksAtMinutes: [2, 15, 30, 45],
    activityMs: quick ? 4000 : 10_000,
  };
  if (!(plan.minutes >= 3)) throw new Error('BENCH_MINUTES must be a number of minutes, at least 3.');
  const prepare = await prepareFastPage();
  const stand = await Stand.start();
  try {
    const page = await stand.console({ tap: false, prepare });
    const ours = await liveThroughHour(stand.server, page, plan, CONSOLE, passed('console'));
    await page.close();
    const list = await stand.list();
    const plain = await liveThroughHour(stand.server, list, plan, LIST, passed('plain list'));
    await list.close();
    report(ours, plain);
  } finally {
    await stand.stop();
  }
}

/** It takes minutes: whoever waits sees that it goes on. */
function passed(what: string): (minute: number) => void {
  return (minute) => print(`  ${what}: minute ${minute} has passed`);
}

function report(ours: Hour, plain: Hour): void {
  const [first, last] = [ours.looks[0], ours.looks.at(-1)];
  if (!first || !last) throw new Error('Nothing was measured.');
  const header = [
    'events',
    'page µs/event',
    'engine µs/event',
    'page MB',
    'engine MB',
    'buffers MB',
    'elements',
  ];
  const title = (what: string, hour: Hour) =>
    `${what}, ${hour.speed} times as fast as life: ${hour.looks.at(-1)?.events ?? 0} events of both directions`;
  printTable(title('console', ours), header, ours.looks.map(lookRow));
  if (ours.gaveUp !== null) print(`  the console gave up: ${ours.gaveUp}`);
  printTable(title('plain list', plain), header, plain.looks.map(lookRow));
  if (plain.gaveUp !== null) print(`  the plain list was given up: ${plain.gaveUp}`);
  printTable(
    'frame times at the speed of life, ms',
    ['median', 'p95', 'p99', 'worst', 'dropped', 'of', 'page busy'],
    [...frameRows('console', ours), ...frameRows('plain list', plain)],
  );
  const growthMb = last.page.heapMb - first.page.heapMb;
  const plainLast = plain.looks.at(-1);
  const plainFirst = plain.looks[0];
  const plainGrowthMb = plainLast && plainFirst ? plainLast.page.heapMb - plainFirst.page.heapMb : Number.NaN;
  print(
    `  page's heap grew by ${growthMb.toFixed(1)} MB; the plain list's by ${plainGrowthMb.toFixed(1)} MB`,
  );
  printBudget(`the hour is lived through; page's heap grows by ≤ ${MOST_GROWTH_MB} MB`, [
    { measured: growthMb, atMost: MOST_GROWTH_MB },
    { measured: ours.gaveUp === null ? 0 : 1, atMost: 0 },
  ]);
  printBudget(`time per event flat: the last minute's ≤ ${FLAT} × the second's`, [
    { measured: last.page.usPerEvent, atMost: first.page.usPerEvent * FLAT },
    { measured: last.engine?.usPerEvent ?? 0, atMost: (first.engine?.usPerEvent ?? 0) * FLAT },
  ]);
  printBudget('one AudioContext; ≤ 2,500 elements', [
    { measured: ours.audioContexts, atMost: 1 },
    { measured: last.elements, atMost: 2500 },
  ]);
}

function lookRow(look: Look): Row {
  const { minute, events, page, engine, elements } = look;
  return {
    label: `minute ${minute}`,
    cells: [
      String(events),
      page.usPerEvent.toFixed(1),
      engine ? engine.usPerEvent.toFixed(1) : '–',
      page.heapMb.toFixed(1),
      engine ? engine.heapMb.toFixed(1) : '–',
      (page.bufferMb + (engine?.bufferMb ?? 0)).toFixed(1),
      String(elements),
    ],
  };
}

function frameRows(what: string, hour: Hour): Row[] {
  return hour.activities.map(({ minute, activity, frames, busyShare }) => ({
    label: `${what}, minute ${minute}: ${activity}`,
    cells: [
      ms(frames.median),
      ms(frames.p95),
      ms(frames.p99),
      ms(frames.worst),
      String(frames.dropped),
      String(frames.count),
      percent(busyShare),
    ],
  }));
}

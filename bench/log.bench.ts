/**
 * Budget: an event log of 100,000 rows scrolls and filters at 60 frames a second, and shows its newest row within a frame. Beside a list
 * that draws every row, and beside both while they are short: what the machine can do at all, and what the rest of the console costs.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { feed, scroll, search, type } from './harness/long-list.ts';
import { LATENCY_HEADER, latencyRow, ms, percent, print, printBudget, printTable } from './harness/report.ts';
import type { ScriptedServer } from './harness/scripted-server.ts';
import { Stand } from './harness/stand.ts';
import { summarise } from './harness/statistics.ts';

const ROWS = 100_000;
const FEW_ROWS = 200;
/** As many as are scrolled through, so that none is drawn before it comes by. */
const SOME_ROWS = 2000;
/** What relay and engine queue at once. */
const FED_AT_ONCE = 10_000;
const FRAME_MS = 1000 / 60;
/** An interval longer than this has lost a frame. */
const DROPPED_MS = FRAME_MS * 1.5;
const WHEEL_PX = 100;
const TYPED = 'response.done';

interface Looked {
  dragged: number[];
  wheeled: number[];
  typed: number[];
  newest: number[];
}

/** The console's list and the plain one, long and short. */
interface Lists {
  ours: Looked;
  shortOurs: Looked;
  floor: Looked;
  few: Looked;
}

export async function run(): Promise<void> {
  const quick = process.env.BENCH_QUICK === '1';
  const seconds = quick ? 4 : 10;
  const newest = quick ? 20 : 50;
  const stand = await Stand.start();
  try {
    const plain = await stand.plainList();
    await feed(stand.server, plain.page, FEW_ROWS);
    const few = await look(stand.server, plain.page, seconds, newest);
    const plainFedMs = await fill(stand.server, plain.page);
    const floor = await look(stand.server, plain.page, seconds, newest);
    await plain.close();

    const { page, close } = await stand.console({ tap: false });
    await feed(stand.server, page, SOME_ROWS);
    const shortOurs = await look(stand.server, page, seconds, newest);
    const fedMs = await fill(stand.server, page);
    const ours = await look(stand.server, page, seconds, newest);
    await page.getByRole('button', { name: 'Search the frames too' }).click();
    const searched = await search(page, '"object":"realtime.response"');
    await close();

    report({ ours, shortOurs, floor, few });
    print(`\n  fed 100,000 events: console ${ms(fedMs)} ms, plain list ${ms(plainFedMs)} ms`);
    const frames = summarise(searched.frames);
    print(
      `  searching all frames: ${ms(searched.tookMs)} ms; animation frames meanwhile p99 ${ms(frames.p99)} ms, worst ${ms(frames.worst)} ms`,
    );
  } finally {
    await stand.stop();
  }
}

async function fill(server: ScriptedServer, page: Page): Promise<number> {
  let tookMs = 0;
  for (let rows = 0; rows < ROWS; rows += FED_AT_ONCE) tookMs += await feed(server, page, FED_AT_ONCE);
  return tookMs;
}

async function look(server: ScriptedServer, page: Page, seconds: number, newest: number): Promise<Looked> {
  const texts = Array.from(TYPED, (_, index) => TYPED.slice(0, index + 1));
  const dragged = await scroll(page, seconds, null);
  const wheeled = await scroll(page, seconds, WHEEL_PX);
  const typed = await type(page, [...texts, ...texts.toReversed(), '']);
  // To the end, where the list follows; not before a virtual list has stopped looking for the row that it was at.
  await sleep(500);
  await page.evaluate(() => {
    const list = document.querySelector('[role=log][aria-label="Events"]');
    if (list) list.scrollTop = list.scrollHeight;
  });
  return { dragged, wheeled, typed, newest: await newestRows(server, page, newest) };
}

async function newestRows(server: ScriptedServer, page: Page, count: number): Promise<number[]> {
  const delays: number[] = [];
  for (let i = 0; i < count; i += 1) delays.push(await feed(server, page, 0));
  return delays;
}

function report({ ours, shortOurs, floor, few }: Lists): void {
  const rows = (pick: (looked: Looked) => number[]) => [
    latencyRow('console', summarise(pick(ours))),
    latencyRow(`console, ${SOME_ROWS} rows`, summarise(pick(shortOurs))),
    latencyRow('plain list', summarise(pick(floor))),
    latencyRow(`plain list, ${FEW_ROWS} rows`, summarise(pick(few))),
  ];
  const dropped = (intervals: number[]) =>
    intervals.filter((interval) => interval > DROPPED_MS).length / intervals.length;
  const scrolled = ({ dragged, wheeled }: Looked) => [...dragged, ...wheeled];
  printTable(
    'Frame intervals, bar dragged from top to end, ms',
    LATENCY_HEADER,
    rows(({ dragged }) => dragged),
  );
  printTable(
    `Frame intervals, ${WHEEL_PX} px a frame, ms`,
    LATENCY_HEADER,
    rows(({ wheeled }) => wheeled),
  );
  print(
    `  frames lost: console ${percent(dropped(scrolled(ours)))} (${SOME_ROWS} rows: ${percent(dropped(scrolled(shortOurs)))}), ` +
      `plain ${percent(dropped(scrolled(floor)))}`,
  );
  printBudget('scrolls at 60 frames/s: p99 within a frame and a half', [
    {
      measured: summarise(scrolled(ours)).p99,
      atMost: DROPPED_MS,
      floor: summarise(scrolled(shortOurs)).p99,
    },
  ]);
  printTable(
    'Key → filtered list drawn, ms',
    LATENCY_HEADER,
    rows(({ typed }) => typed),
  );
  // Drawn in the next frame, which can be a whole frame away, and made within one.
  printBudget('filters without a lost frame: p95 in two frames', [
    {
      measured: summarise(ours.typed).p95,
      atMost: 2 * FRAME_MS,
      floor: summarise(shortOurs.typed).p95,
    },
  ]);
  printTable(
    'Event sent → newest row drawn, ms',
    LATENCY_HEADER,
    rows(({ newest }) => newest),
  );
  printBudget('the newest row within a frame of the short list’s', [
    {
      measured: summarise(ours.newest).median,
      atMost: summarise(few.newest).median + FRAME_MS,
      floor: summarise(shortOurs.newest).median,
    },
  ]);
  // What the length of the log costs, whatever the machine and the rest of the page do.
  const costs = (pick: (looked: Looked) => number[]) =>
    summarise(pick(ours)).median - summarise(pick(shortOurs)).median;
  print(
    `  100,000 rows instead of ${SOME_ROWS} cost, median: scrolling ${ms(costs(scrolled))} ms, ` +
      `a key ${ms(costs(({ typed }) => typed))} ms, the newest row ${ms(costs(({ newest }) => newest))} ms`,
  );
  printBudget('whatever its length: within half a frame of the console’s own with few rows', [
    { measured: costs(scrolled), atMost: FRAME_MS / 2 },
    { measured: costs(({ typed }) => typed), atMost: FRAME_MS / 2 },
    { measured: costs(({ newest }) => newest), atMost: FRAME_MS / 2 },
  ]);
}

/** Budget: microphone sample → on the wire, with the page free and with its main thread blocked for a second at a time. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from './harness/browser.ts';
import { matchClicks, type Pair } from './harness/match-clicks.ts';
import { LATENCY_HEADER, latencyRow, print, printBudget, printTable, ratioRow } from './harness/report.ts';
import { Stand } from './harness/stand.ts';
import { type Summary, summarise } from './harness/statistics.ts';

/** About ten clicks a second: enough for a 99th percentile. */
const FREE_MS = 13_000;
const BLOCKS = 12;
/** The page breathes between two blocks, as it would between two long tasks. */
const BREATH_MS = 200;
const LAST_CLICKS_MS = 500;

interface Figures {
  free: Summary;
  blocked: Summary;
  lost: { free: number; blocked: number };
}

type Span = { fromMs: number; toMs: number };

export async function run(): Promise<void> {
  const stand = await Stand.start();
  try {
    const floor = await measure(stand, () => stand.floor({ tap: true }));
    const ours = await measure(stand, () => stand.console({ tap: true }));
    printTable(`Microphone sample → on the wire, ms (Chromium ${stand.browser.version})`, LATENCY_HEADER, [
      latencyRow('console', ours.free),
      latencyRow('floor', floor.free),
      ratioRow('ratio', ours.free, floor.free),
      latencyRow('console, UI thread blocked', ours.blocked),
      latencyRow('floor, UI thread blocked', floor.blocked),
      ratioRow('ratio', ours.blocked, floor.blocked),
    ]);
    const lost = ours.lost.free + ours.lost.blocked;
    if (lost > 0) print(`  lost clicks, console: ${ours.lost.free} free, ${ours.lost.blocked} blocked`);
    printBudget(
      '≤ 10 median, ≤ 25 p99, also while blocked; nothing lost',
      [ours.free, ours.blocked]
        .flatMap(({ median, p99 }) => [
          { measured: median, atMost: 10 },
          { measured: p99, atMost: 25 },
        ])
        .concat({ measured: lost, atMost: 0 }),
    );
  } finally {
    await stand.stop();
  }
}

async function measure(stand: Stand, open: () => Promise<Measured>): Promise<Figures> {
  const page = await open();
  const free = { fromMs: Date.now(), toMs: Date.now() + FREE_MS };
  await sleep(FREE_MS);
  const blocks: Span[] = [];
  for (let i = 0; i < BLOCKS; i += 1) {
    blocks.push(await page.blockOneSecond());
    await sleep(BREATH_MS);
  }
  await sleep(LAST_CLICKS_MS);
  const seen = (await page.takeEvents()).filter(({ kind }) => kind === 'click');
  const { clicks } = await stand.server.ask('clicks', {});
  await page.close();
  const arrived = clicks.map(({ sample, atMs }) => ({ streamMs: sample / 24, atMs }));
  const pairs = matchClicks(seen, arrived);
  const within = (spans: Span[]) => {
    const inside = (atMs: number) => spans.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    const chosen = pairs.filter(({ seenAtMs }: Pair) => inside(seenAtMs));
    return {
      summary: summarise(chosen.map(({ seenAtMs, arrivedAtMs }) => arrivedAtMs - seenAtMs)),
      lost: seen.filter(({ atMs }) => inside(atMs)).length - chosen.length,
    };
  };
  const inFree = within([free]);
  const inBlocks = within(blocks);
  return {
    free: inFree.summary,
    blocked: inBlocks.summary,
    lost: { free: inFree.lost, blocked: inBlocks.lost },
  };
}

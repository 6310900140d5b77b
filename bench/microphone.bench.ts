/** Budget: microphone sample → on the wire, with the page free and with its main thread blocked for a second at a time. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from './harness/browser.ts';
import { matchClicks } from './harness/match-clicks.ts';
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
  /** Click on the audio thread → its frame at the server. */
  all: Summary;
  /** The same without the time that the sample waited for its frame to fill. */
  afterFrame: Summary;
  lost: number;
}

type Span = { fromMs: number; toMs: number };

export async function run(): Promise<void> {
  const stand = await Stand.start();
  try {
    const floor = await measure(stand, () => stand.floor({ tap: true }));
    const ours = await measure(stand, () => stand.console({ tap: true }));
    print(`Chromium ${stand.browser.version}`);
    for (const [state, title] of [
      ['free', 'page free'],
      ['blocked', 'UI thread blocked for 1 s at a time'],
    ] as const) {
      const [o, f] = [ours[state], floor[state]];
      printTable(`Microphone sample → on the wire, ${title}, ms`, LATENCY_HEADER, [
        latencyRow('console', o.all),
        latencyRow('floor', f.all),
        ratioRow('ratio', o.all, f.all),
        latencyRow('console, from the end of the frame', o.afterFrame),
        latencyRow('floor, from the end of the frame', f.afterFrame),
      ]);
      if (o.lost > 0) print(`  ${o.lost} clicks of the console never arrived`);
      printBudget('≤ 10 median, ≤ 25 p99, nothing lost', [
        { measured: o.all.median, atMost: 10, floor: f.all.median },
        { measured: o.all.p99, atMost: 25, floor: f.all.p99 },
        { measured: o.lost, atMost: 0 },
      ]);
    }
  } finally {
    await stand.stop();
  }
}

async function measure(
  stand: Stand,
  open: () => Promise<Measured>,
): Promise<{ free: Figures; blocked: Figures }> {
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
  const arrived = clicks.map(({ sample, ...click }) => ({ streamMs: sample / 24, ...click }));
  const pairs = matchClicks(seen, arrived);
  const within = (spans: Span[]): Figures => {
    const inside = ({ atMs }: { atMs: number }) =>
      spans.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    const chosen = pairs.filter((pair) => inside(pair.seen));
    return {
      all: summarise(chosen.map(({ seen, arrived }) => arrived.atMs - seen.atMs)),
      afterFrame: summarise(chosen.map(({ seen, arrived }) => arrived.atMs - seen.atMs - arrived.waitMs)),
      lost: seen.filter(inside).length - chosen.length,
    };
  };
  return { free: within([free]), blocked: within(blocks) };
}

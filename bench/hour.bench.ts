/** Budgets: what an hour of session costs the page: memory, time per event, frame times; beside a plain list that is fed the same. */

import { type Hour, type Look, liveThroughHour, type Use } from './harness/hour/live-hour.ts';
import { prepareFastPage } from './harness/hour/prepare.ts';
import { type Limit, ms, percent, print, printBudget, printTable, type Row } from './harness/report.ts';
import { Stand } from './harness/stand.ts';

const MOST_GROWTH_MB = 60;
/** How much dearer an event may be at the end: what two equal stretches differ by on a machine with other work. */
const FLAT = 1.25;
/** Two whole turns of the conversation. */
const FOLLOW_MS = 19_500;

export async function run(): Promise<void> {
  const quick = process.env.BENCH_QUICK === '1';
  const otherMs = quick ? 4000 : 10_000;
  const plan = {
    speed: quick ? 20 : 10,
    minutes: Number(process.env.BENCH_MINUTES || 60),
    looksAtMinutes: [2, 15, 30, 45],
    activityMs: { follow: FOLLOW_MS, scroll: otherMs, filter: otherMs },
  };
  if (!(plan.minutes >= 3)) throw new Error('BENCH_MINUTES must be a number of minutes, at least 3.');
  const prepare = await prepareFastPage();
  const stand = await Stand.start();
  try {
    const page = await stand.console({ tap: false, prepare });
    const ours = await liveThroughHour(stand.server, page, plan, passed('console'));
    await page.close();
    const list = await stand.speakingPlainList();
    const plain = await liveThroughHour(stand.server, list, plan, passed('plain list'));
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
  printTable(
    `memory, and the engine's time at ${ours.speed} times the speed of life`,
    ['events', 'page MB', 'engine MB', 'buffers MB', 'elements', 'engine µs/event'],
    [
      ...ours.looks.map((look) => lookRow('console', look)),
      ...plain.looks.map((look) => lookRow('plain list', look)),
    ],
  );
  printTable(
    'at the speed of life: frame times in ms, time by event',
    ['median', 'p95', 'p99', 'worst', 'dropped', 'of', 'page busy', 'page µs/event', 'engine µs/event'],
    [
      ...ours.uses.map((use) => useRow('console', use)),
      ...plain.uses.map((use) => useRow('plain list', use)),
    ],
  );
  if (ours.gaveUp !== null) print(`  the console was given up: ${ours.gaveUp}`);
  if (plain.gaveUp !== null) print(`  the plain list was given up: ${plain.gaveUp}`);
  print(
    `  page's heap grew by ${growthMb(ours).toFixed(1)} MB; the plain list's by ${growthMb(plain).toFixed(1)} MB`,
  );
  printBudget(`the hour is lived through, and the page's heap grows by ≤ ${MOST_GROWTH_MB} MB`, [
    { measured: growthMb(ours), atMost: MOST_GROWTH_MB },
    { measured: ours.gaveUp === null ? 0 : 1, atMost: 0 },
  ]);
  printBudget(`time per event flat: at the end ≤ ${FLAT} × that of the second minute, page and engine`, [
    flat(following(ours).map(({ pageUsPerEvent }) => pageUsPerEvent)),
    flat(ours.looks.map(({ engineUsPerEvent }) => engineUsPerEvent ?? Number.NaN)),
  ]);
  printBudget('one AudioContext; ≤ 2,500 elements', [
    { measured: ours.audioContexts, atMost: 1 },
    { measured: ours.looks.at(-1)?.elements ?? Number.NaN, atMost: 2500 },
  ]);
}

function following(hour: Hour): Use[] {
  return hour.uses.filter(({ activity }) => activity === 'follow');
}

function flat(figures: number[]): Limit {
  return { measured: figures.at(-1) ?? Number.NaN, atMost: (figures[0] ?? Number.NaN) * FLAT };
}

function growthMb({ looks }: Hour): number {
  const [first, last] = [looks[0], looks.at(-1)];
  return first && last ? (last.page.heapBytes - first.page.heapBytes) / 1e6 : Number.NaN;
}

function lookRow(what: string, { minute, events, page, engine, elements, engineUsPerEvent }: Look): Row {
  return {
    label: `${what}, minute ${minute}`,
    cells: [
      String(events),
      megabytes(page.heapBytes),
      engine ? megabytes(engine.heapBytes) : '–',
      megabytes(page.bufferBytes + (engine?.bufferBytes ?? 0)),
      String(elements),
      us(engineUsPerEvent),
    ],
  };
}

function useRow(what: string, use: Use): Row {
  const { minute, activity, frames, busyShare, pageUsPerEvent, engineUsPerEvent } = use;
  return {
    label: `${what}, minute ${minute}: ${activity}`,
    cells: [
      ms(frames.median),
      ms(frames.p95),
      ms(frames.p99),
      ms(frames.worst),
      String(frames.dropped),
      String(frames.count),
      percent(busyShare),
      us(pageUsPerEvent),
      us(engineUsPerEvent),
    ],
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function us(value: number | null): string {
  return value === null ? '–' : value.toFixed(0);
}

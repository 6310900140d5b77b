/**
 * Budgets of the telephone: how many calls one core holds with every frame of 20 ms in its time, and what the bridge adds to each, ours
 * beside the least that can be written with `ws`. Two cores are needed.
 */

import { join } from 'node:path';
import { AskedProcess, forkModule, listening } from './harness/asked-process.ts';
import { chooseCores } from './harness/relay/cores.ts';
import type { PhoneFate, PhoneLoadCommands } from './harness/phone/phone-load.messages.ts';
import { type RunningPhone, phoneLoop, sidetonePhone } from './harness/phone/phone-system.ts';
import { IN_TIME_MS, type Rung, type RungPlan, climb } from './harness/phone/rung.ts';
import { type Limit, type Row, percent, print, printBudget, printTable, ratio } from './harness/report.ts';

const QUICK_RUNGS = [25, 50, 100, 150, 200, 300, 400];
const FULL_RUNGS = [25, 50, 75, 100, 125, 150, 175, 200, 250, 300, 350, 400, 500, 600];
const QUICK: RungPlan = { warmUpMs: 1500, measureMs: 3000 };
const FULL: RungPlan = { warmUpMs: 2500, measureMs: 8000 };
/** A look that fails is taken again: once may be somebody else's doing on a shared machine. */
const LOOKS = 2;
/** Calls of the figures for latency and processor time; more than twice what `calls` is by default. */
const BUSY_CALLS = 50;
const CPU_RATIO = 2.5;
const P99_MS = 5;

interface Series {
  phone: RunningPhone;
  rungs: Rung[];
  /** It was given up at the last rung. */
  isOver: boolean;
}

export async function run(): Promise<void> {
  const isQuick = process.env.BENCH_QUICK === '1';
  const plan = isQuick ? QUICK : FULL;
  const cores = chooseCores();
  print(cores.words);
  const child = forkModule(join(import.meta.dirname, 'harness/phone/phone-load.process.ts'), {
    prefix: cores.load,
  });
  const load = new AskedProcess<PhoneLoadCommands>('The load', child);
  const all: Series[] = [];
  try {
    const upstreamPort = await listening('The load', child);
    for (const start of [
      () => sidetonePhone('Sidetone', upstreamPort, cores),
      () => phoneLoop('bare loop (floor)', upstreamPort, cores),
    ]) {
      all.push({ phone: await start(), rungs: [], isOver: false });
    }
    // Its code is warm before anything counts.
    for (const { phone } of all) await climb(load, phone, BUSY_CALLS, QUICK);
    // One after the other on each rung, so that a bad minute of the machine's is bad for both.
    for (const calls of isQuick ? QUICK_RUNGS : FULL_RUNGS) {
      for (const series of all.filter(({ isOver }) => !isOver)) {
        const rung = await best(load, series.phone, calls, plan);
        series.rungs.push(rung);
        series.isOver = rung.verdict !== 'holds';
      }
    }
  } finally {
    for (const { phone } of all) await phone.stop();
    await load.stop();
  }
  report(all);
}

async function best(
  load: AskedProcess<PhoneLoadCommands>,
  phone: RunningPhone,
  calls: number,
  plan: RungPlan,
): Promise<Rung> {
  let rung = await climb(load, phone, calls, plan);
  for (let look = 1; look < LOOKS && rung.verdict !== 'holds'; look += 1) {
    const again = await climb(load, phone, calls, plan);
    if (worstShare(again) < worstShare(rung)) rung = again;
  }
  return rung;
}

function report(all: Series[]): void {
  const latencies = ['p50 ms', 'p99', 'p99.9', 'worst'];
  printTable(
    `Calls on one core, both ends speaking all the time; up: caller to model, down: model to caller`,
    ['CPU', ...latencies.map((name) => `up ${name}`), ...latencies.map((name) => `down ${name}`), 'lost', ''],
    all.flatMap(({ phone, rungs }) => rungs.map((rung) => row(phone.label, rung))),
  );
  const [ours, floor] = all;
  if (ours === undefined || floor === undefined) return;
  const [held, floorHeld] = [heldBy(ours), heldBy(floor)];
  print(
    `  A core holds ${words(ours)} calls of Sidetone's, ${words(floor)} of the loop's (${ratio(held, floorHeld)}):`,
  );
  print(`  99.9 % of all frames within ${IN_TIME_MS} ms both ways, none lost, reordered or changed.`);
  if (all.some(({ rungs }) => rungs.at(-1)?.verdict === 'too many for the load')) {
    print('  The load itself was late in the end: it could make no more, or the machine was busy.');
  }
  const [at, floorAt] = [busyRung(ours), busyRung(floor)];
  if (at !== undefined && floorAt !== undefined) {
    const added = (way: 'up' | 'down') => (at.seen[way].medianMs - floorAt.seen[way].medianMs).toFixed(2);
    print(
      `  With ${BUSY_CALLS} calls the bridge adds ${added('up')} ms up and ${added('down')} ms down to the loop, median.`,
    );
  }
  const cpuRatio = (at?.busy ?? Number.NaN) / (floorAt?.busy ?? Number.NaN);
  const within = (figure: 'p99Ms' | 'p999Ms', atMost: number): Limit[] =>
    (['up', 'down'] as const).map((way) => ({
      measured: at?.seen[way][figure] ?? Number.NaN,
      atMost,
      floor: floorAt?.seen[way][figure] ?? Number.NaN,
    }));
  printBudget(`${BUSY_CALLS} calls on a core: p99 ≤ ${P99_MS} ms, both ways`, within('p99Ms', P99_MS));
  printBudget(
    `${BUSY_CALLS} calls on a core: p99.9 ≤ ${IN_TIME_MS} ms, both ways, nothing lost, reordered or changed`,
    [
      ...within('p999Ms', IN_TIME_MS),
      { measured: at === undefined ? Number.NaN : wrong(at.fate), atMost: 0 },
    ],
  );
  printBudget(`CPU of a call ≤ ${CPU_RATIO} × the loop's (it is ${ratio(cpuRatio, 1)})`, [
    { measured: cpuRatio, atMost: CPU_RATIO },
  ]);
}

function row(label: string, { calls, seen, fate, busy, verdict }: Rung): Row {
  const cells = [seen.up, seen.down].flatMap(({ medianMs, p99Ms, p999Ms, worstMs }) =>
    [medianMs, p99Ms, p999Ms, worstMs].map((value) => value.toFixed(1)),
  );
  return {
    label: `${label}, ${calls}`,
    cells: [percent(busy), ...cells, String(wrong(fate)), verdict === 'holds' ? '' : verdict],
  };
}

const busyRung = ({ rungs }: Series): Rung | undefined => rungs.find(({ calls }) => calls === BUSY_CALLS);
const wrong = ({ lost, reordered, broken }: PhoneFate): number => lost + reordered + broken;
const worstShare = ({ seen, fate }: Rung): number =>
  wrong(fate) > 0 ? Infinity : Math.max(seen.up.p999Ms, seen.down.p999Ms);

function heldBy({ rungs }: Series): number {
  return rungs.findLast(({ verdict }) => verdict === 'holds')?.calls ?? 0;
}

/** With a sign where the load could not make more, or there was no further rung. */
function words(series: Series): string {
  if (heldBy(series) === 0) return 'no';
  const isLimit = series.rungs.at(-1)?.verdict === 'too many';
  return `${isLimit ? '' : '≥ '}${heldBy(series)}`;
}

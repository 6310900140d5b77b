/** Budgets: `speech_started` received → speakers silent, and first delta received → sound; with an empty and with a full log. */

import { LATENCY_HEADER, latencyRow, print, printBudget, printTable, ratioRow } from './harness/report.ts';
import { Stand } from './harness/stand.ts';
import { summarise } from './harness/statistics.ts';
import { fillLog } from './harness/full-log.ts';
import { measureTurns, type Turns } from './harness/turns.ts';

const TURNS = 24;
const LOG_EVENTS = 10_000;

export async function run(): Promise<void> {
  const stand = await Stand.start();
  try {
    const floorPage = await stand.floor({ tap: true });
    const floor = await measureTurns(stand.server, floorPage, TURNS);
    await floorPage.close();

    const page = await stand.console({ tap: true });
    const empty = await measureTurns(stand.server, page, TURNS);
    await fillLog(stand.server, page, LOG_EVENTS);
    const full = await measureTurns(stand.server, page, TURNS);
    await page.close();

    const table = (title: string, figure: 'untilSilence' | 'untilSound') => {
      const [f, e, l] = [summarise(floor[figure]), summarise(empty[figure]), summarise(full[figure])];
      printTable(title, LATENCY_HEADER, [
        latencyRow('console, empty log', e),
        latencyRow(`console, ${LOG_EVENTS} events`, l),
        latencyRow('floor', f),
        ratioRow('ratio, empty log', e, f),
        ratioRow(`ratio, ${LOG_EVENTS} events`, l, f),
      ]);
      return [e.worst, l.worst].map((measured) => ({ measured, floor: f.worst }));
    };
    const silence = table('speech_started sent → speakers silent, ms', 'untilSilence');
    printBudget(
      '≤ 15 worst, with a full log too',
      silence.map((figures) => ({ ...figures, atMost: 15 })),
    );
    const sound = table('First delta sent → sound, ms', 'untilSound');
    printBudget(
      '≤ 60, the same with a full log',
      sound.map((figures) => ({ ...figures, atMost: 60 })),
    );
    printFailures({ floor, 'console, empty log': empty, 'console, full log': full });
  } finally {
    await stand.stop();
  }
}

function printFailures(cases: Record<string, Turns>): void {
  for (const [label, { failed }] of Object.entries(cases)) {
    if (failed > 0)
      print(
        `  ${label}: ${failed} of ${TURNS} turns did not sound, or did not fall silent, and are left out`,
      );
  }
}

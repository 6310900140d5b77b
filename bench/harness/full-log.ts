/** Fills the console's event log with a burst, and times how long it takes until the last row is on the screen. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from './browser.ts';
import type { ScriptedServer } from './scripted-server.ts';
import type { LongTask } from './tap.ts';

const SHOWN_TIMEOUT_MS = 90_000;
/** After the last row: work that was put off belongs to the burst too. */
const AFTERMATH_MS = 1500;

export interface Burst {
  events: number;
  /** First event sent → last row in the log, milliseconds. */
  shownMs: number;
  longTasks: LongTask[];
}

let bursts = 0;

export async function fillLog(server: ScriptedServer, measured: Measured, events: number): Promise<Burst> {
  bursts += 1;
  // An event type that nobody knows must be kept and shown by its name, which makes it easy to find.
  const marker = `bench.marker.${bursts}`;
  await measured.takeLongTasks();
  const shown = measured.page.evaluate(waitForRow, { marker, timeoutMs: SHOWN_TIMEOUT_MS });
  const sent = await server.ask('burst', { events, marker });
  const shownAtMs = await shown;
  await sleep(AFTERMATH_MS);
  return {
    events: sent.events,
    shownMs: shownAtMs - sent.firstAtMs,
    longTasks: await measured.takeLongTasks(),
  };
}

/** Runs in the page: looks once each frame whether the log shows the marker. */
function waitForRow({ marker, timeoutMs }: { marker: string; timeoutMs: number }): Promise<number> {
  const deadlineMs = Date.now() + timeoutMs;
  return new Promise((resolve, reject) => {
    const look = () => {
      const log = document.querySelector(
        '[role=log], [role=grid][aria-label="Event log"], [aria-label="Event log"]',
      );
      if (!log) reject(new Error('The page has no event log.'));
      else if (log.textContent.includes(marker)) resolve(Date.now());
      else if (Date.now() > deadlineMs)
        reject(new Error(`The last row was not shown within ${timeoutMs / 1000} s.`));
      else requestAnimationFrame(look);
    };
    look();
  });
}

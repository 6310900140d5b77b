/** Leads one page through an hour of session, looks at it at given minutes, and uses it at the beginning and at the end. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from '../browser.ts';
import type { ScriptedServer } from '../scripted-server.ts';
import { type Activity, type Frames, watchActivity } from './frames.ts';
import { type Held, watchHeaps } from './heap.ts';

const POLL_MS = 20;
const MINUTE_MS = 60_000;
/** A page that takes this many times longer than it should will not come to the end. */
const PATIENCE = 3;
/** Until what was put off is done and the page is calm. */
const SETTLE_MS = 1000;
const ACTIVITIES: readonly Activity[] = ['follow', 'scroll', 'filter'];

interface Plan {
  /** Session time for real time. */
  speed: number;
  minutes: number;
  /** Besides the last. Of the first the memory that others are compared with. */
  looksAtMinutes: readonly number[];
  activityMs: number;
}

interface Thread {
  /** Of the minute that ends here. */
  usPerEvent: number;
  heapMb: number;
  bufferMb: number;
}

export interface Look {
  minute: number;
  /** Of both directions, since the beginning. */
  events: number;
  page: Thread;
  engine: Thread | null;
  elements: number;
}

export interface Hour {
  speed: number;
  looks: Look[];
  activities: { minute: number; activity: Activity; frames: Frames; busyShare: number }[];
  audioContexts: number;
  /** Why it did not come to the end. */
  gaveUp: string | null;
}

interface Spending {
  events: number;
  pageSeconds: number;
  engineMs: number | null;
}

class TooSlow extends Error {}

export async function liveThroughHour(
  server: ScriptedServer,
  measured: Measured,
  plan: Plan,
  selectors: { log: string; box: string },
  onMinute: (minute: number) => void,
): Promise<Hour> {
  const { page } = measured;
  const heaps = await watchHeaps(page, 'engine');
  const setSpeed = (speed: number) => page.evaluate((s) => window.hour.setSpeed(s), speed);
  const hour: Hour = { speed: plan.speed, looks: [], activities: [], audioContexts: 0, gaveUp: null };
  await server.ask('converse', {});
  const startMs = (await server.ask('progress', {})).inputMs;

  const until = async (minute: number): Promise<void> => {
    const goalMs = startMs + minute * MINUTE_MS;
    const fromMs = (await server.ask('progress', {})).inputMs;
    const deadlineMs = performance.now() + (PATIENCE * (goalMs - fromMs)) / plan.speed + MINUTE_MS / 2;
    for (;;) {
      const { inputMs } = await server.ask('progress', {});
      if (inputMs >= goalMs) return;
      if (performance.now() > deadlineMs) {
        const reached = ((inputMs - startMs) / MINUTE_MS).toFixed(0);
        throw new TooSlow(`it was ${PATIENCE} times slower than it had to be, at minute ${reached}`);
      }
      await sleep(POLL_MS);
    }
  };

  const spending = async (): Promise<Spending> => {
    const [{ events }, { taskSeconds }, engineMs] = await Promise.all([
      server.ask('progress', {}),
      measured.spent(),
      engineBusyMs(measured),
    ]);
    return { events, pageSeconds: taskSeconds, engineMs };
  };

  const look = async (minute: number): Promise<void> => {
    await setSpeed(plan.speed);
    await until(minute - 1);
    const before = await spending();
    await until(minute);
    const after = await spending();
    await setSpeed(1);
    await sleep(SETTLE_MS);
    const events = after.events - before.events;
    const engineHeld = await heaps.worker();
    hour.looks.push({
      minute,
      events: after.events,
      page: thread(((after.pageSeconds - before.pageSeconds) * 1e6) / events, await heaps.page()),
      engine:
        engineHeld && thread((((after.engineMs ?? 0) - (before.engineMs ?? 0)) * 1000) / events, engineHeld),
      elements: await page.evaluate(() => document.querySelectorAll('*').length),
    });
  };

  const activities = async (minute: number): Promise<void> => {
    for (const activity of ACTIVITIES) {
      const fromMs = performance.now();
      const before = await measured.spent();
      const frames = await watchActivity(page, activity, plan.activityMs, selectors);
      const after = await measured.spent();
      const busyShare = ((after.taskSeconds - before.taskSeconds) * 1000) / (performance.now() - fromMs);
      hour.activities.push({ minute, activity, frames, busyShare });
      await sleep(SETTLE_MS);
    }
  };

  const minutes = [...plan.looksAtMinutes.filter((minute) => minute < plan.minutes), plan.minutes];
  try {
    for (const [i, minute] of minutes.entries()) {
      await look(minute);
      onMinute(minute);
      if (i === 0 || i === minutes.length - 1) await activities(minute);
    }
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error;
    hour.gaveUp = error.message;
  }
  hour.audioContexts = await page.evaluate(() => window.hour.audioContexts);
  return hour;
}

function thread(usPerEvent: number, { heapBytes, bufferBytes }: Held): Thread {
  return { usPerEvent, heapMb: heapBytes / 1e6, bufferMb: bufferBytes / 1e6 };
}

/** Null where there is no engine. */
async function engineBusyMs({ page }: Measured): Promise<number | null> {
  for (const worker of page.workers()) {
    const busyMs = await worker.evaluate(
      () => (globalThis as { benchSpent?: { busyMs: number } }).benchSpent?.busyMs ?? null,
    );
    if (busyMs !== null) return busyMs;
  }
  return null;
}

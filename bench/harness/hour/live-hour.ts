/** Leads one page through an hour of session, looks at it at given minutes, and uses it at the beginning and at the end. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from '../browser.ts';
import type { ScriptedServer } from '../scripted-server.ts';
import { type Activity, type Frames, watchActivity } from './frames.ts';
import { type Held, watchHeaps } from './heap.ts';
import { TURNS_PER_ROUND } from './hour-script.ts';

const POLL_MS = 20;
const MINUTE_MS = 60_000;
/** A page that takes this many times longer than it should will not come to the end. */
const PATIENCE = 3;
/** Until what was put off is done and the page is calm. */
const SETTLE_MS = 1000;

interface Plan {
  /** Session time for real time. */
  speed: number;
  minutes: number;
  /** Besides the last. The first is what others are compared with. */
  looksAtMinutes: readonly number[];
  activityMs: Record<Activity, number>;
}

export interface Look {
  minute: number;
  /** Of both directions, since the beginning. */
  events: number;
  /** Of the minute that ends here; null: there is no engine. */
  engineUsPerEvent: number | null;
  page: Held;
  engine: Held | null;
  elements: number;
}

/** At the speed of life. */
export interface Use {
  minute: number;
  activity: Activity;
  frames: Frames;
  busyShare: number;
  /** Processor time of the page's thread, and time that the engine spent in its tasks. */
  pageUsPerEvent: number;
  engineUsPerEvent: number | null;
}

export interface Hour {
  speed: number;
  looks: Look[];
  uses: Use[];
  audioContexts: number;
  /** Why it did not come to the end. */
  gaveUp: string | null;
}

interface Spending {
  events: number;
  taskSeconds: number;
  cpuSeconds: number;
  engineMs: number | null;
}

class TooSlow extends Error {}

export async function liveThroughHour(
  server: ScriptedServer,
  measured: Measured,
  plan: Plan,
  onMinute: (minute: number) => void,
): Promise<Hour> {
  const { page } = measured;
  const heaps = await watchHeaps(page, 'engine');
  const setSpeed = (speed: number) => page.evaluate((s) => window.hour.setSpeed(s), speed);
  const hour: Hour = { speed: plan.speed, looks: [], uses: [], audioContexts: 0, gaveUp: null };
  await server.ask('converse', {});
  const startMs = (await server.ask('progress', {})).inputMs;

  const until = async (minute: number): Promise<void> => {
    const goalMs = startMs + minute * MINUTE_MS;
    const fromMs = (await server.ask('progress', {})).inputMs;
    const deadlineMs = performance.now() + (PATIENCE * (goalMs - fromMs)) / plan.speed + MINUTE_MS / 4;
    for (;;) {
      const { inputMs } = await server.ask('progress', {});
      if (inputMs >= goalMs) return;
      if (performance.now() > deadlineMs) {
        const reached = ((inputMs - startMs) / MINUTE_MS).toFixed(0);
        throw new TooSlow(`more than ${PATIENCE} times slower than it had to be, at minute ${reached}`);
      }
      await sleep(POLL_MS);
    }
  };

  const untilNextRound = async (): Promise<void> => {
    const round = async () => Math.ceil((await server.ask('progress', {})).turns / TURNS_PER_ROUND);
    const current = await round();
    while ((await round()) === current) await sleep(POLL_MS);
  };

  const spending = async (): Promise<Spending> => {
    const [{ events }, spent, engineMs] = await Promise.all([
      server.ask('progress', {}),
      measured.spent(),
      engineBusyMs(measured),
    ]);
    return { events, ...spent, engineMs };
  };

  const look = async (minute: number): Promise<void> => {
    await setSpeed(plan.speed);
    await until(minute - 1);
    const before = await spending();
    await until(minute);
    const after = await spending();
    await weigh(minute, after.events, engineUsPerEvent(before, after));
    onMinute(minute);
  };

  const weigh = async (minute: number, events: number, usPerEvent: number | null): Promise<void> => {
    await setSpeed(1);
    await sleep(SETTLE_MS);
    hour.looks.push({
      minute,
      events,
      engineUsPerEvent: usPerEvent,
      page: await heaps.page(),
      engine: await heaps.worker(),
      elements: await page.evaluate(() => document.querySelectorAll('*').length),
    });
  };

  const measureUse = async (minute: number, activity: Activity): Promise<void> => {
    const before = await spending();
    const fromMs = performance.now();
    const frames = await watchActivity(page, activity, plan.activityMs[activity]);
    const tookSeconds = (performance.now() - fromMs) / 1000;
    const after = await spending();
    hour.uses.push({
      minute,
      activity,
      frames,
      busyShare: (after.taskSeconds - before.taskSeconds) / tookSeconds,
      pageUsPerEvent: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / (after.events - before.events),
      engineUsPerEvent: engineUsPerEvent(before, after),
    });
    await sleep(SETTLE_MS);
  };

  const measureUses = async (minute: number): Promise<void> => {
    await setSpeed(plan.speed);
    await untilNextRound();
    await setSpeed(1);
    await measureUse(minute, 'follow');
    await measureUse(minute, 'scroll');
    await measureUse(minute, 'filter');
  };

  const minutes = [...plan.looksAtMinutes.filter((minute) => minute < plan.minutes), plan.minutes];
  try {
    for (const [i, minute] of minutes.entries()) {
      await look(minute);
      if (i === 0 || i === minutes.length - 1) await measureUses(minute);
    }
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error;
    hour.gaveUp = error.message;
    const { inputMs, events } = await server.ask('progress', {});
    const minute = Math.round((inputMs - startMs) / MINUTE_MS);
    await weigh(minute, events, null);
    await measureUses(minute);
  }
  hour.audioContexts = await page.evaluate(() => window.hour.audioContexts);
  return hour;
}

function engineUsPerEvent(before: Spending, after: Spending): number | null {
  if (before.engineMs === null || after.engineMs === null) return null;
  return ((after.engineMs - before.engineMs) * 1000) / (after.events - before.events);
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

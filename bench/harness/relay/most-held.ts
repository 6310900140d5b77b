/** How many sessions a system holds on its core: finds the largest number with which it still keeps up. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { AskedProcess } from '../asked-process.ts';
import type { LoadCommands, Target } from './load.messages.ts';

export interface HoldPlan {
  /** How exactly. */
  step: number;
  measureMs: number;
}

export interface Hold {
  /** NaN when that was not looked for. */
  held: number;
  /** It may hold more: the load could not make it. */
  isLoadsLimit: boolean;
}

type Verdict = 'holds' | 'too many' | 'too many for the load';

const HELD_P99_MS = 20;
/** A load that is later than this, p99, does not send what it should. */
const LATE_MS = 10;
const SETTLE_MS = 800;
/** Where to begin: the core is so busy with that many, by what one session cost. */
const GUESS_BUSY_MS = 700;
const MESSAGES_PER_SECOND = 70;
/** Bounds how long the search takes; each look that fails is taken twice. */
const MAX_LOOKS = 8;

/** Begins near the limit, goes up while the system holds, or down until it does. `cpuMs` is what a thousand messages cost. */
export async function mostHeld(
  load: AskedProcess<LoadCommands>,
  target: Target,
  plan: HoldPlan | null,
  cpuMs: number,
): Promise<Hold> {
  let held = Number.NaN;
  let isLoadsLimit = false;
  if (plan === null) return { held, isLoadsLimit };
  const { step, measureMs } = plan;
  const guess = GUESS_BUSY_MS / ((MESSAGES_PER_SECOND * cpuMs) / 1000);
  let sessions = Math.max(step, Math.round(guess / step) * step);
  let hasFailed = false;
  for (let look = 0; look < MAX_LOOKS && sessions > 0; look += 1) {
    let verdict = await tryWith(load, target, sessions, measureMs);
    if (verdict !== 'holds') {
      // Once may be somebody else's doing: the machine is shared.
      look += 1;
      verdict = await tryWith(load, target, sessions, measureMs);
    }
    if (verdict === 'holds') held = sessions;
    else isLoadsLimit = verdict === 'too many for the load';
    if (verdict === 'holds' ? hasFailed : held > 0) break;
    hasFailed ||= verdict !== 'holds';
    sessions += hasFailed ? -step : step;
  }
  return { held, isLoadsLimit };
}

async function tryWith(
  load: AskedProcess<LoadCommands>,
  target: Target,
  sessions: number,
  measureMs: number,
): Promise<Verdict> {
  await load.ask('open', { target, sessions });
  await load.ask('start', {});
  await sleep(SETTLE_MS);
  await load.ask('mark', {});
  await sleep(measureMs);
  const { up, down, lateMs } = await load.ask('seen', {});
  const { lost, reordered, broken } = await load.ask('stop', {});
  if (lateMs > LATE_MS) return 'too many for the load';
  const isInTime = up.p99Ms < HELD_P99_MS && down.p99Ms < HELD_P99_MS;
  return isInTime && lost + reordered + broken === 0 ? 'holds' : 'too many';
}

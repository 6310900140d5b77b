/** One look at one system with so many calls: latency both ways, processor time, and whether every frame came in its time. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { AskedProcess } from '../asked-process.ts';
import type { PhoneFate, PhoneLoadCommands, PhoneSeen } from './phone-load.messages.ts';
import type { RunningPhone } from './phone-system.ts';

export interface RungPlan {
  warmUpMs: number;
  measureMs: number;
}

export interface Rung {
  calls: number;
  seen: PhoneSeen;
  fate: PhoneFate;
  /** Share of the core. */
  busy: number;
  verdict: 'holds' | 'too many' | 'too many for the load';
}

/** A frame that comes later than the next is too late for a telephone that plays without a buffer. */
export const IN_TIME_MS = 20;
/** A load that is later than this, p99, does not send what it should. */
const LOAD_LATE_MS = 5;
/** Until what the last calls left behind is gone. */
const SETTLE_MS = 500;

export async function climb(
  load: AskedProcess<PhoneLoadCommands>,
  { target, spent }: RunningPhone,
  calls: number,
  { warmUpMs, measureMs }: RungPlan,
): Promise<Rung> {
  await load.ask('open', { target, calls });
  await load.ask('start', {});
  await sleep(warmUpMs);
  await load.ask('mark', {});
  const fromMs = performance.now();
  const before = await spent.cpuMs();
  await sleep(measureMs);
  const busy = ((await spent.cpuMs()) - before) / (performance.now() - fromMs);
  const seen = await load.ask('seen', {});
  const fate = await load.ask('stop', {});
  await sleep(SETTLE_MS);
  return { calls, seen, fate, busy, verdict: verdictOf(seen, fate) };
}

function verdictOf({ up, down, lateMs }: PhoneSeen, fate: PhoneFate): Rung['verdict'] {
  const isWhole = fate.lost + fate.reordered + fate.broken === 0;
  if (isWhole && up.p999Ms <= IN_TIME_MS && down.p999Ms <= IN_TIME_MS) return 'holds';
  return lateMs > LOAD_LATE_MS ? 'too many for the load' : 'too many';
}

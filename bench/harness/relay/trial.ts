/** One look at one system, from its start to its end: memory of idle sessions, latency and processor time under load, and how many it holds. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AskedProcess, forkModule, listening } from '../asked-process.ts';
import type { Cores } from './cores.ts';
import type { Fate, LoadCommands, Seen } from './load.messages.ts';
import { type Hold, type HoldPlan, mostHeld } from './most-held.ts';
import type { Running, System } from './system.ts';

export interface Plan {
  /** Sessions of the figures for latency and processor time. */
  sessions: number;
  idleSessions: number;
  warmUpMs: number;
  measureMs: number;
  /** Null: do not look for how many are held. */
  hold: HoldPlan | null;
}

export interface Figures extends Hold {
  seen: Seen;
  fate: Fate;
  /** Milliseconds for a thousand messages; NaN where there is no process. */
  cpuMs: number;
  bytesPerSession: number;
}

/** Before idle sessions are counted, as many messages as make the program's code and pools what they will be. */
const FIRST_SESSIONS = 10;
const FIRST_MESSAGES = 100;
const IDLE_MESSAGES = 5;
/** Until counting begins: connections are made, buffers are at their size. */
const SETTLE_MS = 700;

export async function tryOut(system: System, plan: Plan, cores: Cores): Promise<Figures> {
  const child = forkModule(join(import.meta.dirname, 'load.process.ts'), { prefix: cores.load });
  const load = new AskedProcess<LoadCommands>('The load', child);
  try {
    const upstreamPort = await listening('The load', child);
    const running = await system.start(upstreamPort, cores);
    try {
      return await figures(load, running, plan);
    } finally {
      await running.stop();
    }
  } finally {
    await load.stop();
  }
}

async function figures(load: AskedProcess<LoadCommands>, running: Running, plan: Plan): Promise<Figures> {
  const bytesPerSession = await idleMemory(load, running, plan.idleSessions);
  const { target, spent } = running;
  await load.ask('open', { target, sessions: plan.sessions });
  await load.ask('start', {});
  await sleep(plan.warmUpMs);
  await load.ask('mark', {});
  const before = await spent?.cpuMs();
  await sleep(plan.measureMs);
  const after = await spent?.cpuMs();
  const seen = await load.ask('seen', {});
  const fate = await load.ask('stop', {});
  const perThousand = 1000 / seen.messages;
  const cpuMs = ((after ?? Number.NaN) - (before ?? Number.NaN)) * perThousand;
  const hold = await mostHeld(load, target, plan.hold, Math.max(cpuMs || 0, seen.loadCpuMs * perThousand));
  return { seen, fate, cpuMs, bytesPerSession, ...hold };
}

async function idleMemory(
  load: AskedProcess<LoadCommands>,
  { target, spent }: Running,
  sessions: number,
): Promise<number> {
  if (spent === null) return Number.NaN;
  await load.ask('open', { target, sessions: FIRST_SESSIONS });
  await load.ask('exchange', { count: FIRST_MESSAGES });
  await load.ask('stop', {});
  await sleep(SETTLE_MS);
  const before = await spent.residentBytes();
  await load.ask('open', { target, sessions });
  await load.ask('exchange', { count: IDLE_MESSAGES });
  const after = await spent.residentBytes();
  await load.ask('stop', {});
  await sleep(SETTLE_MS);
  return (after - before) / sessions;
}

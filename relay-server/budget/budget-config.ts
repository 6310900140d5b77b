/** The section `budgets` of the configuration file: how much clients may have. What is absent is not limited. */

import { z } from 'zod';

export interface Budget {
  /** Sessions of one client at once. */
  sessionsPerClient?: number | undefined;
  minutesPerSession?: number | undefined;
  /** Of one client and UTC day, over all its sessions. */
  minutesPerDay?: number | undefined;
  usdPerDay?: number | undefined;
  /** From the client, in each session. */
  bytesPerSecond?: number | undefined;
}

export interface Budgets {
  /** Sessions at once, of all clients. */
  sessions?: number | undefined;
  everyone: Budget;
  /** What differs for a named client, by its name. */
  clients: Readonly<Record<string, Budget>>;
}

export const NO_BUDGETS: Budgets = { everyone: {}, clients: {} };

/** A microphone at 24 kHz is 64 kB of base64 a second, and the events around it some more; less would cut speech. */
const MIN_BYTES_PER_SECOND = 80_000;

/** Far more than any service keeps open, and short enough for a timer: Node takes what is longer for one millisecond. */
const MAX_SESSION_MINUTES = 7 * 24 * 60;

const count = z.int('must be a whole number').min(1, 'must be at least 1');
const amount = z.number('must be a number').positive('must be more than 0');

const budget = {
  sessionsPerClient: count.optional(),
  minutesPerSession: amount
    .max(MAX_SESSION_MINUTES, `must be at most ${MAX_SESSION_MINUTES}, a week; leave it out for no limit`)
    .optional(),
  minutesPerDay: amount.optional(),
  usdPerDay: amount.optional(),
  bytesPerSecond: z
    .number('must be a number')
    .min(MIN_BYTES_PER_SECOND, `must be at least ${MIN_BYTES_PER_SECOND}, or speech would not fit`)
    .optional(),
};

export function budgetsSection() {
  return z
    .strictObject({
      sessions: count.optional(),
      ...budget,
      clients: z.record(z.string(), z.strictObject(budget)).default({}),
    })
    .transform(({ sessions, clients, ...everyone }): Budgets => ({ sessions, everyone, clients }))
    .optional();
}

/** A limit of a client that is not one of the named clients would never count: a slip of the pen. */
export function budgetProblems(budgets: Budgets, names: readonly string[]): string[] {
  return Object.keys(budgets.clients)
    .filter((name) => !names.includes(name))
    .map(
      (name) =>
        `The configuration file: budgets.clients.${name} is no client; add it to clients, or remove it.`,
    );
}

/** What holds for a client: its own limits, and everyone's where it has none. `name` is its label. */
export function budgetOf(budgets: Budgets, name: string): Budget {
  const own = Object.hasOwn(budgets.clients, name) ? budgets.clients[name] : undefined;
  const given = Object.entries(own ?? {}).filter(([, value]) => value !== undefined);
  return { ...budgets.everyone, ...Object.fromEntries(given) };
}

export function hasDailyLimits({ everyone, clients }: Budgets): boolean {
  return [everyone, ...Object.values(clients)].some(
    ({ minutesPerDay, usdPerDay }) => minutesPerDay !== undefined || usdPerDay !== undefined,
  );
}

/**
 * Holds clients to their budgets: who is over one is not let in, and a session that reaches one is ended with words. Counts time and
 * money of every session, also where nothing is limited, for those who look at the relay.
 */

import type { Clock } from '../../src/lib/clock.ts';
import type { BudgetLimit, BudgetReport } from '../../src/lib/budget-report.ts';
import type { Client } from '../access/client.ts';
import type { Refusal } from '../access/refusal.ts';
import type { Arrival, Member, RelayPart, RelayedSession } from '../relay/part.ts';
import { Rate } from '../relay/rate.ts';
import { type Budget, type Budgets, budgetOf } from './budget-config.ts';
import { allSessionsTaken, dayUsedUp, sessionTooLong, sessionsTaken } from './budget-words.ts';
import type { DayLedger } from './day-ledger.ts';
import { SpendMeter } from './spend-meter.ts';

const MINUTE_MS = 60_000;
/** How often time is counted while a session runs. */
const TICK_MS = 1000;

export interface BudgetDeps {
  budgets: Budgets;
  ledger: DayLedger;
  clock: Clock;
  nowEpochMs: () => number;
}

export class BudgetPart implements RelayPart {
  readonly #deps: BudgetDeps;
  /** Sessions at once, by client. */
  readonly #running = new Map<string, number>();
  #all = 0;

  constructor(deps: BudgetDeps) {
    this.#deps = deps;
  }

  admit({ client }: Arrival): Refusal | null {
    const { budgets, nowEpochMs, ledger } = this.#deps;
    if (budgets.sessions !== undefined && this.#all >= budgets.sessions) return allSessionsTaken();
    const budget = budgetOf(budgets, client.label);
    const most = budget.sessionsPerClient;
    if (most !== undefined && this.#runningOf(client) >= most) return sessionsTaken(most);
    const reached = this.#reached(client, budget);
    if (reached === null) return null;
    const { code, message } = dayUsedUp(reached);
    const retryAfterS = Math.ceil((ledger.resetsAtEpochMs() - nowEpochMs()) / 1000);
    return { status: 429, code, message, retryAfterS };
  }

  join(session: RelayedSession): Member {
    const { budgets, ledger, clock } = this.#deps;
    const { client, scope } = session;
    const budget = budgetOf(budgets, client.label);
    const meter = new SpendMeter(session.upstream, session.model);
    this.#all += 1;
    this.#running.set(client.key, this.#runningOf(client) + 1);
    if (budget.minutesPerSession !== undefined) {
      const minutes = budget.minutesPerSession;
      scope.after(minutes * MINUTE_MS, () => session.fail(sessionTooLong(minutes)));
    }
    let countedAtMs = clock.nowMs();
    const countTime = (): void => {
      const nowMs = clock.nowMs();
      ledger.add(client.key, { ms: nowMs - countedAtMs, usd: 0 });
      countedAtMs = nowMs;
    };
    const endIfUsedUp = (): void => {
      const reached = this.#reached(client, budget);
      if (reached !== null) session.fail(dayUsedUp(reached));
    };
    scope.every(TICK_MS, () => {
      countTime();
      endIfUsedUp();
    });
    const { bytesPerSecond } = budget;
    // A second's worth at once is a burst, not a flood.
    const rate =
      bytesPerSecond === undefined ? null : new Rate(bytesPerSecond, bytesPerSecond * 2, countedAtMs);
    return {
      spentUsd: () => meter.usd,
      tap: {
        toServer(frame) {
          meter.sent(frame);
          const waitMs = rate?.take(frame.bytes.length, clock.nowMs()) ?? 0;
          if (waitMs > 0) session.slowDown(waitMs);
        },
        toClient(frame) {
          const usd = meter.read(frame);
          if (usd === 0) return;
          ledger.add(client.key, { ms: 0, usd });
          // Once this frame has gone on its way: what was paid for is delivered.
          queueMicrotask(endIfUsedUp);
        },
      },
      ended: () => {
        countTime();
        ledger.add(client.key, { ms: 0, usd: meter.leftUnsaid() });
        this.#all -= 1;
        const left = this.#runningOf(client) - 1;
        if (left > 0) this.#running.set(client.key, left);
        else this.#running.delete(client.key);
      },
    };
  }

  /** What this client may have and has had. */
  report(client: Client): BudgetReport {
    const { budgets, ledger, nowEpochMs } = this.#deps;
    const { sessionsPerClient, minutesPerSession, minutesPerDay, usdPerDay } = budgetOf(
      budgets,
      client.label,
    );
    const used = ledger.used(client.key);
    const resetsAtEpochMs = ledger.resetsAtEpochMs();
    const limits: BudgetLimit[] = [];
    const add = (
      kind: BudgetLimit['kind'],
      limit: number | undefined,
      count: number,
      resets: number | null,
    ) => {
      if (limit !== undefined) limits.push({ kind, limit, used: count, resetsAtEpochMs: resets });
    };
    add('sessions', sessionsPerClient, this.#runningOf(client), null);
    add('session-minutes', minutesPerSession, 0, null);
    add('day-minutes', minutesPerDay, used.ms / MINUTE_MS, resetsAtEpochMs);
    add('day-usd', usdPerDay, used.usd, resetsAtEpochMs);
    return { nowEpochMs: nowEpochMs(), limits };
  }

  #runningOf({ key }: Client): number {
    return this.#running.get(key) ?? 0;
  }

  /** The daily limit that the client has reached, if any. */
  #reached({ key }: Client, budget: Budget): { minutes: number } | { usd: number } | null {
    const { minutesPerDay, usdPerDay } = budget;
    if (minutesPerDay === undefined && usdPerDay === undefined) return null;
    const used = this.#deps.ledger.used(key);
    if (minutesPerDay !== undefined && used.ms >= minutesPerDay * MINUTE_MS)
      return { minutes: minutesPerDay };
    if (usdPerDay !== undefined && used.usd >= usdPerDay) return { usd: usdPerDay };
    return null;
  }
}

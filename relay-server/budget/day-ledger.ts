/**
 * What each client has used since midnight UTC. Kept in memory, and written down now and then so that a restart does not forget it; what
 * cannot be written or read costs a warning and nothing else.
 */

import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';

export interface Used {
  ms: number;
  usd: number;
}

/** As it is written down. */
export interface LedgerPage {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  clients: Record<string, Used>;
}

export interface LedgerStore {
  /** Null when there is nothing, or nothing that can be read. Never rejects. */
  load(): Promise<LedgerPage | null>;
  /** Rejects when it cannot be written. */
  save(page: LedgerPage): Promise<void>;
}

const DAY_MS = 24 * 3600 * 1000;
const SAVE_EVERY_MS = 5000;
/** More clients a day than this, and those that have used least are forgotten. */
const MAX_CLIENTS = 20_000;
const NOTHING: Used = { ms: 0, usd: 0 };

export interface DayLedgerDeps {
  /** Null: nothing is written down. */
  store: LedgerStore | null;
  clock: Clock;
  nowEpochMs: () => number;
  log: { warn(fields: object, message: string): void };
  maxClients?: number;
}

export class DayLedger {
  readonly #deps: DayLedgerDeps;
  readonly #scope: Scope;
  #day: number;
  #clients = new Map<string, Used>();
  #isDirty = false;
  #hasWarned = false;
  /** Saves follow one another. */
  #saving: Promise<void> = Promise.resolve();

  private constructor(deps: DayLedgerDeps) {
    this.#deps = deps;
    this.#day = this.#today();
    this.#scope = new Scope(deps.clock);
    if (deps.store !== null) this.#scope.every(SAVE_EVERY_MS, () => this.#save());
  }

  /** Begins with what was written down today. */
  static async open(deps: DayLedgerDeps): Promise<DayLedger> {
    const ledger = new DayLedger(deps);
    const page = await deps.store?.load();
    if (page?.day === nameOf(ledger.#day)) ledger.#clients = new Map(Object.entries(page.clients));
    return ledger;
  }

  used(clientKey: string): Used {
    this.#turnPage();
    return this.#clients.get(clientKey) ?? NOTHING;
  }

  add(clientKey: string, { ms, usd }: Used): void {
    if (ms === 0 && usd === 0) return;
    const before = this.used(clientKey);
    this.#clients.set(clientKey, { ms: before.ms + ms, usd: before.usd + usd });
    this.#isDirty = true;
    if (this.#clients.size > (this.#deps.maxClients ?? MAX_CLIENTS)) this.#forgetLeast();
  }

  /** When everybody starts again at nothing. */
  resetsAtEpochMs(): number {
    return (this.#today() + 1) * DAY_MS;
  }

  /** Writes down what is not yet. */
  async close(): Promise<void> {
    this.#scope.dispose();
    this.#save();
    await this.#saving;
  }

  #today(): number {
    return Math.floor(this.#deps.nowEpochMs() / DAY_MS);
  }

  #turnPage(): void {
    const today = this.#today();
    if (today === this.#day) return;
    this.#day = today;
    this.#clients.clear();
    this.#isDirty = true;
  }

  /** The lesser half by time: who has hardly begun loses least by it. */
  #forgetLeast(): void {
    const most = [...this.#clients].toSorted(([, a], [, b]) => b.usd - a.usd || b.ms - a.ms);
    this.#clients = new Map(most.slice(0, Math.ceil(most.length / 2)));
  }

  #save(): void {
    const { store, log } = this.#deps;
    if (store === null || !this.#isDirty) return;
    this.#isDirty = false;
    const page: LedgerPage = { day: nameOf(this.#day), clients: Object.fromEntries(this.#clients) };
    this.#saving = this.#saving
      .then(() => store.save(page))
      .catch((error: unknown) => {
        this.#isDirty = true;
        if (!this.#hasWarned)
          log.warn({ err: error }, 'the budgets could not be written down; they hold until a restart');
        this.#hasWarned = true;
      });
  }
}

function nameOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

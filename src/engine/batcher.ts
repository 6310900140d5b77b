/**
 * Gathers what changed and sends it to the page as one batch, at most one on its way at a time: the page acknowledges when it has shown
 * the last. A slow or hidden page therefore gets fewer and larger batches, and speech never waits for it. A batch of nothing but sound,
 * of which there are thirty a second, does not hold up news: one may follow it into the same frame.
 */

import type { Scope } from '../lib/scope.ts';
import type { Turn } from '../session/turns.ts';
import type { Item } from '../session/types.ts';
import type { EngineBatch, LogRow, OrderTail } from './engine.messages.ts';
import { LOG_ROWS_PER_BATCH } from './engine.messages.ts';

export interface LogSource {
  takeChanges(limit: number): LogRow[];
  readonly length: number;
  readonly hasChanges: boolean;
  readonly hasNewRows: boolean;
}

/** What pulls from elsewhere when a batch is made. */
export interface BatchSources {
  log(): LogSource;
  timeline(): EngineBatch['timeline'];
  send(batch: EngineBatch): void;
}

/** Sound alone needs no more than 30 pictures a second; everything else goes out at once. */
const TIMELINE_PERIOD_MS = 33;
/** A new row is shown in the next frame; a count that grows in an open row is read no faster than this. */
const GROWN_ROWS_PERIOD_MS = 125;

type Facts = Omit<
  EngineBatch,
  'reset' | 'items' | 'turns' | 'log' | 'timeline' | 'notices' | 'clearedNotices'
>;

export class Batcher {
  readonly #scope: Scope;
  readonly #sources: BatchSources;
  #facts: Facts = {};
  #reset = false;
  #upserts = new Map<string, Item>();
  #removed = new Set<string>();
  /** Tells the order of the items, where it has changed. */
  #order: (() => string[]) | null = null;
  /** The order that the page has. */
  #toldOrder: string[] = [];
  #turns = new Map<string, Turn>();
  #notices: NonNullable<EngineBatch['notices']> = [];
  #cleared: string[] = [];
  #timelineDirty = false;
  #urgent = false;
  /** Batches that the page has not shown yet: whether each brought sound alone. */
  readonly #unshown: boolean[] = [];
  #timer: (() => void) | null = null;
  #flushArmed = false;
  /** The log was sent a moment ago: rows that only grow wait. */
  #logResting = false;
  #logWaiting = false;

  constructor(scope: Scope, sources: BatchSources) {
    this.#scope = scope;
    this.#sources = sources;
  }

  /** A new session: what was gathered of the former one is dropped. */
  reset(): void {
    this.#facts = {};
    this.#reset = true;
    this.#upserts.clear();
    this.#removed.clear();
    this.#order = null;
    this.#toldOrder = [];
    this.#turns.clear();
    this.#notices = [];
    this.#cleared = [];
    this.#timelineDirty = false;
    this.#soon();
  }

  set(facts: Facts): void {
    Object.assign(this.#facts, facts);
    this.#soon();
  }

  upsert(item: Item): void {
    this.#removed.delete(item.id);
    this.#upserts.set(item.id, item);
    this.#soon();
  }

  remove(itemId: string): void {
    this.#upserts.delete(itemId);
    this.#removed.add(itemId);
    this.#soon();
  }

  /** It has changed; `order` is asked when the batch is made. */
  order(order: () => string[]): void {
    this.#order = order;
    this.#soon();
  }

  turn(turn: Turn): void {
    this.#turns.set(turn.id, turn);
    this.#soon();
  }

  notice(notice: NonNullable<EngineBatch['notices']>[number]): void {
    this.#cleared = this.#cleared.filter((key) => key !== notice.key);
    this.#notices.push(notice);
    this.#soon();
  }

  clearNotice(key: string): void {
    this.#notices = this.#notices.filter((notice) => notice.key !== key);
    this.#cleared.push(key);
    this.#soon();
  }

  logChanged(): void {
    if (this.#sources.log().hasNewRows || !this.#logResting) this.#soon();
    else this.#logWaiting = true;
  }

  timelineChanged(): void {
    this.#timelineDirty = true;
    if (this.#unshown.length > 0 || this.#urgent || this.#timer) return;
    this.#timer = this.#scope.after(TIMELINE_PERIOD_MS, () => {
      this.#timer = null;
      this.#flush();
    });
  }

  /** The page has shown the oldest batch that it had not. */
  acknowledged(): void {
    this.#unshown.shift();
    if (this.#urgent || this.#sources.log().hasNewRows) this.#flush();
    else if (this.#timelineDirty) this.timelineChanged();
  }

  #soon(): void {
    this.#urgent = true;
    if (this.#maySend && !this.#flushArmed) this.#flushAfterThisTask();
  }

  get #maySend(): boolean {
    const [soundAlone, ...more] = this.#unshown;
    return more.length === 0 && soundAlone !== false;
  }

  #restLog(): void {
    if (this.#logResting) return;
    this.#logResting = true;
    this.#scope.after(GROWN_ROWS_PERIOD_MS, () => {
      this.#logResting = false;
      if (!this.#logWaiting) return;
      this.#logWaiting = false;
      this.#soon();
    });
  }

  /** Several changes of one event go out together: the end of the current task is soon enough. */
  #flushAfterThisTask(): void {
    this.#timer?.();
    this.#flushArmed = true;
    this.#timer = this.#scope.after(0, () => {
      this.#timer = null;
      this.#flush();
    });
  }

  #flush(): void {
    if (!this.#maySend) return;
    this.#timer?.();
    this.#timer = null;
    this.#flushArmed = false;
    const batch: EngineBatch = { ...this.#facts };
    if (this.#reset) batch.reset = true;
    if (this.#upserts.size > 0 || this.#removed.size > 0 || this.#order) {
      const removed = this.#removed;
      if (removed.size > 0) this.#toldOrder = this.#toldOrder.filter((itemId) => !removed.has(itemId));
      const order = this.#order && this.#orderTail(this.#order());
      batch.items = { upserts: [...this.#upserts.values()], removed: [...removed], order };
    }
    if (this.#turns.size > 0) batch.turns = [...this.#turns.values()];
    const log = this.#sources.log();
    if (log.hasNewRows || this.#reset || (log.hasChanges && !this.#logResting)) {
      batch.log = { rows: log.takeChanges(LOG_ROWS_PER_BATCH), length: log.length };
      this.#restLog();
    }
    if (this.#timelineDirty) batch.timeline = this.#sources.timeline();
    if (this.#notices.length > 0) batch.notices = this.#notices;
    if (this.#cleared.length > 0) batch.clearedNotices = this.#cleared;
    this.#facts = {};
    this.#reset = false;
    this.#upserts = new Map();
    this.#removed = new Set();
    this.#order = null;
    this.#turns = new Map();
    this.#notices = [];
    this.#cleared = [];
    this.#timelineDirty = false;
    this.#urgent = false;
    this.#unshown.push(Object.keys(batch).every((field) => field === 'timeline'));
    this.#sources.send(batch);
  }

  #orderTail(order: string[]): OrderTail {
    const told = this.#toldOrder;
    const most = Math.min(told.length, order.length);
    let from = 0;
    while (from < most && told[from] === order[from]) from += 1;
    this.#toldOrder = order;
    return { from, ids: order.slice(from) };
  }
}

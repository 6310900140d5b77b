/** Locks of several tabs in one test: each tab has an object of its own over the same names. */

import type { SessionLocks, SharedWork } from '../session-locks.ts';

export class MemoryLocks implements SessionLocks {
  readonly #held: Set<string>;
  readonly #own = new Set<string>();
  readonly #work: Map<SharedWork, Promise<unknown>>;

  constructor(held = new Set<string>(), work = new Map<SharedWork, Promise<unknown>>()) {
    this.#held = held;
    this.#work = work;
  }

  async hold(id: string): Promise<(() => void) | null> {
    if (this.#held.has(id)) return null;
    this.#held.add(id);
    this.#own.add(id);
    return () => {
      this.#held.delete(id);
      this.#own.delete(id);
    };
  }

  async held(): Promise<ReadonlySet<string>> {
    return new Set(this.#held);
  }

  exclusively<T>(what: SharedWork, work: () => Promise<T>): Promise<T> {
    const before = this.#work.get(what) ?? Promise.resolve();
    const next = before.then(work, work);
    this.#work.set(what, next);
    return next;
  }

  /** The tab is gone. */
  crash(): void {
    for (const id of this.#own) this.#held.delete(id);
    this.#own.clear();
  }
}

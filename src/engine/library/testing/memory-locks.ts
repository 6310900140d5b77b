/** Locks of several tabs in one test: each tab has an object of its own over the same names. */

import type { SessionLocks } from '../session-locks.ts';

export class MemoryLocks implements SessionLocks {
  readonly #held: Set<string>;
  readonly #own = new Set<string>();
  #work: Promise<unknown> = Promise.resolve();

  constructor(held = new Set<string>()) {
    this.#held = held;
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

  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#work.then(work, work);
    this.#work = next;
    return next;
  }

  /** The tab is gone. */
  crash(): void {
    for (const id of this.#own) this.#held.delete(id);
    this.#own.clear();
  }
}

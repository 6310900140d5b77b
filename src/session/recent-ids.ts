/** A set of ids that forgets the oldest: for "have I seen this?" in sessions that last an hour. */

export class RecentIds {
  readonly #limit: number;
  readonly #ids = new Set<string>();

  constructor(limit = 512) {
    this.#limit = limit;
  }

  /** False when the id was there already. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > this.#limit) {
      const oldest = this.#ids.values().next();
      if (!oldest.done) this.#ids.delete(oldest.value);
    }
    return true;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }
}

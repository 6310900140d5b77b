/**
 * The items of a conversation and their order. Order is the conversation's own (each item names its predecessor), never that
 * of arrival. Owns no meaning: what is in an item is decided elsewhere. Items are replaced, never changed in place, so a
 * reader may keep what it was given.
 */

import type { Item } from './types.ts';

interface Slot {
  /** null for what holds a place and is not shown (a tool's output belongs to its call). */
  item: Item | null;
  /** Declared predecessor; null = first, undefined = not told yet. */
  previousId: string | null | undefined;
  /** The predecessor has not been seen yet, so the place at the end is provisional. */
  waiting: boolean;
  /** Of an earlier session: the server that names predecessors does not know it. */
  away: boolean;
}

export class ItemList {
  readonly #slots = new Map<string, Slot>();
  #order: string[] = [];

  get size(): number {
    return this.#slots.size;
  }

  get(id: string): Item | null {
    return this.#slots.get(id)?.item ?? null;
  }

  has(id: string): boolean {
    return this.#slots.has(id);
  }

  /** Ids of what is shown, first to last. */
  order(): string[] {
    return this.#order.filter((id) => this.#slots.get(id)?.item);
  }

  list(): Item[] {
    return this.#order.flatMap((id) => this.#slots.get(id)?.item ?? []);
  }

  /** Adds an item at the end, or replaces it where it stands. True when it was new. */
  put(id: string, item: Item | null): boolean {
    const slot = this.#slots.get(id);
    if (slot) {
      slot.item = item;
      return false;
    }
    this.#slots.set(id, { item, previousId: undefined, waiting: false, away: false });
    this.#order.push(id);
    this.#adopt(id);
    return true;
  }

  /**
   * Puts an item behind `previousId` (null = to the front). When that one is not here yet the item waits at the end and moves
   * once it comes. True when the order changed.
   */
  place(id: string, previousId: string | null | undefined): boolean {
    const slot = this.#slots.get(id);
    if (!slot || previousId === undefined || previousId === slot.previousId || previousId === id)
      return false;
    slot.previousId = previousId;
    slot.waiting = previousId !== null && !this.#slots.has(previousId);
    if (slot.waiting) return false;
    return this.#moveBehind(id, previousId);
  }

  /** A new session begins, which knows nothing of what is here. */
  leave(): void {
    for (const slot of this.#slots.values()) {
      slot.away = true;
      slot.waiting = false;
    }
  }

  /** `away`: the server does not know the item. False once it was told of it. */
  setAway(id: string, away: boolean): void {
    const slot = this.#slots.get(id);
    if (slot) slot.away = away;
  }

  remove(id: string): boolean {
    if (!this.#slots.delete(id)) return false;
    this.#order.splice(this.#order.indexOf(id), 1);
    return true;
  }

  /** Those who waited for `id` come to stand behind it, with whoever stands behind them. */
  #adopt(id: string): void {
    for (const [waitingId, slot] of this.#slots) {
      if (!slot.waiting || slot.previousId !== id) continue;
      slot.waiting = false;
      this.#moveBehind(waitingId, id);
    }
  }

  #moveBehind(id: string, previousId: string | null): boolean {
    const before = this.#order;
    const chain = this.#chainFrom(id);
    if (previousId !== null && chain.includes(previousId)) return false;
    const moving = new Set(chain);
    const rest = before.filter((other) => !moving.has(other));
    let at = previousId === null ? 0 : rest.indexOf(previousId) + 1;
    // The server does not count what it has forgotten or never knew; we still show it, where it was said.
    while (at < rest.length && this.#isAbsent(rest[at])) at += 1;
    this.#order = [...rest.slice(0, at), ...chain, ...rest.slice(at)];
    return this.#order.some((other, index) => other !== before[index]);
  }

  /** `id` and the items that follow it without a gap, each naming the one before it. */
  #chainFrom(id: string): string[] {
    const chain = [id];
    for (let at = this.#order.indexOf(id) + 1; at < this.#order.length; at += 1) {
      const next = this.#order[at];
      if (next === undefined || this.#slots.get(next)?.previousId !== chain.at(-1)) break;
      chain.push(next);
    }
    return chain;
  }

  #isAbsent(id: string | undefined): boolean {
    const slot = id === undefined ? undefined : this.#slots.get(id);
    return slot !== undefined && (slot.away || (slot.item?.kind === 'message' && slot.item.forgotten));
  }
}

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
  /** Of an earlier session: the server that names predecessors does not know it. */
  away: boolean;
}

export class ItemList {
  readonly #slots = new Map<string, Slot>();
  #order: string[] = [];
  /** Whose predecessor has not been seen yet, by that predecessor: their places at the end are provisional. */
  readonly #waiting = new Map<string, Set<string>>();

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
    this.#slots.set(id, { item, previousId: undefined, away: false });
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
    this.#stopWaiting(id, slot);
    slot.previousId = previousId;
    if (previousId === null || this.#slots.has(previousId)) return this.#moveBehind(id, previousId);
    const waiting = this.#waiting.get(previousId) ?? new Set();
    this.#waiting.set(previousId, waiting.add(id));
    return false;
  }

  /** A new session begins, which knows nothing of what is here. */
  leave(): void {
    for (const slot of this.#slots.values()) slot.away = true;
    this.#waiting.clear();
  }

  /** `away`: the server does not know the item. False once it was told of it. */
  setAway(id: string, away: boolean): void {
    const slot = this.#slots.get(id);
    if (slot) slot.away = away;
  }

  remove(id: string): boolean {
    const slot = this.#slots.get(id);
    if (!slot) return false;
    this.#slots.delete(id);
    this.#stopWaiting(id, slot);
    this.#order.splice(this.#order.indexOf(id), 1);
    return true;
  }

  /** Those who waited for `id` come to stand behind it, with whoever stands behind them. */
  #adopt(id: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const waitingId of waiting ?? []) this.#moveBehind(waitingId, id);
  }

  #stopWaiting(id: string, { previousId }: Slot): void {
    if (typeof previousId === 'string') this.#waiting.get(previousId)?.delete(id);
  }

  #moveBehind(id: string, previousId: string | null): boolean {
    // What comes is at the end, and what it names is near it: both are looked for from there, however long the conversation is.
    const from = this.#order.lastIndexOf(id);
    const chain = this.#chainFrom(from);
    if (previousId !== null && chain.includes(previousId)) return false;
    const behind = previousId === null ? -1 : this.#order.lastIndexOf(previousId);
    const to = from + chain.length;
    let at = behind < from ? behind + 1 : behind + 1 - chain.length;
    /** What stands at a place once the chain is taken out. */
    const rest = (place: number) => this.#order[place < from ? place : place + chain.length];
    // The server does not count what it has forgotten or never knew; we still show it, where it was said.
    while (this.#isAbsent(rest(at))) at += 1;
    if (at === from) return false;
    const others = [...this.#order.slice(0, from), ...this.#order.slice(to)];
    this.#order = [...others.slice(0, at), ...chain, ...others.slice(at)];
    return true;
  }

  /** The item at a place and those that follow it without a gap, each naming the one before it. */
  #chainFrom(place: number): string[] {
    const chain = this.#order.slice(place, place + 1);
    for (let at = place + 1; at < this.#order.length; at += 1) {
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

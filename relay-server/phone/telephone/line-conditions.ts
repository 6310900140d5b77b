/** A bad telephone line: packets that are lost, late, or out of order. The same seed gives the same line. */

export interface Conditions {
  /** Part of the packets that never arrive, 0…1. */
  loss: number;
  /** Each packet is late by up to this. */
  jitterMs: number;
  /** Part of the packets that come behind the one that follows them, 0…1. */
  reorder: number;
  seed: number;
}

export const GOOD_LINE: Conditions = { loss: 0, jitterMs: 0, reorder: 0, seed: 1 };

export interface Passage<T> {
  packet: T;
  /** From the moment when it was given. */
  delayMs: number;
}

export class LineConditions<T> {
  readonly #conditions: Conditions;
  readonly #random: () => number;
  #heldBack: T | null = null;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
    this.#random = generator(conditions.seed);
  }

  /** What arrives because of this packet, in order; perhaps nothing, perhaps one that was held back too. */
  pass(packet: T): Passage<T>[] {
    const { loss, jitterMs, reorder } = this.#conditions;
    // Always the same number of draws a packet, so that one condition does not change what another does.
    const [lost, late, swapped] = [this.#random(), this.#random(), this.#random()];
    if (lost < loss) return [];
    const delayMs = Math.round(late * jitterMs);
    const earlier = this.#heldBack;
    this.#heldBack = null;
    if (earlier !== null) {
      return [
        { packet, delayMs },
        { packet: earlier, delayMs },
      ];
    }
    if (swapped < reorder) {
      this.#heldBack = packet;
      return [];
    }
    return [{ packet, delayMs }];
  }
}

/** Mulberry32 by Tommy Ettinger (public domain): 0…1. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

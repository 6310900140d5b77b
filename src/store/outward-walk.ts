/** The order in which a long list is looked through: from one place outwards, in parts, so that what is wanted first comes first. Pure. */

export interface Stretch {
  from: number;
  /** Exclusive. */
  to: number;
}

export class OutwardWalk {
  readonly #length: number;
  #from: number;
  #to: number;

  /** Over positions 0 … `length` − 1, beginning at `start`. */
  constructor(length: number, start: number) {
    this.#length = length;
    this.#from = Math.max(0, Math.min(length, start));
    this.#to = this.#from;
  }

  get done(): boolean {
    return this.#from === 0 && this.#to === this.#length;
  }

  /** The next positions, at most `most`: as many before the start as after it, while there are both. Either may be empty. */
  next(most: number): { earlier: Stretch; later: Stretch } {
    const before = this.#from;
    const after = this.#length - this.#to;
    const half = Math.ceil(most / 2);
    const forward = Math.min(after, Math.max(half, most - before));
    const backward = Math.min(before, most - forward);
    const earlier = { from: this.#from - backward, to: this.#from };
    const later = { from: this.#to, to: this.#to + forward };
    this.#from = earlier.from;
    this.#to = later.to;
    return { earlier, later };
  }
}

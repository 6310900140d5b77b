/**
 * Which element shows which row. A row that stays keeps its element; one that comes is given the element of one that goes, if no row that
 * stays is between them. So elements are filled anew instead of made, and none is ever moved, which would cost it the focus.
 */

interface Slot {
  seq: number;
  key: number;
}

export class RowSlots {
  #slots: readonly Slot[] = [];
  #lastKey = 0;

  /** Keys for the rows that are drawn now, in their order. `seqs` ascends; asked again for the same it answers the same. */
  assign(seqs: readonly number[]): number[] {
    const keys = new Map(this.#slots.map(({ seq, key }) => [seq, key]));
    const wanted = new Set(seqs);
    const before = this.#slots;
    let at = 0;
    this.#slots = seqs.map((seq) => {
      const kept = keys.get(seq);
      if (kept !== undefined) {
        while (at < before.length && before[at]?.seq !== seq) at += 1;
        at += 1;
        return { seq, key: kept };
      }
      const free = before[at];
      if (free === undefined || wanted.has(free.seq)) return { seq, key: (this.#lastKey += 1) };
      at += 1;
      return { seq, key: free.key };
    });
    return this.#slots.map(({ key }) => key);
  }
}

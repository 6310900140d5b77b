/** Numbers of rows in ascending order, each once, in one growing array. Knows nothing of rows. */
export class SeqList {
  #seqs = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** -1 past the end. */
  at(position: number): number {
    return position < this.#length ? (this.#seqs[position] ?? -1) : -1;
  }

  /** Position of the first that is not less; may be `length`. */
  lowerBound(seq: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#seqs[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** -1 when it is not there. */
  positionOf(seq: number): number {
    const position = this.lowerBound(seq);
    return position < this.#length && this.#seqs[position] === seq ? position : -1;
  }

  /** `seq` must be greater than all that are there. */
  push(seq: number): void {
    this.#makeRoom(1);
    this.#seqs[this.#length] = seq;
    this.#length += 1;
  }

  /** Cheap near the end. */
  add(seq: number): void {
    const position = this.lowerBound(seq);
    if (position < this.#length && this.#seqs[position] === seq) return;
    this.#makeRoom(1);
    this.#seqs.copyWithin(position + 1, position, this.#length);
    this.#seqs[position] = seq;
    this.#length += 1;
  }

  remove(seq: number): void {
    const position = this.positionOf(seq);
    if (position < 0) return;
    this.#seqs.copyWithin(position, position + 1, this.#length);
    this.#length -= 1;
  }

  /** Many at once in one pass, wherever they belong. In ascending order, none of them there yet. */
  addAll(seqs: readonly number[]): void {
    this.#makeRoom(seqs.length);
    let held = this.#length - 1;
    let added = seqs.length - 1;
    this.#length += seqs.length;
    // From the end, so that nothing is written over that is still to be moved.
    for (let to = this.#length - 1; added >= 0; to -= 1) {
      const next = seqs[added] ?? 0;
      const last = held >= 0 ? (this.#seqs[held] ?? 0) : -1;
      this.#seqs[to] = Math.max(last, next);
      if (last > next) held -= 1;
      else added -= 1;
    }
  }

  #makeRoom(count: number): void {
    if (this.#length + count <= this.#seqs.length) return;
    const larger = new Uint32Array(Math.max(this.#length + count, this.#seqs.length * 2));
    larger.set(this.#seqs);
    this.#seqs = larger;
  }
}

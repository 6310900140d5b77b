/** Where the rows of a list stand: all are of one height, but for the few that are open. Pure. */

export interface TallRow {
  position: number;
  heightPx: number;
}

export class RowPlaces {
  readonly #length: number;
  readonly #rowPx: number;
  readonly #tall: readonly TallRow[];

  /** `tall` in ascending order of position. */
  constructor(length: number, rowPx: number, tall: readonly TallRow[]) {
    this.#length = length;
    this.#rowPx = rowPx;
    this.#tall = tall;
  }

  get totalPx(): number {
    return this.topOf(this.#length);
  }

  topOf(position: number): number {
    let topPx = position * this.#rowPx;
    for (const tall of this.#tall) {
      if (tall.position >= position) break;
      topPx += tall.heightPx - this.#rowPx;
    }
    return topPx;
  }

  heightOf(position: number): number {
    return this.#tall.find((tall) => tall.position === position)?.heightPx ?? this.#rowPx;
  }

  /** The row at a distance from the top; the first or the last where there is none, -1 of an empty list. */
  positionAt(offsetPx: number): number {
    let restPx = Math.max(0, offsetPx);
    let position = 0;
    for (const tall of this.#tall) {
      const abovePx = (tall.position - position) * this.#rowPx;
      if (restPx < abovePx) break;
      restPx -= abovePx;
      position = tall.position;
      if (restPx < tall.heightPx) return position;
      restPx -= tall.heightPx;
      position += 1;
    }
    return Math.min(this.#length - 1, position + Math.floor(restPx / this.#rowPx));
  }
}

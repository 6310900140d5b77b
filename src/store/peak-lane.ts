/**
 * Peaks of one sound, in bins of 10 ms. Owns their storage (three bytes a bin, and a sixteenth of it again for far-out zooms) and reads
 * them as columns of pixels. Knows nothing of sessions, items or canvases.
 */

/** Bytes of one bin: least and greatest sample as int8, then RMS as 0…127. */
const BIN_BYTES = 3;
/** Fine bins in one coarse bin; a power of two. */
const COARSE = 16;
/** From this many fine bins in a column on, coarse bins are exact enough: an edge is off by less than half a column. */
const COARSE_FROM = 32;
/** Four hours: four times what the API lets a session last. A run beyond it is a fault of the sender and is left out. */
const MOST_BINS = 4 * 60 * 60 * 100;
const FULL_SCALE = 127;

/** One entry a column of pixels, reused from frame to frame. Amplitudes in [-1, 1], RMS in [0, 1]. */
export interface Columns {
  min: Float32Array;
  max: Float32Array;
  rms: Float32Array;
}

export function makeColumns(count: number): Columns {
  return { min: new Float32Array(count), max: new Float32Array(count), rms: new Float32Array(count) };
}

export function clearColumns(columns: Columns, from: number, to: number): void {
  columns.min.fill(0, from, to);
  columns.max.fill(0, from, to);
  columns.rms.fill(0, from, to);
}

export class PeakLane {
  #fine = new Int8Array(256 * BIN_BYTES);
  #coarse = new Int8Array((256 / COARSE) * BIN_BYTES);
  #length = 0;

  /** Bins held; those never written are silence. */
  get length(): number {
    return this.#length;
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.#fine.byteLength + this.#coarse.byteLength;
  }

  /** Copies a run of bins in. A run that starts before 0 or ends past four hours is left out; a part of a bin at its end too. */
  write(startBin: number, bins: Int8Array): void {
    const count = Math.floor(bins.length / BIN_BYTES);
    const end = startBin + count;
    if (!Number.isInteger(startBin) || startBin < 0 || count === 0 || end > MOST_BINS) return;
    this.#reserve(end);
    this.#fine.set(bins.subarray(0, count * BIN_BYTES), startBin * BIN_BYTES);
    this.#length = Math.max(this.#length, end);
    for (let at = Math.floor(startBin / COARSE); at * COARSE < end; at += 1) this.#summarise(at);
  }

  /**
   * Fills `count` columns from `firstColumn` of `out`. Column `i` covers the bins from `startBin + i * binsPerColumn` on; both may be
   * fractions, and bins outside the lane are silence. Where a bin is wider than a column, neighbours are joined by straight lines.
   */
  read(out: Columns, firstColumn: number, count: number, startBin: number, binsPerColumn: number): void {
    if (binsPerColumn < 1) this.#readBetween(out, firstColumn, count, startBin, binsPerColumn);
    else if (binsPerColumn < COARSE_FROM) {
      readOver(this.#fine, this.#length, out, firstColumn, count, startBin, binsPerColumn);
    } else {
      const length = Math.ceil(this.#length / COARSE);
      readOver(this.#coarse, length, out, firstColumn, count, startBin / COARSE, binsPerColumn / COARSE);
    }
  }

  /** Greatest RMS of the bins from `fromBin` up to `toBin`, 0…1. */
  loudest(fromBin: number, toBin: number): number {
    let loudest = 0;
    const end = Math.min(toBin, this.#length);
    for (let bin = Math.max(0, Math.floor(fromBin)); bin < end; bin += 1) {
      loudest = Math.max(loudest, this.#fine[bin * BIN_BYTES + 2] ?? 0);
    }
    return loudest / FULL_SCALE;
  }

  #readBetween(
    out: Columns,
    firstColumn: number,
    count: number,
    startBin: number,
    binsPerColumn: number,
  ): void {
    const fine = this.#fine;
    const last = this.#length - 1;
    for (let i = 0; i < count; i += 1) {
      const centre = startBin + (i + 0.5) * binsPerColumn - 0.5;
      const left = Math.floor(centre);
      const share = centre - left;
      const a = left >= 0 && left <= last ? left * BIN_BYTES : -1;
      const b = left + 1 >= 0 && left + 1 <= last ? (left + 1) * BIN_BYTES : -1;
      for (let field = 0; field < BIN_BYTES; field += 1) {
        const from = a < 0 ? 0 : (fine[a + field] ?? 0);
        const to = b < 0 ? 0 : (fine[b + field] ?? 0);
        const value = (from + (to - from) * share) / FULL_SCALE;
        (field === 0 ? out.min : field === 1 ? out.max : out.rms)[firstColumn + i] = value;
      }
    }
  }

  #summarise(at: number): void {
    const fine = this.#fine;
    let min = 0;
    let max = 0;
    let squares = 0;
    for (let i = at * COARSE * BIN_BYTES; i < (at + 1) * COARSE * BIN_BYTES; i += BIN_BYTES) {
      min = Math.min(min, fine[i] ?? 0);
      max = Math.max(max, fine[i + 1] ?? 0);
      squares += (fine[i + 2] ?? 0) ** 2;
    }
    this.#coarse[at * BIN_BYTES] = min;
    this.#coarse[at * BIN_BYTES + 1] = max;
    this.#coarse[at * BIN_BYTES + 2] = Math.round(Math.sqrt(squares / COARSE));
  }

  #reserve(bins: number): void {
    let capacity = this.#fine.length / BIN_BYTES;
    if (bins <= capacity) return;
    while (capacity < bins) capacity *= 2;
    const fine = new Int8Array(capacity * BIN_BYTES);
    fine.set(this.#fine);
    this.#fine = fine;
    const coarse = new Int8Array((capacity / COARSE) * BIN_BYTES);
    coarse.set(this.#coarse);
    this.#coarse = coarse;
  }
}

function readOver(
  bins: Int8Array,
  length: number,
  out: Columns,
  firstColumn: number,
  count: number,
  startBin: number,
  binsPerColumn: number,
): void {
  for (let i = 0; i < count; i += 1) {
    const from = Math.max(0, Math.floor(startBin + i * binsPerColumn));
    const to = Math.min(length, Math.floor(startBin + (i + 1) * binsPerColumn));
    let min = 0;
    let max = 0;
    let squares = 0;
    for (let at = from * BIN_BYTES; at < to * BIN_BYTES; at += BIN_BYTES) {
      const least = bins[at] ?? 0;
      const greatest = bins[at + 1] ?? 0;
      const rms = bins[at + 2] ?? 0;
      if (least < min) min = least;
      if (greatest > max) max = greatest;
      squares += rms * rms;
    }
    out.min[firstColumn + i] = min / FULL_SCALE;
    out.max[firstColumn + i] = max / FULL_SCALE;
    out.rms[firstColumn + i] = to > from ? Math.sqrt(squares / (to - from)) / FULL_SCALE : 0;
  }
}

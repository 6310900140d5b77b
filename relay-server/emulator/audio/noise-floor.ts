/** The level of the background: the lowest smoothed level of the last seconds. Steady noise or hum becomes floor; speech has gaps. */

/** Each block holds the minimum of half a second; six blocks make the window of three seconds. */
const BLOCK_FRAMES = 50;
const BLOCKS = 6;
/** One-pole smoothing over about five frames of 10 ms, so that one quiet frame inside a word is not taken for background. */
const SMOOTHING = 0.2;
const SILENCE_DB = -90;

export class NoiseFloor {
  #smoothPower = -1;
  readonly #minima: number[] = [];
  #current = Number.POSITIVE_INFINITY;
  #frames = 0;

  /** `power`: mean square of one 10 ms frame, full scale = 1. */
  push(power: number): void {
    this.#smoothPower =
      this.#smoothPower < 0 ? power : this.#smoothPower + SMOOTHING * (power - this.#smoothPower);
    this.#current = Math.min(this.#current, this.#smoothPower);
    this.#frames += 1;
    if (this.#frames < BLOCK_FRAMES) return;
    this.#minima.push(this.#current);
    if (this.#minima.length > BLOCKS) this.#minima.shift();
    this.#current = Number.POSITIVE_INFINITY;
    this.#frames = 0;
  }

  /** dBFS, never below −90. */
  get db(): number {
    return powerToDb(Math.min(this.#current, ...this.#minima));
  }
}

/** Mean square → dBFS, never below −90. */
export function powerToDb(power: number): number {
  if (!Number.isFinite(power) || power <= 0) return SILENCE_DB;
  return Math.max(SILENCE_DB, 10 * Math.log10(power));
}

/** A meter's needle: follows a loudness fast upwards and slowly downwards. Time is passed in. */

/** Quick enough to show a syllable's attack, slow enough to be read: the usual ballistics of a speech meter. */
const ATTACK_MS = 30;
const RELEASE_MS = 180;
/** RMS of one step of an int8 bin is -42 dBFS; loud speech has -6. The meter's scale runs between them. */
const FLOOR_DB = -42;
const TOP_DB = -6;

/** Position on the meter, 0…1, of an RMS amplitude in [0, 1]. */
export function meterPosition(rms: number): number {
  if (rms <= 0) return 0;
  const db = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, (db - FLOOR_DB) / (TOP_DB - FLOOR_DB)));
}

export class LevelMeter {
  #level = 0;
  #atMs = Number.NEGATIVE_INFINITY;

  /** Moves the needle towards `target` (0…1) for the time since the last call, and returns where it stands. */
  follow(target: number, nowMs: number): number {
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
    const constantMs = target > this.#level ? ATTACK_MS : RELEASE_MS;
    this.#level += (target - this.#level) * (1 - Math.exp(-elapsedMs / constantMs));
    if (this.#level < 0.001) this.#level = 0;
    return this.#level;
  }
}

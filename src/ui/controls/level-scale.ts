/** How loud looks. Pure. */

/** Quieter than this shows nothing: the noise of a quiet room. */
const FLOOR_DB = -60;

/** A level of 0…1 (linear, full scale = 1) to a length of 0…1 that grows evenly with loudness. */
export function meterLength(level: number): number {
  if (!(level > 0)) return 0;
  const decibels = 20 * Math.log10(level);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}

/** Reads what was typed into a number field. Pure. */

export interface NumberLimits {
  min: number;
  max: number;
  /** Only whole numbers. */
  whole: boolean;
  /** What an empty field stands for; null = it may not be empty. */
  emptyMeans: string | null;
}

export type ReadNumber = { ok: true; value: number | null } | { ok: false; problem: string };

/** `value` null = the field is empty and may be. */
export function readNumber(text: string, label: string, limits: NumberLimits): ReadNumber {
  const { min, max, whole, emptyMeans } = limits;
  const trimmed = text.trim();
  const wanted = `${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`;
  const orEmpty = emptyMeans === null ? '' : `, or empty for ${emptyMeans}`;
  if (trimmed === '') {
    return emptyMeans === null
      ? { ok: false, problem: `${label} needs ${wanted}.` }
      : { ok: true, value: null };
  }
  const value = Number(trimmed);
  if (!Number.isFinite(value) || value < min || value > max || (whole && !Number.isInteger(value))) {
    return { ok: false, problem: `${label} takes ${wanted}${orEmpty}. Not sent.` };
  }
  return { ok: true, value };
}

/** JSON objects whose shape is not known yet. Owns how they are looked into and cut; knows no name of any protocol. */

/** A JSON object as it was parsed: a field that is absent has no key, and null is a value. */
export type WireObject = Readonly<Record<string, unknown>>;

/** Lists and null are no objects. */
export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A new object with those of `keys` that `object` has itself; null stays null and absent stays absent. */
export function pick(object: WireObject, keys: readonly string[]): Record<string, unknown> {
  const entries = keys.filter((key) => Object.hasOwn(object, key)).map((key) => [key, object[key]] as const);
  return Object.fromEntries(entries);
}

/** A new object without `keys`. */
export function omit(object: WireObject, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

export function stringOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

/** Wire text → object; null when it is not JSON or no object. */
export function parseObject(text: string): WireObject | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isObject(value) ? value : null;
}

/** Object → wire text; null when it is nested deeper than the engine can write (some thousand levels). */
export function writeObject(object: WireObject): string | null {
  try {
    return JSON.stringify(object);
  } catch {
    return null;
  }
}

/** Reading and changing JSON values by paths such as `audio.output.voice`. Pure; what is given is never changed. */

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: unknown, key: string): JsonObject | null {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : null;
}

export function stringAt(value: unknown, key: string): string | null {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : null;
}

export function valueAt(object: JsonObject, path: string): unknown {
  let found: unknown = object;
  for (const key of path.split('.')) {
    if (!isObject(found)) return undefined;
    found = found[key];
  }
  return found;
}

/** Without what is at the path. Something on the way that is no object (`audio: null`) would take it along, so that goes too. */
export function without(object: JsonObject, path: string): JsonObject {
  const [key = '', ...rest] = path.split('.');
  if (!Object.hasOwn(object, key)) return object;
  const { [key]: found, ...others } = object;
  if (rest.length === 0 || !isObject(found)) return others;
  return { ...others, [key]: without(found, rest.join('.')) };
}

/** With the value at the path; what is on the way is made where it is missing. */
export function withValue(object: JsonObject, path: string, value: unknown): JsonObject {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...object, [key]: value };
  const inner = object[key];
  return { ...object, [key]: withValue(isObject(inner) ? inner : {}, rest.join('.'), value) };
}

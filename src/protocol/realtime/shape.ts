/**
 * Wire objects held against the fields that our code reads. Says in words what is wrong; never throws.
 */

/** A trailing `?` also allows null and absence. `parts?` is a list of content parts. */
type Kind = 'string' | 'number' | 'array' | 'string?' | 'number?' | 'object?' | 'array?' | 'parts?';
export interface Shape {
  readonly [field: string]: Kind | Shape;
}

/** A content part of an item. */
export const part: Shape = { type: 'string?', text: 'string?', transcript: 'string?' };

/** What is wrong with `value`, or null. */
export function faultIn(value: Record<string, unknown>, shape: Shape, path: string): string | null {
  for (const field in shape) {
    const kind = shape[field];
    if (kind === undefined) continue;
    const where = path + field;
    const found = value[field];
    if (typeof kind !== 'string') {
      if (!isObject(found) || Array.isArray(found)) return `${where} is ${nameOf(found)}, not an object`;
      const inner = faultIn(found, kind, `${where}.`);
      if (inner !== null) return inner;
      continue;
    }
    const optional = kind.endsWith('?');
    if (found === undefined || found === null) {
      if (optional) continue;
      return `${where} is ${nameOf(found)}`;
    }
    const wanted = optional ? kind.slice(0, -1) : kind;
    if (wanted === 'parts') {
      const inner = faultInParts(found, where);
      if (inner !== null) return inner;
    } else if (!isA(found, wanted)) {
      return `${where} is ${nameOf(found)}, not ${article(wanted)}`;
    }
  }
  return null;
}

function faultInParts(found: unknown, where: string): string | null {
  if (!Array.isArray(found)) return `${where} is ${nameOf(found)}, not a list`;
  for (const [index, entry] of found.entries()) {
    if (!isObject(entry)) return `${where}[${index}] is ${nameOf(entry)}, not an object`;
    const inner = faultIn(entry, part, `${where}[${index}].`);
    if (inner !== null) return inner;
  }
  return null;
}

function isA(value: unknown, wanted: string): boolean {
  if (wanted === 'array') return Array.isArray(value);
  if (wanted === 'object') return isObject(value) && !Array.isArray(value);
  if (wanted === 'number') return typeof value === 'number' && Number.isFinite(value);
  return typeof value === wanted;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function article(wanted: string): string {
  if (wanted === 'string') return 'text';
  if (wanted === 'array') return 'a list';
  return wanted === 'object' ? 'an object' : 'a number';
}

export function nameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

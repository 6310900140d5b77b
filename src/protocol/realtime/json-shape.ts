/** How a JSON value must look, as data: small enough for a page, exact enough to check and to complete what a person types. Pure. */

export type JsonShape =
  /** `values`: all that is allowed, or with `open` what is known so far. */
  | { kind: 'text'; values: readonly string[]; open: boolean; most: number | null }
  | { kind: 'number'; whole: boolean; least: number; most: number }
  | { kind: 'boolean' }
  | { kind: 'null' }
  /** Whatever is inside is somebody else's: a JSON schema, metadata. */
  | { kind: 'anything' }
  | { kind: 'list'; of: JsonShape }
  | ObjectShape
  /** One of several; objects among them are told apart by their fixed fields. */
  | { kind: 'one-of'; shapes: readonly JsonShape[] };

export interface ObjectShape {
  kind: 'object';
  fields: Readonly<Record<string, JsonShape>>;
  required: readonly string[];
}

export const text: JsonShape = { kind: 'text', values: [], open: true, most: null };
export const flag: JsonShape = { kind: 'boolean' };
export const anything: JsonShape = { kind: 'anything' };

export function oneOfWords(...values: string[]): JsonShape {
  return { kind: 'text', values, open: false, most: null };
}

/** These, and others that are not known here. */
export function wordsSuchAs(...values: string[]): JsonShape {
  return { kind: 'text', values, open: true, most: null };
}

export function textUpTo(most: number): JsonShape {
  return { kind: 'text', values: [], open: true, most };
}

export function number(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): JsonShape {
  return { kind: 'number', whole: false, least, most };
}

export function wholeNumber(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): JsonShape {
  return { kind: 'number', whole: true, least, most };
}

export function listOf(of: JsonShape): JsonShape {
  return { kind: 'list', of };
}

export function oneOf(...shapes: JsonShape[]): JsonShape {
  return { kind: 'one-of', shapes };
}

export function orNull(shape: JsonShape): JsonShape {
  return oneOf(shape, { kind: 'null' });
}

/** Fields whose name ends with `!` must be there. */
export function object(fields: Record<string, JsonShape>): ObjectShape {
  const entries = Object.entries(fields);
  const bare = (name: string) => name.replace(/!$/, '');
  return {
    kind: 'object',
    fields: Object.fromEntries(entries.map(([name, shape]) => [bare(name), shape])),
    required: entries.map(([name]) => name).flatMap((name) => (name.endsWith('!') ? [bare(name)] : [])),
  };
}

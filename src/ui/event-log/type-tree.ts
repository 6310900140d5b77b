/** The types of a log's rows as a tree of two levels, with counts: what a filter by type offers. Pure. */

export interface TypeCount {
  type: string;
  rows: number;
}

export interface TypeGroup {
  /** What its types begin with, dot included; the type itself when it stands alone. */
  name: string;
  rows: number;
  types: (TypeCount & { name: string })[];
}

/** Alphabetical. Hidden types that the log does not have (yet) are listed with no rows, so that they can be shown again. */
export function typeTree(counts: readonly TypeCount[], hidden: readonly string[]): TypeGroup[] {
  const known = new Set(counts.map(({ type }) => type));
  const absent = hidden.filter((type) => !known.has(type)).map((type) => ({ type, rows: 0 }));
  const groups = new Map<string, TypeGroup>();
  for (const { type, rows } of [...counts, ...absent].toSorted((a, b) => compare(a.type, b.type))) {
    const dot = type.indexOf('.');
    const name = dot < 0 ? type : type.slice(0, dot + 1);
    const group = groups.get(name) ?? { name, rows: 0, types: [] };
    groups.set(name, group);
    group.rows += rows;
    group.types.push({ type, rows, name: type.slice(dot + 1) });
  }
  return [...groups.values()];
}

/** The hidden types after these are shown or hidden. */
export function withTypes(hidden: readonly string[], types: readonly string[], shown: boolean): string[] {
  const others = hidden.filter((type) => !types.includes(type));
  return shown ? others : [...others, ...types];
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

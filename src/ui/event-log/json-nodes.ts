/** How JSON is laid out as a tree: kinds, children, previews. Pure; `JsonTree.tsx` draws it. */

export type JsonKind = 'object' | 'array' | 'string' | 'plain';

export interface JsonChild {
  key: string;
  value: unknown;
}

export type ParsedJson = { ok: true; value: unknown } | { ok: false };

/** Bad JSON is an answer, not an exception. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}

export function kindOf(value: unknown): JsonKind {
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' && value !== null ? 'object' : 'plain';
}

export function countChildren(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** The first `limit` children, in the order of the text. */
export function childrenOf(value: unknown, limit: number): JsonChild[] {
  if (Array.isArray(value)) {
    return value.slice(0, limit).map((child: unknown, index) => ({ key: String(index), value: child }));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .slice(0, limit)
    .map(([key, child]) => ({ key, value: child as unknown }));
}

/** A closed object or array in at most about `limit` characters: `{ id: "item_1", content: [2], … }`. */
export function preview(value: unknown, limit = 60): string {
  const array = Array.isArray(value);
  const [open, close] = array ? ['[', ']'] : ['{', '}'];
  if (countChildren(value) === 0) return `${open}${close}`;
  let text = '';
  for (const child of childrenOf(value, 12)) {
    const part = array ? scalar(child.value) : `${child.key}: ${scalar(child.value)}`;
    if (text.length + part.length > limit) {
      text += text === '' ? '…' : ', …';
      return `${open} ${text} ${close}`;
    }
    text += text === '' ? part : `, ${part}`;
  }
  if (countChildren(value) > 12) text += ', …';
  return `${open} ${text} ${close}`;
}

function scalar(value: unknown): string {
  switch (kindOf(value)) {
    case 'object':
      return countChildren(value) === 0 ? '{}' : '{…}';
    case 'array':
      return `[${countChildren(value)}]`;
    case 'string': {
      const text = String(value);
      return JSON.stringify(text.length > 24 ? `${text.slice(0, 23)}…` : text);
    }
    case 'plain':
      return String(value);
  }
}

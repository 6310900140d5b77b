/** What can stand at a place of an event that somebody types: names of fields that are not there yet, or values. Pure. */

import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import type { JsonShape } from '../../protocol/realtime/json-shape.ts';
import { alternatives, narrowed, objectsOf, shapesAt } from './narrow.ts';
import { allowedWords } from './shape-words.ts';

export interface Suggestion {
  label: string;
  /** What may stand there, for a field. */
  detail: string;
  insert: string;
  /** Where the caret goes, from the beginning of `insert`. */
  caret: number;
}

export interface Suggestions {
  /** What they take the place of. */
  from: number;
  to: number;
  options: Suggestion[];
}

/** Null where nothing can be suggested. */
export function suggestionsAt(text: string, offset: number): Suggestions | null {
  const location = getLocation(text, offset);
  const root = parseTree(text);
  const { path, isAtPropertyKey, previousNode } = location;
  const inside =
    previousNode && previousNode.offset <= offset && offset <= previousNode.offset + previousNode.length
      ? previousNode
      : null;
  const word = wordBefore(text, offset);
  const from = inside ? inside.offset : offset - word.length;
  const to = inside ? inside.offset + inside.length : offset;
  if (isAtPropertyKey) {
    const parent = path.slice(0, -1);
    const node = root && findNodeAtLocation(root, parent);
    const objects = narrowed(objectsOf(shapesAt(root, parent)), node);
    const present = new Set(
      (node?.children ?? [])
        .map((property) => property.children?.[0])
        .filter((key) => key !== undefined && key.offset !== inside?.offset)
        .map((key) => String(key?.value)),
    );
    const hasColon = /^\s*:/.test(text.slice(to));
    const fields = objects.flatMap((shape) => Object.entries(shape.fields));
    const options = [...new Map(fields)]
      .filter(([name]) => !present.has(name))
      .map(([name]) => {
        const shapes = fields.flatMap(([other, shape]) => (other === name ? alternatives(shape) : []));
        return fieldSuggestion(name, shapes, hasColon);
      });
    return options.length === 0 ? null : { from, to, options };
  }
  const options = shapesAt(root, path).flatMap(valueSuggestions);
  const unique = [...new Map(options.map((option) => [option.label, option])).values()];
  return unique.length === 0 ? null : { from, to, options: unique };
}

function fieldSuggestion(name: string, shapes: readonly JsonShape[], hasColon: boolean): Suggestion {
  const key = JSON.stringify(name);
  const detail = allowedWords(shapes);
  if (hasColon) return { label: name, detail, insert: key, caret: key.length };
  const { insert, caret } = emptyValue(shapes);
  const before = `${key}: `;
  return { label: name, detail, insert: `${before}${insert}`, caret: before.length + caret };
}

/** What a new field begins with; the caret stands where one goes on. */
function emptyValue(shapes: readonly JsonShape[]): { insert: string; caret: number } {
  const [only] = shapes;
  const fixed = shapes.length === 1 && only?.kind === 'text' && !only.open && only.values.length === 1;
  if (fixed) {
    const value = JSON.stringify(only.values[0]);
    return { insert: value, caret: value.length };
  }
  switch (only?.kind) {
    case 'text':
      return { insert: '""', caret: 1 };
    case 'list':
      return { insert: '[]', caret: 1 };
    case 'object':
    case 'anything':
      return { insert: '{}', caret: 1 };
    default:
      return { insert: '', caret: 0 };
  }
}

function valueSuggestions(shape: JsonShape): Suggestion[] {
  const plain = (label: string): Suggestion => ({ label, detail: '', insert: label, caret: label.length });
  switch (shape.kind) {
    case 'text':
      return shape.values.map((value) => plain(JSON.stringify(value)));
    case 'boolean':
      return [plain('true'), plain('false')];
    case 'null':
      return [plain('null')];
    case 'list':
      return [{ ...plain('[]'), caret: 1 }];
    case 'object':
      return [{ ...plain('{}'), caret: 1 }];
    case 'number':
    case 'anything':
    case 'one-of':
      return [];
  }
}

/** Letters typed before the caret outside of quotes. */
function wordBefore(text: string, offset: number): string {
  return /[\w.]*$/.exec(text.slice(0, offset))?.[0] ?? '';
}

/**
 * Checks a client event that somebody types, by its type: what is wrong, where, and what is allowed. An event that the server would refuse
 * can be sent all the same, for seeing how it is refused; a text that is no event cannot. Pure.
 */

import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { isClientEventType } from '../../protocol/realtime/client-schema.ts';
import type { JsonShape, ObjectShape } from '../../protocol/realtime/json-shape.ts';
import { alternatives, eventShape, fixedFields, objectsOf } from './narrow.ts';
import { allowedWords, enumerated } from './shape-words.ts';

export interface Fault {
  /** Offsets in the text. */
  from: number;
  to: number;
  /** Warnings are what the protocol does not know; errors are what the server refuses. */
  level: 'error' | 'warning';
  /** A sentence. */
  words: string;
}

export interface CheckedEvent {
  /** In order of place. */
  faults: Fault[];
  /** Null: the text is no event, and cannot be sent. */
  event: { type: string; [field: string]: unknown } | null;
}

export function checkEvent(text: string): CheckedEvent {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length > 0 || root === undefined) return { faults: syntaxFaults(text, errors), event: null };
  if (root.type !== 'object') {
    return { faults: [faultAt(root, 'An event is an object: { "type": … }.')], event: null };
  }
  const type = findNodeAtLocation(root, ['type']);
  const faults: Fault[] = [];
  if (type?.type === 'string' && !isClientEventType(String(type.value))) {
    const words = `${JSON.stringify(type.value)} is no client event of the GA protocol. It can be sent; a server that does not know it refuses it.`;
    faults.push({ ...faultAt(type, words), level: 'warning' });
  } else {
    new Checker(faults).check(root, [eventShape(root)], '');
  }
  const sendable = type?.type === 'string' && type.value !== '';
  const event = sendable ? (JSON.parse(text) as CheckedEvent['event']) : null;
  return { faults: faults.toSorted((a, b) => a.from - b.from), event };
}

/** Walks text and shape together and gathers what does not fit. */
class Checker {
  readonly #faults: Fault[];

  constructor(faults: Fault[]) {
    this.#faults = faults;
  }

  /** `shapes`: those that the value may have; `path` names it in words, '' for the event itself. */
  check(node: Node, shapes: readonly JsonShape[], path: string): void {
    const fitting = shapes.filter((shape) => isOfKind(node, shape));
    if (fitting.length === 0) return this.#error(node, `${path} must be ${allowedWords(shapes)}.`);
    if (node.type === 'object') return this.#object(node, fitting, path);
    if (node.type === 'array') return this.#list(node, fitting, path);
    if (!fitting.some((shape) => isAllowed(node, shape))) {
      this.#error(node, `${path} must be ${allowedWords(shapes)}.`);
    }
  }

  #list(node: Node, shapes: readonly JsonShape[], path: string): void {
    const inner = shapes.flatMap((shape) => (shape.kind === 'list' ? alternatives(shape.of) : []));
    if (inner.length === 0) return;
    for (const [index, child] of (node.children ?? []).entries())
      this.check(child, inner, `${path}[${index}]`);
  }

  #object(node: Node, shapes: readonly JsonShape[], path: string): void {
    if (shapes.some(({ kind }) => kind === 'anything')) return;
    const shape = this.#toldApart(node, objectsOf(shapes), path);
    if (!shape) return;
    const prefix = path === '' ? '' : `${path}.`;
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (!key) continue;
      const name = String(key.value);
      if (seen.has(name)) this.#warning(key, `${prefix}${name} stands here twice; the last one counts.`);
      seen.add(name);
      const inner = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
      if (inner === undefined) {
        const known = enumerated(Object.keys(shape.fields), 'and');
        this.#warning(key, `${prefix}${name} is no field that the GA protocol has. Known here: ${known}.`);
      } else if (value) {
        this.check(value, alternatives(inner), `${prefix}${name}`);
      }
    }
    const missing = shape.required.filter((name) => !seen.has(name));
    for (const name of missing) this.#missing(node, `${prefix}${name} is missing.`);
  }

  /** The one object that is meant, by its fixed fields; undefined when that cannot be told, which is a fault. */
  #toldApart(node: Node, objects: readonly ObjectShape[], path: string): ObjectShape | undefined {
    let left = objects;
    while (left.length > 1) {
      // The field that tells most of them apart comes first in each.
      const field = firstDifference(left);
      if (field === null) break;
      const values = left.flatMap((shape) => fixedFields(shape).filter((fixed) => fixed.field === field));
      const allowed = enumerated([...new Set(values.map(({ value }) => JSON.stringify(value)))], 'or');
      const name = path === '' ? field : `${path}.${field}`;
      const found = findNodeAtLocation(node, [field]);
      const next = left.filter((shape) =>
        fixedFields(shape).some((fixed) => fixed.field === field && fixed.value === found?.value),
      );
      if (!found) this.#missing(node, `${name} is missing: ${allowed}.`);
      else if (next.length === 0) this.#error(found, `${name} must be ${allowed}.`);
      if (next.length === 0) return undefined;
      left = next;
    }
    return left[0];
  }

  #error(node: Node, words: string): void {
    this.#faults.push(faultAt(node, words));
  }

  #warning(node: Node, words: string): void {
    this.#faults.push({ ...faultAt(node, words), level: 'warning' });
  }

  /** At the brace that opens the object. */
  #missing({ offset }: Node, words: string): void {
    this.#faults.push({ from: offset, to: offset + 1, level: 'error', words });
  }
}

/** A fixed field in which some of these differ; null when nothing tells them apart. */
function firstDifference(objects: readonly ObjectShape[]): string | null {
  const fields = new Map<string, Set<string>>();
  for (const { field, value } of objects.flatMap(fixedFields)) {
    fields.set(field, (fields.get(field) ?? new Set()).add(value));
  }
  return [...fields].find(([, values]) => values.size > 1)?.[0] ?? null;
}

function isOfKind(node: Node, shape: JsonShape): boolean {
  switch (shape.kind) {
    case 'text':
      return node.type === 'string';
    case 'number':
    case 'boolean':
    case 'null':
      return node.type === shape.kind;
    case 'list':
      return node.type === 'array';
    case 'object':
    case 'anything':
      return node.type === 'object';
    case 'one-of':
      return shape.shapes.some((inner) => isOfKind(node, inner));
  }
}

/** For values that have nothing inside. */
function isAllowed({ value }: Node, shape: JsonShape): boolean {
  if (shape.kind === 'text') {
    const short = shape.most === null || String(value).length <= shape.most;
    return short && (shape.open || shape.values.includes(String(value)));
  }
  if (shape.kind !== 'number') return true;
  const figure = Number(value);
  return figure >= shape.least && figure <= shape.most && (!shape.whole || Number.isInteger(figure));
}

function faultAt({ offset, length }: Node, words: string): Fault {
  return { from: offset, to: offset + length, level: 'error', words };
}

/** Only the first: what follows a slip in the syntax is mostly its consequence. */
function syntaxFaults(text: string, errors: readonly ParseError[]): Fault[] {
  const first = errors[0];
  if (!first || text.trim() === '') {
    return [{ from: 0, to: text.length, level: 'error', words: 'There is nothing to send yet.' }];
  }
  const { error, offset, length } = first;
  const words = SYNTAX[printParseErrorCode(error)] ?? 'This is not JSON.';
  return [{ from: offset, to: Math.min(text.length, offset + Math.max(1, length)), level: 'error', words }];
}

const SYNTAX: Record<string, string> = {
  InvalidSymbol: 'Text stands in double quotes; only true, false and null stand without.',
  InvalidNumberFormat: 'This is no number.',
  PropertyNameExpected:
    'The name of a field is expected here, in double quotes. A comma before a closing brace is one too many.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here.',
  CommaExpected: 'A comma is expected here.',
  CloseBraceExpected: 'A closing brace is missing.',
  CloseBracketExpected: 'A closing bracket is missing.',
  EndOfFileExpected: 'The event ends before this. One event at a time.',
  InvalidCommentToken: 'JSON has no comments.',
  UnexpectedEndOfString: 'The text is not closed: a double quote is missing.',
  InvalidCharacter: 'A line end inside text is written \\n.',
  InvalidEscapeCharacter: 'This escape is none of JSON’s. A backslash is written \\\\.',
  InvalidUnicode: 'A character by its code is written \\u and four digits.',
};

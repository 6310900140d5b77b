/** Whether words of the upstream quote what a policy hides: names of its tools, and any longer piece of a hidden text. Pure. */

import { isObject } from './json.ts';
import type { Policy } from './policy-config.ts';

/** A piece of a text that is long enough not to occur by chance. */
const PIECE_CHARS = 24;
/** Values that are quoted are often cut; a beginning is told by less. */
const BEGINNING_CHARS = 16;
/** Shorter ones occur in any message. */
const MIN_WORD_CHARS = 4;
/** Inside a hidden value stand words of the API (`server_vad`, `object`), which are no secret; sentences are longer. */
const MIN_INNER_CHARS = 12;

export class SecretTexts {
  readonly #words: readonly string[];
  /** Looked up rather than searched for: whoever can provoke errors must not be able to keep the relay busy. */
  readonly #pieces: ReadonlySet<string>;

  constructor({ tools, hidden, locked, filled }: Policy) {
    const values = hidden.flatMap((path) => [locked[path], filled[path]]);
    const texts = [
      ...values.filter((value) => typeof value === 'string'),
      ...[
        ...values.filter(isObjectOrList),
        ...tools.map(({ description, parameters }) => [description, parameters]),
      ]
        .flatMap(stringsIn)
        .filter((text) => text.length >= MIN_INNER_CHARS),
    ].map(normal);
    this.#words = [
      ...tools.map(({ name }) => name),
      ...texts.map((text) => text.slice(0, BEGINNING_CHARS)),
    ].filter((word) => word.length >= MIN_WORD_CHARS);
    this.#pieces = new Set(texts.flatMap(piecesOf));
  }

  isQuotedIn(message: string): boolean {
    const text = normal(message);
    if (this.#words.some((word) => text.includes(word))) return true;
    if (this.#pieces.size === 0) return false;
    for (let at = 0; at + PIECE_CHARS <= text.length; at += 1) {
      if (this.#pieces.has(text.slice(at, at + PIECE_CHARS))) return true;
    }
    return false;
  }
}

/** All strings of a JSON value, keys apart. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}

function isObjectOrList(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function piecesOf(text: string): string[] {
  const count = Math.max(0, text.length - PIECE_CHARS + 1);
  return Array.from({ length: count }, (_, at) => text.slice(at, at + PIECE_CHARS));
}

/** Quoted as JSON or as it is, in one line or in several. */
function normal(text: string): string {
  return text
    .replaceAll(/\\[nrt]|\s/g, ' ')
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/ +/g, ' ')
    .trim();
}

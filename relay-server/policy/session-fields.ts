/**
 * Under which names a field of the session can be reached. Servers that are compatible still take the beta interface's flat names beside
 * GA's, and some read names without regard to case, so a rule about one spelling must hold for the others. Pure.
 */

import { SESSION_PATHS } from '../../src/protocol/beta/session-body.ts';
import { type JsonObject, isObject, valueAt, without } from './json.ts';

const FORMER: ReadonlyMap<string, string> = new Map(SESSION_PATHS);
/** How the API writes every name. Go's decoder, for one, takes `Instructions` and even `inſtructions` for `instructions`. */
const NAME = /^[a-z0-9_]+$/;
/** Objects with names of the API's own; `metadata` and schemas of tools have names of the client's. */
const INNER = ['', 'audio', 'audio.input', 'audio.output'];

export function withoutField(body: JsonObject, path: string): JsonObject {
  return without(without(body, path), FORMER.get(path) ?? path);
}

/** What the body says of a field, by either name. */
export function valuesOf(body: JsonObject, path: string): unknown[] {
  return [path, FORMER.get(path) ?? path].flatMap((name) => {
    const value = valueAt(body, name);
    return value === undefined ? [] : [value];
  });
}

/** Path of a name in the body of a session or response that is not written as the API writes names; null when all are. */
export function oddName(body: JsonObject): string | null {
  for (const path of INNER) {
    const inner = path === '' ? body : valueAt(body, path);
    const odd = isObject(inner) ? Object.keys(inner).find((name) => !NAME.test(name)) : undefined;
    if (odd !== undefined) return path === '' ? odd : `${path}.${odd}`;
  }
  return null;
}

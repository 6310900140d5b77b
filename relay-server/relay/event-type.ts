/**
 * What can be told of an event from its frame's bytes without parsing them: its `type`, and whether its structure holds. Strings are
 * skipped by searching for their end, so that a megabyte of base64 costs one search. Neither says that the frame is valid JSON.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
/** An event's name is a word; more than this is none. */
const NAME_MAX_BYTES = 200;

/** Value of the top-level key `type` of a JSON object in UTF-8; null when there is none, or no object. The first one counts. */
export function eventTypeOf(bytes: Buffer): string | null {
  let at = skipBlanks(bytes, 0);
  if (bytes[at] !== OPEN_OBJECT) return null;
  at += 1;
  while (at < bytes.length) {
    at = skipBlanks(bytes, at);
    if (bytes[at] !== QUOTE) return null;
    const keyEnd = endOfString(bytes, at);
    if (keyEnd < 0) return null;
    const isType = keyEnd - at === 5 && bytes.toString('latin1', at + 1, keyEnd) === 'type';
    at = skipBlanks(bytes, keyEnd + 1);
    if (bytes[at] !== COLON) return null;
    at = skipBlanks(bytes, at + 1);
    if (isType) return bytes[at] === QUOTE ? nameAt(bytes, at) : null;
    at = skipBlanks(bytes, endOfValue(bytes, at));
    if (bytes[at] !== COMMA) return null;
    at += 1;
  }
  return null;
}

export type StructureFault = 'not-an-object' | 'unfinished' | 'too-deep' | 'more-than-one';

/**
 * Null when the bytes are one object whose strings and brackets close, nested at most `maxDepth` deep (the object itself is the first
 * level). That is what a parser downstream could choke on; wrong tokens it will tell by itself.
 */
export function structureFault(bytes: Buffer, maxDepth: number): StructureFault | null {
  let at = skipBlanks(bytes, 0);
  if (bytes[at] !== OPEN_OBJECT) return 'not-an-object';
  let depth = 0;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      if (at < 0) return 'unfinished';
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
      if (depth > maxDepth) return 'too-deep';
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return skipBlanks(bytes, at + 1) === bytes.length ? null : 'more-than-one';
    }
  }
  return 'unfinished';
}

function nameAt(bytes: Buffer, quoteAt: number): string | null {
  const end = endOfString(bytes, quoteAt);
  if (end < 0 || end - quoteAt > NAME_MAX_BYTES) return null;
  const name = bytes.toString('utf8', quoteAt + 1, end);
  if (!name.includes('\\')) return name;
  try {
    const parsed: unknown = JSON.parse(`"${name}"`);
    return typeof parsed === 'string' ? parsed : null;
  } catch {
    return null;
  }
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}

/** Index of the closing quote of the string that opens at `quoteAt`; -1 when it never closes. */
function endOfString(bytes: Buffer, quoteAt: number): number {
  let end = bytes.indexOf(QUOTE, quoteAt + 1);
  while (end >= 0) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
    end = bytes.indexOf(QUOTE, end + 1);
  }
  return -1;
}

/** Index after the value that begins at `from`; the length of the bytes when it does not end. */
function endOfValue(bytes: Buffer, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (end < 0) return bytes.length;
      at = end;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (byte === COMMA && depth === 0) return at;
    at += 1;
    if (depth === 0 && byte === QUOTE) return at;
  }
  return bytes.length;
}

/**
 * Base64 of RFC 4648 section 4 (standard alphabet, padding required, no white space). Uses the engine's own
 * `Uint8Array.prototype.toBase64` / `Uint8Array.fromBase64` where there is one, else tables; both accept and refuse exactly
 * the same texts.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = 61;
const INVALID = 255;

const encodeTable = new Uint8Array(64);
const decodeTable = new Uint8Array(256).fill(INVALID);
for (let i = 0; i < 64; i += 1) {
  const code = ALPHABET.charCodeAt(i);
  encodeTable[i] = code;
  decodeTable[code] = i;
}

/** How many character codes go to one `String.fromCharCode` call: well below every engine's limit of arguments. */
const CODES_PER_CALL = 8192;
/** Reused by every call: encoding is synchronous and never re-entered. */
const codes = new Uint8Array(CODES_PER_CALL);

interface NativeEncode {
  toBase64?(): string;
}
interface NativeDecode {
  fromBase64?(text: string, options: { lastChunkHandling: 'strict' }): Uint8Array<ArrayBuffer>;
}

const canEncode = typeof (Uint8Array.prototype as NativeEncode).toBase64 === 'function';
const canDecode = typeof (Uint8Array as NativeDecode).fromBase64 === 'function';

/** Base64 text of `bytes`, with padding. Does not keep the array. */
export function encodeBase64(bytes: Uint8Array): string {
  if (canEncode) return (bytes as NativeEncode).toBase64?.() ?? '';
  return encodeWithTables(bytes);
}

/** The bytes of a base64 text in a new array, or null when the text is malformed. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  return canDecode ? decodeNatively(text) : decodeWithTables(text);
}

/** How many bytes a well-formed base64 text holds, without decoding it. Not meaningful for a malformed one. */
export function base64ByteLength(text: string): number {
  const length = text.length;
  if (length === 0) return 0;
  const padding = text.charCodeAt(length - 1) === PAD ? (text.charCodeAt(length - 2) === PAD ? 2 : 1) : 0;
  return Math.floor((length * 3) / 4) - padding;
}

function decodeNatively(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0) return null;
  try {
    const bytes = (Uint8Array as NativeDecode).fromBase64?.(text, { lastChunkHandling: 'strict' });
    // The native decoder skips white space; then fewer bytes come out than a text of this length must hold.
    return bytes && bytes.length === base64ByteLength(text) ? bytes : null;
  } catch {
    return null;
  }
}

/** Exported for the tests, which compare it with the native one where there is one. */
export function encodeWithTables(bytes: Uint8Array): string {
  let text = '';
  let used = 0;
  const whole = bytes.length - (bytes.length % 3);
  for (let i = 0; i < whole; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    codes[used] = encodeTable[word >> 18] ?? 0;
    codes[used + 1] = encodeTable[(word >> 12) & 63] ?? 0;
    codes[used + 2] = encodeTable[(word >> 6) & 63] ?? 0;
    codes[used + 3] = encodeTable[word & 63] ?? 0;
    used += 4;
    if (used === CODES_PER_CALL) {
      text += textOf(used);
      used = 0;
    }
  }
  const rest = bytes.length - whole;
  if (rest > 0) {
    const word = ((bytes[whole] ?? 0) << 16) | ((bytes[whole + 1] ?? 0) << 8);
    codes[used] = encodeTable[word >> 18] ?? 0;
    codes[used + 1] = encodeTable[(word >> 12) & 63] ?? 0;
    codes[used + 2] = rest === 2 ? (encodeTable[(word >> 6) & 63] ?? 0) : PAD;
    codes[used + 3] = PAD;
    used += 4;
  }
  return used === 0 ? text : text + textOf(used);
}

function textOf(used: number): string {
  // `apply` takes any array-like; its type asks for an array of numbers.
  return String.fromCharCode.apply(null, codes.subarray(0, used) as ArrayLike<number> as number[]);
}

/** Exported for the tests, which compare it with the native one where there is one. */
export function decodeWithTables(text: string): Uint8Array<ArrayBuffer> | null {
  const length = text.length;
  if (length % 4 !== 0) return null;
  const bytes = new Uint8Array(base64ByteLength(text));
  const quads = length === 0 ? 0 : length - 4;
  let at = 0;
  for (let i = 0; i < quads; i += 4) {
    const a = sextet(text, i);
    const b = sextet(text, i + 1);
    const c = sextet(text, i + 2);
    const d = sextet(text, i + 3);
    if ((a | b | c | d) > 63) return null;
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = (b << 4) | (c >> 2);
    bytes[at + 2] = (c << 6) | d;
    at += 3;
  }
  if (length > 0 && !decodeLast(text, quads, bytes, at)) return null;
  return bytes;
}

/** The last four characters, where padding may stand. False when they are malformed. */
function decodeLast(text: string, from: number, bytes: Uint8Array, at: number): boolean {
  const left = bytes.length - at;
  const a = sextet(text, from);
  const b = sextet(text, from + 1);
  const c = left > 1 ? sextet(text, from + 2) : 0;
  const d = left > 2 ? sextet(text, from + 3) : 0;
  if ((a | b | c | d) > 63) return false;
  // Bits past the last byte must be zero, or two texts would stand for the same bytes.
  if (left === 1 && (b & 15) !== 0) return false;
  if (left === 2 && (c & 3) !== 0) return false;
  bytes[at] = (a << 2) | (b >> 4);
  if (left > 1) bytes[at + 1] = (b << 4) | (c >> 2);
  if (left > 2) bytes[at + 2] = (c << 6) | d;
  return true;
}

/** 0…63, or something above 63 for a character outside the alphabet. */
function sextet(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code > 255 ? INVALID : (decodeTable[code] ?? INVALID);
}

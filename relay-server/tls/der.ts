/**
 * Writes DER, the encoding of certificates: each value is a tag, a length and a content. Only what an X.509 certificate needs, and
 * nothing is read. Source: ITU-T X.690.
 */

/** One value. `tag` is the whole first byte: class, constructed bit and number. */
export function tlv(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

/** Short form below 128, else the count of length bytes and the bytes (X.690, 8.1.3). */
function lengthOf(length: number): Buffer {
  return length < 0x80 ? Buffer.of(length) : Buffer.of(0x80 | unsigned(length).length, ...unsigned(length));
}

/** Big-endian, without leading zeros; at least one byte. */
function unsigned(value: number): number[] {
  const bytes = [value & 0xff];
  for (let rest = value >>> 8; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return bytes;
}

export const sequence = (...contents: Uint8Array[]): Buffer => tlv(0x30, ...contents);
export const set = (...contents: Uint8Array[]): Buffer => tlv(0x31, ...contents);
export const octetString = (content: Uint8Array): Buffer => tlv(0x04, content);
export const utf8String = (text: string): Buffer => tlv(0x0c, Buffer.from(text, 'utf8'));
export const TRUE = tlv(0x01, Buffer.of(0xff));

/** `[n]` around whole values. */
export const explicit = (n: number, ...contents: Uint8Array[]): Buffer => tlv(0xa0 | n, ...contents);

/** `[n]` instead of the tag of a value without parts. */
export const implicit = (n: number, content: Uint8Array): Buffer => tlv(0x80 | n, content);

/** A number that is not negative, big-endian: a leading zero is added where the first bit would read as a sign, others are taken away. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.of(0) : bytes.subarray(first);
  return (digits[0] ?? 0) < 0x80 ? tlv(0x02, digits) : tlv(0x02, Buffer.of(0), digits);
}

/** Whole bytes, or with `unusedBits` a set of flags. */
export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return tlv(0x03, Buffer.of(unusedBits), content);
}

/** From the usual notation, `1.2.840.10045.2.1`: base 128, the first two numbers together (X.690, 8.19). */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const digits = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return tlv(0x06, Buffer.from(bytes));
}

/** A moment to the second in UTC. Certificates want the short form until 2049 and the long one after it (RFC 5280, 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().slice(0, 19).replaceAll(/\D/g, '')}Z`;
  return moment.getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(digits.slice(2), 'ascii'))
    : tlv(0x18, Buffer.from(digits, 'ascii'));
}

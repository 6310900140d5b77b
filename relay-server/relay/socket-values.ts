/** What `ws` hands out, in the one form that the relay uses. */

import type { RawData } from 'ws';

/** `ws` gives one Buffer for a message as long as `binaryType` is its default; then nothing is copied. */
export function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** Node's or `ws`'s code of a socket error; its name when it has none. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

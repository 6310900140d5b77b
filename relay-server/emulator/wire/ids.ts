/** Ids in the shape that the service gives them: a prefix and letters and digits at random. */

import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 21;

type Prefix = 'event' | 'item' | 'resp' | 'sess' | 'conv' | 'call';

export function newId(prefix: Prefix): string {
  let id = `${prefix}_`;
  for (const byte of randomBytes(LENGTH)) id += ALPHABET[byte % ALPHABET.length] ?? 'A';
  return id;
}

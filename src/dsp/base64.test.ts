import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  base64ByteLength,
  decodeBase64,
  decodeWithTables,
  encodeBase64,
  encodeWithTables,
} from './base64.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const encoders = [
  ['the chosen way', encodeBase64, decodeBase64],
  ['the tables', encodeWithTables, decodeWithTables],
] as const;

describe.each(encoders)('%s', (_name, encode, decode) => {
  test('gives what Node gives', () => {
    fc.assert(fc.property(bytes, (raw) => encode(raw) === Buffer.from(raw).toString('base64')));
  });

  test('decodes what it encoded, whatever the length', () => {
    fc.assert(
      fc.property(bytes, (raw) => {
        expect(decode(encode(raw))).toEqual(new Uint8Array(raw));
        expect(base64ByteLength(encode(raw))).toBe(raw.length);
      }),
    );
  });

  test('handles a delta larger than its own working buffer', () => {
    const raw = Uint8Array.from({ length: 100_001 }, (_, i) => (i * 31) & 255);
    expect(decode(encode(raw))).toEqual(raw);
  });

  test('encodes part of a larger buffer', () => {
    const whole = Uint8Array.of(9, 9, 1, 2, 3, 9);
    expect(encode(whole.subarray(2, 5))).toBe('AQID');
  });

  test.each([
    'A',
    'AB',
    'ABC',
    'ABCDE',
    'AB=C',
    'A===',
    '====',
    '=',
    'AB==CDEF',
    'AB C',
    'AAAA\n\n\n\n',
    'A-_A',
    'AAA\u0100',
    'AAAé',
    'AB==',
    'ABC=',
    'AA*A',
  ])('refuses %j', (text) => {
    expect(decode(text)).toBeNull();
  });

  test('never throws, and what it accepts is the one text of its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AQgw09+/=- '.split('')) }), (text) => {
        const decoded = decode(text);
        return decoded === null || encode(decoded) === text;
      }),
      { numRuns: 1000 },
    );
  });
});

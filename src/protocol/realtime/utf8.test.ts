import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { utf8Length } from './utf8.ts';

it('counts the bytes that an encoder makes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
  expect(utf8Length('€😀a')).toBe(8);
});

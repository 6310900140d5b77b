/** The type of an event, read without parsing, is the one that parsing would have given. */

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventTypeOf } from './event-type.ts';

const typeIn = (text: string) => eventTypeOf(Buffer.from(text));

it('agrees with JSON.parse on any object, wherever the type stands and however it is spaced', () => {
  const value = fc.jsonValue();
  const objects = fc.record({
    before: fc.dictionary(fc.string({ unit: 'grapheme' }), value),
    type: fc.string({ unit: 'grapheme', maxLength: 40 }),
    after: fc.dictionary(fc.string({ unit: 'grapheme' }), value),
    indent: fc.constantFrom(0, 2, '\t'),
  });
  fc.assert(
    fc.property(objects, ({ before, type, after, indent }) => {
      const { type: _before, ...head } = before;
      const { type: _after, ...tail } = after;
      expect(typeIn(JSON.stringify({ ...head, type, ...tail }, null, indent))).toBe(type);
    }),
  );
});

it('is null for an object without a type, or with one that is no string', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const { type: _type, ...rest } = object;
      expect(typeIn(JSON.stringify(rest))).toBeNull();
    }),
  );
  expect(typeIn('{"type":7}')).toBeNull();
});

it('does not take a nested type, or one inside a string, for the event’s', () => {
  expect(typeIn('{"item":{"type":"message"},"text":"\\"type\\":\\"x\\"","type":"y"}')).toBe('y');
  expect(typeIn('{"item":{"type":"message"}}')).toBeNull();
});

it('gives null for anything that is no object, and never throws or hangs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const found = eventTypeOf(Buffer.from(bytes));
      expect(found === null || typeof found === 'string').toBe(true);
    }),
  );
  for (const text of [
    '',
    '[]',
    'null',
    '{',
    '{"',
    '{"type"',
    '{"type":',
    '{"type":"',
    '{"a":[[[',
    '{"a":"\\',
  ]) {
    expect(typeIn(text)).toBeNull();
  }
});

/** What is read off an event's bytes is what parsing would have told. */

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventTypeOf, structureFault } from './event-type.ts';

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

it('finds no fault in any object that is not too deep', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 5 })), (object) => {
      expect(structureFault(Buffer.from(` ${JSON.stringify(object, null, 1)}\n`), 64)).toBeNull();
    }),
  );
});

it('finds the end missing wherever an object is cut', () => {
  const text = JSON.stringify({ type: 'a "b" \\', list: [1, { deep: '}]' }] });
  for (let length = 1; length < text.length; length += 1) {
    expect(structureFault(Buffer.from(text.slice(0, length)), 64)).toBe('unfinished');
  }
});

it.each([
  ['', 'not-an-object'],
  ['[1]', 'not-an-object'],
  ['"text"', 'not-an-object'],
  ['{} {}', 'more-than-one'],
  [`{"a":${'['.repeat(64)}${']'.repeat(64)}}`, 'too-deep'],
])('the structure of %j is told as %s', (text, fault) => {
  expect(structureFault(Buffer.from(text), 64)).toBe(fault);
});

it('takes an object as deep as is allowed', () => {
  expect(structureFault(Buffer.from(`{"a":${'['.repeat(63)}${']'.repeat(63)}}`), 64)).toBeNull();
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_USD } from '../../pricing/price-edits.ts';
import { readPrice } from './read-price.ts';

const problem = (text: string) => {
  const read = readPrice(text, 'Text input');
  return read.ok ? null : read.problem;
};

it.each([
  ['4', 4],
  [' 0.40 ', 0.4],
  ['.5', 0.5],
  ['$32', 32],
  ['0', 0],
])('reads %s', (text, usd) => {
  expect(readPrice(text, 'x')).toEqual({ ok: true, usd });
});

it.each([
  ['', /type 0/],
  ['-1', /cannot be negative/],
  ['−1', /cannot be negative/],
  ['0,4', /a point, not a comma/],
  ['cheap', /write a number/],
  ['1e3', /write a number/],
  ['0x10', /write a number/],
  ['Infinity', /write a number/],
  ['1.2.3', /write a number/],
  ['1000000', /at most 100,000/],
])('refuses %j and says why', (text, why) => {
  expect(problem(text)).toMatch(why);
  expect(problem(text)).toMatch(/^Text input: .* The price stays\.$/);
});

it('gives a price that can be counted with, or words, whatever is typed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), (text) => {
      const read = readPrice(text, 'x');
      if (read.ok) {
        expect(read.usd).toBeGreaterThanOrEqual(0);
        expect(read.usd).toBeLessThanOrEqual(MOST_USD);
      } else expect(read.problem).not.toBe('');
    }),
  );
});

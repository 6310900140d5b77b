import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutIntoSentences, cutIntoWords } from './sentences.ts';

const prose = fc
  .array(
    fc.constantFrom(
      'word',
      'a',
      '2.3',
      'Mr.',
      'end.',
      'so?',
      'yes!',
      ',',
      '\n',
      'x'.repeat(120),
      'café',
      '…',
    ),
  )
  .map((parts) => parts.join(' '));

describe('cutting text', () => {
  it('loses no character', () => {
    fc.assert(
      fc.property(fc.oneof(prose, fc.string()), (text) => {
        expect(cutIntoSentences(text).join('')).toBe(text);
        expect(cutIntoWords(text).join('')).toBe(text);
      }),
    );
  });

  it('keeps pieces short enough to be spoken in one call', () => {
    fc.assert(
      fc.property(prose, (text) => {
        for (const piece of cutIntoSentences(text)) expect(piece.trim().length).toBeLessThanOrEqual(90);
      }),
    );
  });

  it('cuts after sentences, not inside numbers', () => {
    expect(cutIntoSentences('You spoke for 2.3 seconds. This is it: yes. ')).toEqual([
      'You spoke for 2.3 seconds. ',
      'This is it: yes. ',
    ]);
  });

  it('cuts a long sentence at a comma', () => {
    const list = Array.from({ length: 40 }, () => 'one').join(', ');
    const pieces = cutIntoSentences(list);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.slice(0, -1).every((piece) => piece.endsWith(', '))).toBe(true);
  });

  it('gives words their leading space', () => {
    expect(cutIntoWords('You spoke  for')).toEqual(['You', ' spoke', '  for']);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heardChars } from './heard-text.ts';

const TEXT = 'One two three, four five six seven eight.';
const heard = (heardSamples: number, complete = true, text = TEXT, atLeast = 0) =>
  text.slice(0, heardChars(text, { receivedSamples: 24_000, heardSamples, complete }, atLeast));

describe('heardChars', () => {
  it('is nothing before the first word was said and everything after the last sample', () => {
    expect(heard(0)).toBe('');
    expect(heard(24_000)).toBe(TEXT);
  });

  it('ends with a word', () => {
    expect(heard(12_000)).toBe('One two three, four ');
    expect(heard(6_000)).toBe('One two ');
  });

  it('goes by the rate of speech while the length is not known', () => {
    // A second of speech is 14 units: “One two ” weighs 8, “three, ” ten, “four five ” ten.
    expect(heard(24_000, false)).toBe('One two ');
    expect(heardChars(TEXT, { receivedSamples: 90_000, heardSamples: 48_000, complete: false }, 0)).toBe(25);
  });

  it('does not take back what was shown as heard', () => {
    expect(heard(6_000, true, TEXT, 14)).toBe('One two three,');
    expect(heardChars('One', { receivedSamples: 9, heardSamples: 1, complete: true }, 14)).toBe(3);
  });

  it('takes scripts without spaces by the character', () => {
    expect(heard(12_000, true, '今天天气很好')).toBe('今天天');
  });

  it('never goes back as more is heard, stays within the text and splits no character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.nat(48_000)),
        fc.boolean(),
        (text, positions, complete) => {
          let before = 0;
          for (const heardSamples of positions.toSorted((a, b) => a - b)) {
            const chars = heardChars(text, { receivedSamples: 48_000, heardSamples, complete }, before);
            expect(chars).toBeGreaterThanOrEqual(before);
            expect(chars).toBeLessThanOrEqual(text.length);
            const last = text.charCodeAt(chars - 1);
            expect(chars > 0 && chars < text.length && last >= 0xd800 && last < 0xdc00).toBe(false);
            before = chars;
          }
        },
      ),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heardChars, wordAt, wordStartMs } from './spoken-words.ts';

const TEXT = 'One two three, four five six seven eight.';
const heard = (heardMs: number, complete = true, text = TEXT, atLeast = 0) =>
  text.slice(0, heardChars(text, { receivedMs: 1000, heardMs, complete }, atLeast));

describe('heardChars', () => {
  it('is nothing before the first word was said and everything after the last sample', () => {
    expect(heard(0)).toBe('');
    expect(heard(1000)).toBe(TEXT);
  });

  it('ends with a word', () => {
    expect(heard(500)).toBe('One two three, four ');
    expect(heard(250)).toBe('One two ');
  });

  it('goes by the rate of speech while the length is not known', () => {
    // A second of speech is 14 units: “One two ” weighs 8, “three, ” ten, “four five ” ten.
    expect(heard(1000, false)).toBe('One two ');
    expect(heardChars(TEXT, { receivedMs: 3750, heardMs: 2000, complete: false }, 0)).toBe(25);
  });

  it('does not take back what was shown as heard', () => {
    expect(heard(250, true, TEXT, 14)).toBe('One two three,');
    expect(heardChars('One', { receivedMs: 9, heardMs: 1, complete: true }, 14)).toBe(3);
  });

  it('takes scripts without spaces by the character', () => {
    expect(heard(500, true, '今天天气很好')).toBe('今天天');
  });

  it('never goes back as more is heard, stays within the text and splits no character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.nat(2000)),
        fc.boolean(),
        (text, positions, complete) => {
          let before = 0;
          for (const heardMs of positions.toSorted((a, b) => a - b)) {
            const chars = heardChars(text, { receivedMs: 2000, heardMs, complete }, before);
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

describe('words and times', () => {
  it('lead to each other: the word at the time at which it begins is that word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}[.,]?$/), { minLength: 1 }),
        fc.integer({ min: 1, max: 90_000 }),
        (words, audioMs) => {
          const text = words.join(' ');
          let char = 0;
          for (const word of words) {
            const atMs = wordStartMs(text, char, audioMs);
            expect(wordAt(text, atMs + audioMs * 1e-9, audioMs)).toEqual({
              from: char,
              to: char + word.length,
            });
            char += word.length + 1;
          }
        },
      ),
    );
  });

  it('are nothing outside of the audio', () => {
    expect(wordAt(TEXT, -1, 1000)).toBeNull();
    expect(wordAt(TEXT, 1000, 1000)).toBeNull();
    expect(wordAt('', 5, 1000)).toBeNull();
    expect(wordStartMs('', 0, 1000)).toBe(0);
  });
});

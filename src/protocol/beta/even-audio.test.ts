/** Samples that servers split. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvenAudio } from './even-audio.ts';

describe('audio deltas', () => {
  it('are of even length in sum and singly, and hold every byte in order', () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 0, maxLength: 7 }), { maxLength: 12 });
    fc.assert(
      fc.property(chunks, (list) => {
        const audio = new EvenAudio();
        const out = list.flatMap((chunk) => {
          const aligned = audio.align('p', Buffer.from(chunk).toString('base64'));
          return aligned === null ? [] : [Buffer.from(aligned, 'base64')];
        });
        expect(out.every(({ length }) => length % 2 === 0)).toBe(true);
        const whole = Buffer.concat(list);
        expect(Buffer.concat(out)).toEqual(whole.subarray(0, whole.length - (whole.length % 2)));
      }),
      { numRuns: 500 },
    );
  });

  it('that are whole are the very text that came', () => {
    const text = Buffer.from([1, 2, 3, 4]).toString('base64');
    expect(new EvenAudio().align('p', text)).toBe(text);
  });

  it('of different parts do not mix, and an end forgets half a sample', () => {
    const audio = new EvenAudio();
    const one = Buffer.from([7]).toString('base64');
    expect(audio.align('p', one)).toBeNull();
    expect(audio.align('q', one)).toBeNull();
    expect(audio.end('p', 'pcm16')).toBeNull();
    expect(audio.align('p', one)).toBeNull();
    expect(audio.align('q', one)).toBe(Buffer.from([7, 7]).toString('base64'));
  });

  it.each([
    ['g711_ulaw', 0xff],
    ['g711_alaw', 0xd5],
  ])('of %s end with the byte that is left over, and a moment of silence', (format, silence) => {
    const audio = new EvenAudio();
    expect(audio.align('p', Buffer.from([1, 2, 3]).toString('base64'))).toBe(
      Buffer.from([1, 2]).toString('base64'),
    );
    expect(audio.end('p', format)).toBe(Buffer.from([3, silence]).toString('base64'));
    expect(audio.end('p', format)).toBeNull();
  });
});

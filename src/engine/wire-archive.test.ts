import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireArchive } from './wire-archive.ts';

describe('WireArchive', () => {
  it('gives every text back exactly, in any order, across sealed pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 40 }),
        async (texts) => {
          const archive = new WireArchive();
          const filler = 'x'.repeat(100_000);
          const refs = texts.map((text, index) => {
            if (index % 3 === 0) archive.append(filler);
            return archive.append(text);
          });
          for (const [index, ref] of [...refs.entries()].toReversed()) {
            expect(await archive.read(ref)).toBe(wellFormed(texts[index] ?? ''));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps a text larger than a page whole', async () => {
    const archive = new WireArchive();
    const large = 'ü'.repeat(400_000);
    archive.append('before');
    const ref = archive.append(large);
    const after = archive.append('after');
    expect(ref.bytes).toBe(800_000);
    expect(await archive.read(ref)).toBe(large);
    expect(await archive.read(after)).toBe('after');
  });
});

/** What UTF-8 makes of a text: lone surrogates become replacement characters. */
function wellFormed(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

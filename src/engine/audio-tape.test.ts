import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioTape } from './audio-tape.ts';

describe('AudioTape', () => {
  it('reads back any stretch of what was appended, sealed or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ length: fc.integer({ min: 0, max: 90_000 }), seal: fc.boolean() }), {
          maxLength: 10,
        }),
        fc.integer({ min: -10, max: 400_000 }),
        fc.integer({ min: -10, max: 400_000 }),
        async (chunks, from, to) => {
          const tape = new AudioTape();
          const all: number[] = [];
          for (const { length, seal } of chunks) {
            const chunk = Int16Array.from({ length }, (_, i) => ((all.length + i) % 65_521) - 32_000);
            tape.append(chunk);
            for (const sample of chunk) all.push(sample);
            if (seal) tape.seal();
          }
          expect(tape.lengthSamples).toBe(all.length);
          const read = await tape.read(from, to);
          const start = Math.max(0, Math.min(from, all.length));
          expect([...read]).toEqual(all.slice(start, Math.max(start, Math.min(to, all.length))));
        },
      ),
      { numRuns: 40 },
    );
  });
});

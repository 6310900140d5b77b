import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BIN_SAMPLES, BYTES_PER_BIN, measureLevel, PeakBinner } from './level.ts';

test('peak and rms of a square wave are its height', () => {
  const block = Int16Array.from({ length: 480 }, (_, i) => (i % 2 === 0 ? 16_384 : -16_384));
  expect(measureLevel(block, { peak: 0, rms: 0 })).toEqual({ peak: 0.5, rms: 0.5 });
});

test('the lowest sample is full scale, and an empty block is silent', () => {
  expect(measureLevel(Int16Array.of(-32_768), { peak: 0, rms: 0 })).toEqual({ peak: 1, rms: 1 });
  expect(measureLevel(new Int16Array(0), { peak: 9, rms: 9 })).toEqual({ peak: 0, rms: 0 });
});

test('a bin holds minimum, maximum and rms of its 10 ms', () => {
  const binner = new PeakBinner();
  binner.push(new Int16Array(BIN_SAMPLES).fill(32_767));
  binner.push(Int16Array.from({ length: BIN_SAMPLES }, (_, i) => (i === 7 ? -32_768 : 0)));
  const run = binner.take();
  expect(run?.startBin).toBe(0);
  expect([...(run?.bins ?? [])]).toEqual([127, 127, 127, -128, 0, 8]);
});

test('bins do not depend on how the stream is cut, nor on when they are taken', () => {
  const samples = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 500, maxLength: 2000 });
  const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 700 }), fc.boolean()), { maxLength: 10 });
  fc.assert(
    fc.property(samples, cuts, (values, pieces) => {
      const pcm16 = Int16Array.from(values);
      const whole = new PeakBinner();
      whole.push(pcm16);
      whole.finish();
      const binner = new PeakBinner();
      const collected: number[] = [];
      const take = () => {
        const run = binner.take();
        if (!run) return;
        expect(run.startBin * BYTES_PER_BIN).toBe(collected.length);
        collected.push(...run.bins);
      };
      let from = 0;
      for (const [length, takeNow] of pieces) {
        binner.push(pcm16.subarray(from, from + length));
        from += length;
        if (takeNow) take();
      }
      binner.push(pcm16.subarray(from));
      binner.finish();
      take();
      expect(collected).toEqual([...(whole.take()?.bins ?? [])]);
      expect(collected).toHaveLength(Math.ceil(pcm16.length / BIN_SAMPLES) * BYTES_PER_BIN);
    }),
    { numRuns: 30 },
  );
});

test('nothing is handed out before a bin is full, unless the stream is finished', () => {
  const binner = new PeakBinner();
  binner.push(new Int16Array(BIN_SAMPLES - 1));
  expect(binner.take()).toBeNull();
  binner.finish();
  expect(binner.take()?.bins).toHaveLength(BYTES_PER_BIN);
  expect(binner.nextBin).toBe(1);
  binner.finish();
  expect(binner.take()).toBeNull();
});

test('more bins than it had room for are kept', () => {
  const binner = new PeakBinner();
  binner.push(new Int16Array(BIN_SAMPLES * 100).fill(256));
  const bins = binner.take()?.bins ?? new Int8Array();
  expect(bins).toHaveLength(300);
  expect(bins.every((value) => value === 1)).toBe(true);
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamingResampler } from '../../dsp/resample.ts';
import { PlaybackCore } from './playback-core.ts';
import type { PlaybackReport } from './playback.messages.ts';

const QUANTUM = 128;

/** A worklet without a browser: quanta on demand, everything that came out and was reported. */
class Rig {
  readonly reports: PlaybackReport[] = [];
  readonly output: number[] = [];
  readonly core: PlaybackCore;
  frame = 0;

  constructor(rateHz = 24_000) {
    this.core = new PlaybackCore(rateHz, (report) => this.reports.push(structuredClone(report)));
  }

  run(quanta: number): void {
    for (let i = 0; i < quanta; i += 1) {
      const out = new Float32Array(QUANTUM).fill(9);
      this.core.process(out, this.frame);
      this.output.push(...out);
      this.frame += QUANTUM;
    }
  }

  of<K extends PlaybackReport['kind']>(kind: K): Extract<PlaybackReport, { kind: K }>[] {
    return this.reports.filter(
      (report): report is Extract<PlaybackReport, { kind: K }> => report.kind === kind,
    );
  }

  kinds(): string[] {
    return this.reports.map((report) => report.kind).filter((kind) => kind !== 'position');
  }
}

const noise = (length: number, seed = 1) =>
  Int16Array.from({ length }, (_, i) => ((i * 7919 + seed * 104_729) % 40_001) - 20_000 || 1);
const constant = (length: number, value = 16_384) => new Int16Array(length).fill(value);
const asFloat = (pcm16: Int16Array) => [...pcm16].map((value) => value / 32_768);
/** From the first sound to the last. */
function sounding(output: number[]): number[] {
  const from = output.findIndex((value) => value !== 0);
  return from < 0 ? [] : output.slice(from, output.findLastIndex((value) => value !== 0) + 1);
}

describe('bits', () => {
  test('any items in any chunks come out as their concatenation, bit for bit, without a gap', () => {
    const itemLengths = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 4 });
    const cuts = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(itemLengths, cuts, (lengths, sizes) => {
        const rig = new Rig();
        const expected: number[] = [];
        let cut = 0;
        lengths.forEach((length, index) => {
          const pcm16 = noise(length, index + 1);
          expected.push(...asFloat(pcm16));
          for (let from = 0; from < length; cut += 1) {
            const size = sizes[cut % sizes.length] ?? 1;
            rig.core.enqueue(`item${index}`, pcm16.slice(from, from + size));
            from += size;
          }
          rig.core.end(`item${index}`);
        });
        rig.run(Math.ceil(expected.length / QUANTUM) + 2);
        expect(sounding(rig.output)).toEqual(expected);
        const ended = rig.of('ended');
        expect(ended.map((report) => report.playedSamples)).toEqual(lengths);
        expect(rig.of('started').map((report) => report.atSample)).toEqual(lengths.map(() => 0));
        expect(rig.of('underrun')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('audio that arrives while the item plays joins without a seam', () => {
    const rig = new Rig();
    const pcm16 = noise(24_000);
    for (let from = 0; from < pcm16.length; from += 1200) {
      rig.core.enqueue('a', pcm16.slice(from, from + 1200));
      rig.run(8);
    }
    rig.core.end('a');
    rig.run(60);
    expect(sounding(rig.output)).toEqual(asFloat(pcm16));
    expect(rig.kinds()).toEqual(['started', 'ended']);
  });

  test.each([48_000, 44_100, 16_000])(
    'at %d Hz the output is the resampled input, tail and all',
    (rateHz) => {
      const rig = new Rig(rateHz);
      const pcm16 = noise(5000);
      rig.core.enqueue('a', pcm16.slice(0, 1111));
      rig.core.enqueue('a', pcm16.slice(1111));
      rig.core.end('a');
      const seconds = 5000 / 24_000 + 0.05;
      rig.run(Math.ceil((seconds * rateHz) / QUANTUM));
      const resampler = new StreamingResampler(24_000, rateHz);
      const padded = new Float32Array(12_000);
      padded.set(asFloat(pcm16));
      const expected = new Float32Array(resampler.outputSamplesFor(padded.length));
      resampler.process(padded, expected);
      expect(rig.output).toEqual([...expected.subarray(0, rig.output.length)].map((value) => value || 0));
      expect(rig.of('ended')[0]?.playedSamples).toBe(5000);
    },
  );
});

describe('start buffer', () => {
  test('an item waits for 40 ms of audio', () => {
    const rig = new Rig();
    rig.core.enqueue('a', constant(900));
    rig.run(4);
    expect(sounding(rig.output)).toEqual([]);
    rig.core.enqueue('a', constant(60));
    rig.run(1);
    expect(rig.of('started')).toEqual([
      { kind: 'started', itemId: 'a', atSample: 0, contextTimeMs: expect.closeTo((512 * 1000) / 24_000, 6) },
    ]);
    expect(rig.output[512]).toBe(0.5);
  });

  test('the end of a short item starts it at once', () => {
    const rig = new Rig();
    rig.core.enqueue('a', constant(100));
    rig.run(1);
    rig.core.end('a');
    rig.run(1);
    expect(rig.output.slice(128, 228).every((value) => value === 0.5)).toBe(true);
    expect(rig.kinds()).toEqual(['started', 'ended']);
  });

  test('it never waits longer than 60 ms and one quantum', () => {
    const rig = new Rig();
    rig.run(10);
    rig.core.enqueue('a', constant(300));
    rig.run(20);
    const waited = (rig.of('started')[0]?.contextTimeMs ?? 0) - (1280 * 1000) / 24_000;
    expect(waited).toBeGreaterThan(50);
    expect(waited).toBeLessThanOrEqual(60 + (128 * 1000) / 24_000);
  });

  test('the first sound of a page is not faded in', () => {
    const rig = new Rig();
    rig.core.enqueue('a', constant(2000));
    rig.run(1);
    expect(rig.output.every((value) => value === 0.5)).toBe(true);
  });
});

describe('underrun', () => {
  function runDry(rateHz = 24_000): Rig {
    const rig = new Rig(rateHz);
    rig.core.enqueue('a', constant(1000));
    rig.run(40);
    return rig;
  }

  test('it is reported once, at the exact sample, and fades to silence within 3 ms without a step', () => {
    const rig = runDry();
    expect(rig.of('underrun')).toEqual([
      { kind: 'underrun', itemId: 'a', atSample: 1000, contextTimeMs: expect.closeTo(1000 / 24, 6) },
    ]);
    expect(rig.output.slice(0, 1000).every((value) => value === 0.5)).toBe(true);
    expect(rig.output.slice(1072).every((value) => value === 0)).toBe(true);
    for (let i = 1; i < 1100; i += 1) {
      expect(Math.abs((rig.output[i] ?? 0) - (rig.output[i - 1] ?? 0))).toBeLessThan(0.01);
    }
  });

  test.each([960, 1000, 1023, 1024, 1025, 1100])(
    'it is noticed and faded wherever in a quantum it falls (%d)',
    (length) => {
      const rig = new Rig();
      rig.core.enqueue('a', constant(length));
      rig.run(40);
      expect(rig.of('underrun')).toMatchObject([{ atSample: length }]);
      expect(sounding(rig.output)).toHaveLength(length + 72);
    },
  );

  test('afterwards 60 ms are gathered, then the item goes on where it was, faded in', () => {
    const rig = runDry();
    rig.core.enqueue('a', constant(1400));
    rig.run(1);
    expect(rig.of('started')).toHaveLength(1);
    const resumedAt = rig.output.length;
    rig.core.enqueue('a', constant(40));
    rig.run(2);
    expect(rig.of('started')[1]).toMatchObject({ itemId: 'a', atSample: 1000 });
    expect(rig.output[resumedAt]).toBeLessThan(0.01);
    expect(rig.output[resumedAt + 60]).toBe(0.5);
  });

  test('the wait for more is bounded', () => {
    const rig = runDry();
    rig.core.enqueue('a', constant(200));
    rig.run(20);
    expect(rig.of('started')).toHaveLength(2);
  });

  test.each([24_000, 48_000])(
    'an end that comes when nothing is left is an end, not a new start (%d Hz)',
    (rateHz) => {
      const rig = runDry(rateHz);
      rig.core.end('a');
      rig.run(4);
      expect(rig.kinds()).toEqual(['started', 'underrun', 'ended']);
      expect(rig.of('ended')[0]?.playedSamples).toBe(1000);
    },
  );

  test('an end that has come before the last sample makes no underrun', () => {
    const rig = new Rig();
    rig.core.enqueue('a', constant(1024));
    rig.core.end('a');
    rig.run(20);
    expect(rig.kinds()).toEqual(['started', 'ended']);
  });

  test('an item that never gets its end does not silence the next one for ever', () => {
    const rig = runDry();
    rig.core.enqueue('b', constant(1000));
    rig.core.end('b');
    rig.run(60);
    expect(rig.of('started')).toHaveLength(1);
    rig.run(60);
    expect(rig.kinds()).toEqual(['started', 'underrun', 'ended', 'started', 'ended']);
  });
});

describe('flush', () => {
  test('fades out within 5 ms and answers with the samples played, the fade included', () => {
    const rig = new Rig();
    rig.core.enqueue('a', constant(24_000));
    rig.core.enqueue('b', constant(5000));
    rig.run(10);
    rig.core.flush(7);
    rig.run(10);
    expect(rig.of('flushed')).toEqual([
      {
        kind: 'flushed',
        token: 7,
        items: [
          { itemId: 'a', playedSamples: 1400, receivedSamples: 24_000 },
          { itemId: 'b', playedSamples: 0, receivedSamples: 5000 },
        ],
        contextTimeMs: expect.closeTo(1400 / 24, 6),
      },
    ]);
    expect(rig.output.slice(1400).every((value) => value === 0)).toBe(true);
    for (let i = 1281; i < 1400; i += 1) {
      const step = (rig.output[i - 1] ?? 0) - (rig.output[i] ?? 0);
      expect(step).toBeGreaterThan(0);
      expect(step).toBeLessThan(0.01);
    }
  });

  test('is answered at once when nothing sounds', () => {
    const rig = new Rig();
    rig.core.flush(1);
    expect(rig.of('flushed')).toMatchObject([{ token: 1, items: [] }]);
    rig.core.enqueue('a', constant(100));
    rig.core.flush(2);
    expect(rig.of('flushed')[1]).toMatchObject({
      token: 2,
      items: [{ itemId: 'a', playedSamples: 0, receivedSamples: 100 }],
    });
    rig.run(30);
    expect(sounding(rig.output)).toEqual([]);
  });

  test('in the silence of an underrun gives all that was played', () => {
    const rig = new Rig();
    rig.core.enqueue('a', constant(1000));
    rig.run(40);
    rig.core.enqueue('a', constant(200));
    rig.core.flush(1);
    expect(rig.of('flushed')[0]?.items).toEqual([
      { itemId: 'a', playedSamples: 1000, receivedSamples: 1200 },
    ]);
  });

  test('audio enqueued afterwards starts anew, from sample 0, faded in within 5 ms', () => {
    const rig = new Rig();
    rig.core.enqueue('a', constant(24_000));
    rig.run(3);
    rig.core.flush(1);
    rig.core.enqueue('c', constant(2000, 8192));
    rig.core.end('c');
    rig.run(20);
    expect(rig.of('flushed')[0]?.items).toEqual([
      { itemId: 'a', playedSamples: 504, receivedSamples: 24_000 },
    ]);
    expect(rig.of('started')[1]).toMatchObject({ itemId: 'c', atSample: 0 });
    expect(rig.of('ended')).toMatchObject([{ itemId: 'c', playedSamples: 2000 }]);
    expect(rig.output[512]).toBeGreaterThan(0);
    expect(rig.output[512]).toBeLessThan(0.01);
    expect(rig.output[512 + 120]).toBe(0.25);
    expect(sounding(rig.output.slice(504))).toHaveLength(2000);
  });

  test('two in a row are both answered, in order, each with what was queued before it', () => {
    const rig = new Rig();
    rig.core.enqueue('a', constant(24_000));
    rig.run(3);
    rig.core.flush(1);
    rig.core.enqueue('b', constant(2000));
    rig.core.flush(2);
    rig.core.enqueue('c', constant(2000));
    rig.run(10);
    expect(rig.of('flushed')).toMatchObject([
      { token: 1, items: [{ itemId: 'a', playedSamples: 504 }] },
      { token: 2, items: [{ itemId: 'b', playedSamples: 0, receivedSamples: 2000 }] },
    ]);
    expect(rig.of('started').map((report) => report.itemId)).toEqual(['a', 'c']);
  });

  test('during the fade no later item starts, and one that ends in it is still listed', () => {
    const rig = new Rig(48_000);
    rig.core.enqueue('a', constant(1000));
    rig.core.end('a');
    rig.core.enqueue('b', constant(5000));
    rig.run(15);
    rig.core.flush(1);
    rig.run(5);
    // 15 quanta and 240 frames of fade are 1080 samples, 48 of them still in the resampler.
    expect(rig.of('flushed')[0]?.items).toEqual([
      { itemId: 'a', playedSamples: 1000, receivedSamples: 1000 },
      { itemId: 'b', playedSamples: 0, receivedSamples: 5000 },
    ]);
    expect(rig.of('started').map((report) => report.itemId)).toEqual(['a']);
  });

  test('is answered although the sound ends by itself in the fade', () => {
    for (let length = 960; length < 1400; length += 16) {
      const rig = new Rig(44_100);
      rig.core.enqueue('a', constant(length));
      rig.core.end('a');
      rig.run(16);
      rig.core.flush(1);
      rig.run(8);
      expect(rig.of('flushed')).toHaveLength(1);
    }
  });

  test.each([24_000, 48_000, 44_100])(
    'at %d Hz silence comes within 5 ms and the position is exact',
    (rateHz) => {
      fc.assert(
        fc.property(fc.integer({ min: 2, max: 60 }), (quanta) => {
          const rig = new Rig(rateHz);
          rig.core.enqueue('a', constant(24_000));
          rig.run(quanta);
          rig.core.flush(1);
          rig.run(6);
          const lastSound = rig.output.findLastIndex((value) => value !== 0);
          const flushedAt = quanta * QUANTUM;
          expect(lastSound - flushedAt).toBeLessThan(0.005 * rateHz);
          const fadeEnd = flushedAt + Math.floor(0.005 * rateHz);
          const delay = rateHz === 24_000 ? 0 : new StreamingResampler(24_000, rateHz).delaySamples;
          const played = Math.max(0, Math.floor((fadeEnd * 24_000) / rateHz) - delay);
          expect(rig.of('flushed')[0]?.items[0]?.playedSamples).toBe(played);
          expect(
            Math.abs((rig.of('flushed')[0]?.contextTimeMs ?? 0) - (fadeEnd * 1000) / rateHz),
          ).toBeLessThan(0.05);
        }),
        { numRuns: 30 },
      );
    },
  );
});

describe('reports', () => {
  test.each([24_000, 48_000, 44_100])(
    'at %d Hz positions come about each 20 ms and lie on one line',
    (rateHz) => {
      const rig = new Rig(rateHz);
      rig.core.enqueue('a', constant(24_000));
      rig.core.end('a');
      rig.run(Math.ceil((1.05 * rateHz) / QUANTUM));
      const positions = rig.of('position');
      expect(positions.length).toBeGreaterThan(40);
      expect(positions.length).toBeLessThanOrEqual(50);
      const startMs = rig.of('started')[0]?.contextTimeMs ?? 0;
      for (const { playedSamples, queuedSamples, contextTimeMs } of positions) {
        expect(contextTimeMs - startMs).toBeCloseTo(playedSamples / 24, 6);
        expect(playedSamples + queuedSamples).toBe(24_000);
      }
      expect((rig.of('ended')[0]?.contextTimeMs ?? 0) - startMs).toBeCloseTo(1000, 6);
    },
  );

  test('at 48 kHz a click is heard at the time that the start promised', () => {
    const rig = new Rig(48_000);
    const pcm16 = new Int16Array(4800);
    pcm16[2400] = 30_000;
    rig.run(5);
    rig.core.enqueue('a', pcm16);
    rig.run(80);
    const loudest = rig.output.reduce((best, value, i) => (value > (rig.output[best] ?? 0) ? i : best), 0);
    expect(loudest / 48).toBeCloseTo((rig.of('started')[0]?.contextTimeMs ?? 0) + 100, 3);
  });

  test('nothing is reported while nothing plays', () => {
    const rig = new Rig(48_000);
    rig.run(500);
    rig.core.enqueue('a', constant(1000));
    rig.core.end('a');
    rig.run(100);
    const count = rig.reports.length;
    rig.run(500);
    expect(rig.reports).toHaveLength(count);
    expect(rig.output.slice(-500 * QUANTUM).every((value) => value === 0)).toBe(true);
  });

  test('each sample of any sequence of enqueues, ends, flushes and quanta is accounted for', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('enqueue' as const),
        id: fc.integer({ min: 0, max: 2 }),
        n: fc.integer({ min: 0, max: 3000 }),
      }),
      fc.record({ do: fc.constant('end' as const), id: fc.integer({ min: 0, max: 2 }), n: fc.constant(0) }),
      fc.record({ do: fc.constant('flush' as const), id: fc.constant(0), n: fc.constant(0) }),
      fc.record({ do: fc.constant('run' as const), id: fc.constant(0), n: fc.integer({ min: 1, max: 30 }) }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(24_000, 48_000, 44_100),
        fc.array(step, { maxLength: 40 }),
        (rateHz, steps) => {
          const rig = new Rig(rateHz);
          let received = 0;
          let flushes = 0;
          for (const { do: kind, id, n } of steps) {
            if (kind === 'enqueue') {
              rig.core.enqueue(`i${id}`, constant(n));
              received += n;
            } else if (kind === 'end') rig.core.end(`i${id}`);
            else if (kind === 'run') rig.run(n);
            else {
              rig.core.flush(flushes);
              flushes += 1;
            }
          }
          for (let id = 0; id < 3; id += 1) rig.core.end(`i${id}`);
          rig.run(4000);
          const flushed = rig.of('flushed');
          expect(flushed.map((report) => report.token)).toEqual(Array.from({ length: flushes }, (_, i) => i));
          for (const report of flushed) {
            for (const item of report.items) {
              expect(item.playedSamples).toBeGreaterThanOrEqual(0);
              expect(item.playedSamples).toBeLessThanOrEqual(item.receivedSamples);
            }
          }
          const ended = rig.of('ended').reduce((sum, report) => sum + report.playedSamples, 0);
          const dropped = flushed
            .flatMap((report) => report.items)
            .reduce((sum, item) => sum + item.receivedSamples, 0);
          // An item may end in the fade of its flush and is in both then.
          expect(ended + dropped).toBeGreaterThanOrEqual(received);
          expect(rig.output.every((value) => Math.abs(value) <= 0.75)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('an end for an item nobody knows is ignored, and an item without audio ends silently', () => {
    const rig = new Rig();
    rig.core.end('ghost');
    rig.core.enqueue('a', new Int16Array(0));
    rig.run(20);
    expect(rig.reports).toEqual([]);
    rig.core.end('a');
    rig.run(1);
    expect(rig.reports).toMatchObject([{ kind: 'ended', itemId: 'a', playedSamples: 0 }]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssistantAudio, SAMPLES_PER_BIN, SAMPLES_PER_MS } from './assistant-audio.ts';
import { makeColumns } from './peak-lane.ts';

/** A run of bins that are all as loud. */
function run(startBin: number, count: number, peak = 127) {
  return { startBin, bins: Int8Array.from({ length: count * 3 }, (_, at) => (at % 3 === 0 ? -peak : peak)) };
}

function segment(id: number, itemId: string, startMs: number, fromMs: number, lengthMs: number) {
  return {
    id,
    itemId,
    startMs,
    fromSample: fromMs * SAMPLES_PER_MS,
    lengthSamples: lengthMs * SAMPLES_PER_MS,
  };
}

function heard(audio: AssistantAudio, columns: number, startMs: number, msPerColumn: number): number[] {
  const out = makeColumns(columns);
  audio.readHeard(out, columns, startMs, msPerColumn);
  return [...out.max].map((value) => Math.round(value * 127));
}

describe('AssistantAudio', () => {
  it('shows what was played where it was played', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 5, 50));
    audio.receive('a', run(5, 5, 100));
    audio.play(segment(1, 'a', 1000, 0, 50));
    audio.play(segment(2, 'a', 1200, 50, 50));
    expect(heard(audio, 8, 980, 10)).toEqual([0, 0, 50, 50, 50, 50, 50, 0]);
    expect(heard(audio, 7, 1190, 10)).toEqual([0, 100, 100, 100, 100, 100, 0]);
  });

  it('grows a stretch in place and says only its new part changed', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 100));
    expect(audio.play(segment(1, 'a', 1000, 0, 100))).toEqual({ fromMs: 1000, toMs: 1100 });
    expect(audio.play(segment(1, 'a', 1000, 0, 300))).toEqual({ fromMs: 1100, toMs: 1300 });
    expect(heard(audio, 3, 1270, 10)).toEqual([127, 127, 127]);
    expect(heard(audio, 3, 1300, 10)).toEqual([0, 0, 0]);
  });

  it('moves a stretch that is reported anew elsewhere', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 10));
    audio.play(segment(1, 'a', 1000, 0, 100));
    expect(audio.play(segment(1, 'a', 2000, 0, 100))).toEqual({ fromMs: 1000, toMs: 2100 });
    expect(heard(audio, 2, 1000, 10)).toEqual([0, 0]);
    expect(heard(audio, 2, 2000, 10)).toEqual([127, 127]);
  });

  it('queues what is left of the item that plays, then the items behind it, from now on', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 100));
    audio.receive('b', run(0, 50));
    audio.play(segment(1, 'a', 1000, 0, 400));
    expect(audio.unheard(0, 1e9, 1400, 1100)).toEqual([
      { kind: 'queued', itemId: 'a', startMs: 1400, endMs: 2000, fromSample: 400 * SAMPLES_PER_MS },
      { kind: 'queued', itemId: 'b', startMs: 2000, endMs: 2500, fromSample: 0 },
    ]);
  });

  it('queues nothing when the speakers have nothing waiting', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 100));
    audio.play(segment(1, 'a', 1000, 0, 400));
    expect(audio.unheard(0, 1e9, 1400, 0)).toEqual([]);
  });

  it('keeps what was cut off, from the cut on, until the next answer', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 300));
    audio.play(segment(1, 'a', 1000, 0, 400));
    audio.cut(1400, 'a');
    const rest = { kind: 'cut', itemId: 'a', startMs: 1400, fromSample: 400 * SAMPLES_PER_MS };
    expect(audio.unheard(0, 1e9, 1500, 0)).toEqual([{ ...rest, endMs: 4000 }]);
    audio.receive('b', run(0, 10));
    audio.play(segment(2, 'b', 3000, 0, 100));
    expect(audio.unheard(0, 1e9, 3100, 0)).toEqual([{ ...rest, endMs: 3000 }]);
    expect(audio.unheard(5000, 6000, 5000, 0)).toEqual([]);
  });

  it('counts what was heard after the cut was noted as heard', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 100));
    audio.cut(1390, 'a');
    audio.play(segment(1, 'a', 1000, 0, 400));
    expect(audio.unheard(0, 1e9, 1500, 0)).toEqual([
      { kind: 'cut', itemId: 'a', startMs: 1400, endMs: 2000, fromSample: 400 * SAMPLES_PER_MS },
    ]);
  });

  it('lines the items that were waiting up behind the one that was cut', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 100));
    audio.receive('b', run(0, 50));
    audio.play(segment(1, 'a', 1000, 0, 400));
    audio.cut(1400, 'a');
    expect(audio.unheard(0, 1e9, 1500, 0).map((span) => [span.itemId, span.startMs, span.endMs])).toEqual([
      ['a', 1400, 2000],
      ['b', 2000, 2500],
    ]);
  });

  it('draws none of the waiting items across the next answer, also when that begins before they would', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 100));
    audio.receive('b', run(0, 100));
    audio.play(segment(1, 'a', 1000, 0, 400));
    audio.cut(1400, 'a');
    audio.receive('c', run(0, 300));
    audio.play(segment(2, 'c', 1700, 0, 3000));
    const spans = audio.unheard(0, 10_000, 5000, 0);
    expect(spans.map(({ itemId, startMs, endMs }) => [itemId, startMs, endMs])).toEqual([['a', 1400, 1700]]);
  });

  it('calls an item that was heard to its end neither queued nor cut', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 40));
    audio.play(segment(1, 'a', 1000, 0, 395));
    expect(audio.unheard(0, 1e9, 1395, 5000)).toEqual([]);
    audio.cut(1500, null);
    expect(audio.unheard(0, 1e9, 1600, 0)).toEqual([]);
  });

  it('accounts for every sample: heard and cut make what was received', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, share) => {
          const audio = new AssistantAudio();
          audio.receive('a', run(0, count));
          const received = count * SAMPLES_PER_BIN;
          const played = Math.floor(received * share);
          audio.play({ id: 1, itemId: 'a', startMs: 100, fromSample: 0, lengthSamples: played });
          audio.cut(100 + played / SAMPLES_PER_MS, 'a');
          const cut = audio
            .unheard(0, 1e9, 1e6, 0)
            .reduce((sum, span) => sum + (span.endMs - span.startMs) * SAMPLES_PER_MS, 0);
          if (received - played > 3 * SAMPLES_PER_BIN) expect(played + cut).toBeCloseTo(received, 3);
          else expect(cut).toBe(0);
        },
      ),
    );
  });

  it('is as loud as what plays, and silent between stretches', () => {
    const audio = new AssistantAudio();
    audio.receive('a', run(0, 100));
    audio.play(segment(1, 'a', 1000, 0, 400));
    expect(audio.loudness(1200, 50)).toBe(1);
    expect(audio.loudness(900, 50)).toBe(0);
    expect(audio.loudness(1500, 50)).toBe(0);
  });
});

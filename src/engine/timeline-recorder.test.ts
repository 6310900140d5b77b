import { describe, expect, it } from 'vitest';
import { TimelineRecorder } from './timeline-recorder.ts';

const frame = (level: number) => new Int16Array(480).fill(level);

describe('TimelineRecorder', () => {
  it('puts jittering frames into adjoining bins, two to a frame', () => {
    const recorder = new TimelineRecorder();
    for (const [index, jitterMs] of [0, 4, -6, 9, 0].entries()) {
      recorder.microphone(frame(256 * (index + 1)), 1000 + index * 20 + jitterMs);
    }
    const [run, ...others] = recorder.take(2000, 0).microphone;
    expect(others).toEqual([]);
    expect(run?.startBin).toBe(100);
    expect([...(run?.bins ?? [])].filter((_, i) => i % 3 === 1)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  it('leaves a gap where capture paused', () => {
    const recorder = new TimelineRecorder();
    recorder.microphone(frame(256), 0);
    recorder.microphone(frame(512), 5000);
    expect(recorder.take(6000, 0).microphone.map((run) => [run.startBin, run.bins.length])).toEqual([
      [0, 6],
      [500, 6],
    ]);
  });

  it('continues a run across two batches', () => {
    const recorder = new TimelineRecorder();
    recorder.microphone(frame(256), 100);
    recorder.take(120, 0);
    recorder.microphone(frame(256), 120);
    expect(recorder.take(140, 0).microphone[0]?.startBin).toBe(12);
  });

  it('grows the segment that is being played and starts another after an underrun', () => {
    const recorder = new TimelineRecorder();
    recorder.started('a', 0, 500);
    recorder.played('a', 480, false);
    recorder.played('a', 960, true);
    recorder.started('a', 960, 700);
    recorder.played('a', 1200, false);
    expect(recorder.take(800, 0).segments).toEqual([
      { id: 1, itemId: 'a', startMs: 500, fromSample: 0, lengthSamples: 960 },
      { id: 2, itemId: 'a', startMs: 700, fromSample: 960, lengthSamples: 240 },
    ]);
    recorder.played('a', 1440, true);
    expect(recorder.take(900, 0).segments).toMatchObject([{ id: 2, lengthSamples: 480 }]);
    expect(recorder.take(1000, 0).segments).toEqual([]);
  });

  it('gives the peaks of an item on its own clock, its last partial bin too', () => {
    const recorder = new TimelineRecorder();
    recorder.received('a', new Int16Array(300).fill(-512), 0);
    expect(recorder.take(0, 0).items[0]?.run).toMatchObject({
      startBin: 0,
      bins: Int8Array.from([-2, -2, 2]),
    });
    recorder.complete('a');
    expect(recorder.take(0, 0).items[0]?.run).toMatchObject({
      startBin: 1,
      bins: Int8Array.from([-2, -2, 2]),
    });
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamingResampler } from '../../dsp/resample.ts';
import { CaptureCore, FRAME_SAMPLES } from './capture-core.ts';

interface Emitted {
  pcm16: Int16Array;
  contextTimeMs: number;
  muted: boolean;
}

function capture(rateHz: number) {
  const frames: Emitted[] = [];
  const core = new CaptureCore(rateHz, (buffer, contextTimeMs, muted) => {
    frames.push({ pcm16: new Int16Array(buffer.slice(0)), contextTimeMs, muted });
    buffers.push(buffer);
  });
  const buffers: ArrayBuffer[] = [];
  return { core, frames, buffers };
}

/** Feeds a mono signal in quanta of 128; returns the context frame after it. */
function feed(core: CaptureCore, samples: Float32Array, contextFrame = 0): number {
  let at = contextFrame;
  for (let i = 0; i + 128 <= samples.length; i += 128) {
    core.process([samples.subarray(i, i + 128)], at);
    at += 128;
  }
  return at;
}

const ramp = (length: number) => Float32Array.from({ length }, (_, i) => ((i % 30_000) + 1) / 32_768);

function joined(frames: Emitted[]): number[] {
  return frames.flatMap((frame) => [...frame.pcm16]);
}

test('at 24 kHz frames are the input, 480 samples each, dated 20 ms apart from its first sample', () => {
  const { core, frames } = capture(24_000);
  feed(core, ramp(2560), 24_000);
  expect(frames.map((frame) => frame.pcm16.length)).toEqual([480, 480, 480, 480, 480]);
  expect(frames.map((frame) => frame.contextTimeMs)).toEqual([1000, 1020, 1040, 1060, 1080]);
  expect(joined(frames)).toEqual(Array.from({ length: 2400 }, (_, i) => i + 1));
});

describe.each([48_000, 44_100, 16_000, 8_000, 96_000])('at %d Hz', (rateHz) => {
  test('a click is found at its own time, the delay of the resampler accounted for', () => {
    const { core, frames } = capture(rateHz);
    const samples = new Float32Array(Math.ceil(rateHz / 2 / 128) * 128);
    const clickAt = Math.floor(rateHz / 5);
    samples[clickAt] = 1;
    feed(core, samples, 777);
    const all = joined(frames);
    const peak = all.reduce((best, value, i) => (value > (all[best] ?? 0) ? i : best), 0);
    const frame = frames[Math.floor(peak / FRAME_SAMPLES)];
    const foundMs = (frame?.contextTimeMs ?? 0) + ((peak % FRAME_SAMPLES) * 1000) / 24_000;
    expect(Math.abs(foundMs - ((777 + clickAt) * 1000) / rateHz)).toBeLessThanOrEqual(1000 / 24_000);
  });

  test('frames carry what the resampler gives, without a sample lost or added between them', () => {
    const { core, frames } = capture(rateHz);
    const samples = Float32Array.from({ length: 128 * 200 }, (_, i) => 0.5 * Math.sin(i * 0.05));
    feed(core, samples);
    const resampler = new StreamingResampler(rateHz, 24_000);
    const expected = new Float32Array(resampler.outputSamplesFor(samples.length));
    resampler.process(samples, expected);
    const all = joined(frames);
    expect(expected.length - all.length).toBeLessThan(FRAME_SAMPLES);
    all.forEach((value, i) =>
      expect(Math.abs(value - (expected[i] ?? 0) * 32_768)).toBeLessThanOrEqual(0.51),
    );
  });
});

test('channels are averaged', () => {
  const { core, frames } = capture(24_000);
  for (let i = 0; i < 4; i += 1) {
    core.process([new Float32Array(128).fill(0.5), new Float32Array(128).fill(-0.25)], i * 128);
  }
  expect(frames[0]?.pcm16.every((sample) => sample === 4096)).toBe(true);
});

test('muted frames keep coming, are all zeros, and say so', () => {
  const { core, frames } = capture(24_000);
  const at = feed(core, ramp(512));
  core.setMuted(true);
  const next = feed(core, ramp(1024), at);
  core.setMuted(false);
  feed(core, ramp(1024), next);
  expect(frames.map((frame) => frame.muted)).toEqual([false, true, true, false, false]);
  expect(frames.slice(1, 3).every((frame) => frame.pcm16.every((sample) => sample === 0))).toBe(true);
  expect(frames.map((frame) => frame.contextTimeMs)).toEqual([0, 20, 40, 60, 80]);
});

test.each([24_000, 48_000])(
  'nothing said during or shortly before a mute is ever emitted (%d Hz)',
  (rateHz) => {
    const { core, frames } = capture(rateHz);
    const loud = new Float32Array(128).fill(0.9);
    const quiet = new Float32Array(128);
    let at = 0;
    for (let i = 0; i < 20; i += 1, at += 128) {
      if (i === 2) core.setMuted(true);
      if (i === 10) core.setMuted(false);
      core.process([i < 10 ? loud : quiet], at);
    }
    expect(joined(frames).every((sample) => sample === 0)).toBe(true);
  },
);

test('frames that come back are used again, and a dry pool never stalls', () => {
  const { core, buffers } = capture(24_000);
  let at = feed(core, ramp(480 * 16));
  expect(new Set(buffers).size).toBe(buffers.length);
  const first = buffers.slice(0, 4);
  for (const buffer of first) core.recycle(buffer);
  const before = buffers.length;
  at = feed(core, ramp(480 * 16), at);
  const later = buffers.slice(before);
  expect(later.filter((buffer) => first.includes(buffer))).toHaveLength(4);
  expect(later).toHaveLength(16);
});

test('a frame that comes back with the wrong size, or detached, is not used', () => {
  const { core, frames, buffers } = capture(24_000);
  const detached = new ArrayBuffer(960);
  structuredClone(detached, { transfer: [detached] });
  core.recycle(detached);
  core.recycle(new ArrayBuffer(12));
  feed(core, ramp(480 * 8));
  expect(frames.every((frame) => frame.pcm16.length === 480)).toBe(true);
  expect(buffers).not.toContain(detached);
});

test('with nothing connected there are no frames, and input that comes later has its own date', () => {
  const { core, frames } = capture(48_000);
  feed(core, ramp(1280));
  for (let i = 0; i < 100; i += 1) core.process([], 1280 + i * 128);
  expect(frames).toHaveLength(1);
  feed(core, ramp(1280), 48_000);
  expect(frames).toHaveLength(2);
  expect(frames[1]?.contextTimeMs).toBeCloseTo(1000 - 2, 6);
});

test('a gap in the context time begins a new frame', () => {
  const { core, frames } = capture(24_000);
  feed(core, ramp(256), 0);
  feed(core, ramp(512), 24_000);
  expect(frames).toHaveLength(1);
  expect(frames[0]?.contextTimeMs).toBe(1000);
  expect(frames[0]?.pcm16[0]).toBe(1);
});

test('quanta of any size give the same frames', () => {
  const samples = ramp(4000);
  const whole = capture(48_000);
  whole.core.process([samples], 0);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 8 }), (sizes) => {
      const { core, frames } = capture(48_000);
      let at = 0;
      for (const size of [...sizes, 4000]) {
        if (at < samples.length) core.process([samples.subarray(at, at + size)], at);
        at = Math.min(samples.length, at + size);
      }
      expect(frames).toEqual(whole.frames);
    }),
    { numRuns: 20 },
  );
});

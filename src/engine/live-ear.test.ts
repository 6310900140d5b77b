/** A voice that speaks just now stays near the ear, whatever the line does. */

import { expect, it } from 'vitest';
import { PlaybackCore } from '../audio/worklets/playback-core.ts';
import { LiveEar } from './live-ear.ts';

const FRAME = 480;
const QUANTUM = 128;

/** An ear on a real play-out, of which so much passes. A frame's samples are all its number, so that what is heard tells where it is. */
function setUp() {
  let ear: LiveEar | null = null;
  const core = new PlaybackCore(24_000, (report) => ear?.reported(report));
  ear = new LiveEar(
    {
      enqueue: (itemId, pcm16) => core.enqueue(itemId, pcm16),
      flush: () => Promise.resolve([]),
    },
    'voice',
  );
  const heard: number[] = [];
  let frame = 0;
  let owed = 0;
  const pass = (ms: number) => {
    const out = new Float32Array(QUANTUM);
    for (owed += ms * 24; owed >= QUANTUM; owed -= QUANTUM) {
      core.process(out, frame);
      frame += QUANTUM;
      for (const sample of out) heard.push(Math.round(sample * 32_768));
    }
  };
  const hear = ear.hear.bind(ear);
  return {
    hear: (value: number, length = FRAME) => hear(new Int16Array(length).fill(value)),
    pass,
    /** Values in their order, without repetitions and silence. */
    values: () => heard.filter((value, n) => value > 300 && value !== heard[n - 1]),
    behindMs: () => ear.behindMs,
  };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => 1000 + from + n);

it('hears everything of a voice that comes in time, and of one that is held up for a moment', () => {
  const { hear, pass, values, behindMs } = setUp();
  for (let n = 0; n < 100; n += 1) {
    // Each tenth time three frames are late together.
    if (n % 10 === 9) for (const late of [n - 2, n - 1, n]) hear(1000 + late);
    else if (n % 10 < 7) hear(1000 + n);
    pass(20);
    expect(behindMs()).toBeLessThanOrEqual(160);
  }
  pass(500);
  // An underrun fades, so that values in between are heard too.
  expect(values().filter((value) => value >= 1000)).toEqual(expect.arrayContaining(numbers(0, 99)));
});

it('makes up for a stall in the pauses, and loses no word', () => {
  const { hear, pass, values, behindMs } = setUp();
  for (let n = 0; n < 10; n += 1) {
    hear(1000 + n);
    pass(20);
  }
  // 300 ms come at once, and the voice goes on; then it pauses.
  pass(300);
  for (let n = 10; n < 25; n += 1) hear(1000 + n);
  for (let n = 25; n < 60; n += 1) {
    hear(1000 + n);
    pass(20);
  }
  expect(behindMs()).toBeGreaterThan(250);
  for (let n = 0; n < 20; n += 1) {
    hear(20);
    pass(20);
  }
  expect(behindMs()).toBeLessThanOrEqual(160);
  for (let n = 60; n < 70; n += 1) {
    hear(1000 + n);
    pass(20);
  }
  pass(500);
  expect(values().filter((value) => value >= 1000)).toEqual(expect.arrayContaining(numbers(0, 69)));
});

it('goes on from where the voice is after a stall of a second, with one gap', () => {
  const { hear, pass, values, behindMs } = setUp();
  for (let n = 0; n < 10; n += 1) {
    hear(1000 + n);
    pass(20);
  }
  pass(1000);
  for (let n = 10; n < 60; n += 1) hear(1000 + n);
  for (let n = 60; n < 120; n += 1) {
    hear(1000 + n);
    pass(20);
    expect(behindMs()).toBeLessThanOrEqual(440);
  }
  expect(behindMs()).toBeLessThanOrEqual(160);
  pass(500);
  const words = values().filter((value) => value >= 1000);
  const gaps = words.filter((value, n) => n > 0 && value - (words[n - 1] ?? 0) > 1);
  expect(gaps).toHaveLength(1);
  expect(words).toEqual(expect.arrayContaining(numbers(100, 119)));
});

it('does not fill up an output that stands still', () => {
  const { hear, behindMs } = setUp();
  for (let n = 0; n < 3000; n += 1) hear(1000);
  expect(behindMs()).toBeLessThanOrEqual(440);
});

it('knows its own voice among others', () => {
  const { behindMs, hear } = setUp();
  hear(1000);
  const ear = new LiveEar({ enqueue: () => {}, flush: () => Promise.resolve([]) }, 'mine');
  ear.hear(new Int16Array(FRAME).fill(1000));
  ear.reported({ kind: 'position', itemId: 'other', playedSamples: 480, queuedSamples: 0, contextTimeMs: 0 });
  expect(ear.behindMs).toBe(20);
  ear.reported({ kind: 'underrun', itemId: 'mine', atSample: 480, contextTimeMs: 0 });
  expect(ear.behindMs).toBe(0);
  expect(behindMs()).toBe(20);
});

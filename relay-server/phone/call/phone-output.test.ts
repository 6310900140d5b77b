/** The ear, with a telephone on the other side that plays by the clock. */

import { describe, expect, it } from 'vitest';
import { Scope } from '../../../src/lib/scope.ts';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { tickFrames } from '../telephone/frame-ticker.ts';
import { Playout } from '../telephone/playout.ts';
import { PhoneOutput } from './phone-output.ts';
import { WideOutput } from './wide-output.ts';

function setUp({ latencyMs = 0 } = {}) {
  const clock = new FakeClock();
  const scope = new Scope(clock);
  const told: string[] = [];
  const frames: number[] = [];
  const heard: number[] = [];
  let clears = 0;
  const later = (callback: () => void) => {
    if (latencyMs === 0) callback();
    else clock.after(latencyMs, callback);
  };
  const playout = new Playout((name) => later(() => output.markReported(name)));
  const output = new PhoneOutput({
    clock,
    media(audio) {
      frames.push(audio.length);
      const copy = audio.slice();
      later(() => playout.media(copy));
    },
    mark: (name) => later(() => playout.mark(name)),
    clear() {
      clears += 1;
      later(() => playout.clear());
    },
    ear: {
      started: (itemId, atSample) => told.push(`${clock.nowMs()} ${itemId} started at ${atSample}`),
      position: () => undefined,
      ended: (itemId, samples) => told.push(`${clock.nowMs()} ${itemId} ended at ${samples}`),
      underrun: (itemId, atSample) => told.push(`${clock.nowMs()} ${itemId} dry at ${atSample}`),
      quiet: () => told.push(`${clock.nowMs()} quiet`),
    },
  });
  tickFrames(clock, scope, () => heard.push(...playout.frame()));
  return { clock, output, told, frames, heard, playout, clears: () => clears };
}

const sound = (ms: number, value = 1) => new Uint8Array(ms * 8).fill(value);

describe('the caller’s ear', () => {
  it('gets frames of 20 ms whatever the pieces, and the end of an item filled with silence', () => {
    const { output, frames, clock, heard } = setUp();
    output.enqueue('a', new Uint8Array(100).fill(1));
    expect(frames).toEqual([]);
    output.enqueue('a', new Uint8Array(100).fill(2));
    output.end('a');
    expect(frames).toEqual([160, 160]);
    clock.advance(60);
    const expected = [...new Uint8Array(100).fill(1), ...new Uint8Array(100).fill(2)];
    expect(heard.slice(160, 360)).toEqual(expected);
    expect(new Set(heard.slice(360, 480))).toEqual(new Set([0xff]));
  });

  it('gets the frames of a piece in one message, up to the next mark', () => {
    const { output, frames } = setUp();
    output.enqueue('a', sound(50));
    output.enqueue('a', sound(470));
    expect(frames).toEqual([320, 1280, 1600, 960]);
  });

  it('tells when an item begins and ends to be heard, and that all is quiet then', () => {
    const { output, clock, told } = setUp();
    output.enqueue('a', sound(100));
    output.end('a');
    output.enqueue('b', sound(40));
    output.end('b');
    clock.advance(400);
    expect(told).toEqual([
      '0 a started at 0',
      '120 a ended at 2400',
      '120 b started at 0',
      '160 b ended at 960',
      '160 quiet',
    ]);
    expect(output.isQuiet).toBe(true);
  });

  it('plays one item after the other although their pieces come mixed', () => {
    const { output, clock, heard } = setUp();
    output.enqueue('a', sound(20, 1));
    output.enqueue('b', sound(20, 2));
    output.enqueue('a', sound(20, 1));
    output.end('b');
    output.end('a');
    clock.advance(100);
    expect([...new Set(heard.filter((byte) => byte !== 0xff))]).toEqual([1, 2]);
    expect(heard.filter((byte) => byte === 1).length).toBe(320);
  });

  it.each([0, 30])(
    'knows within 20 ms how much was heard when it is silenced, %d ms away',
    async (latencyMs) => {
      const { output, clock, playout, clears } = setUp({ latencyMs });
      output.enqueue('a', sound(3000));
      output.end('a');
      clock.advance(1234);
      const truth = playout.playedBytes / 8;
      const [item] = await output.flush();
      expect(clears()).toBe(1);
      expect(Math.abs((item?.playedSamples ?? 0) / 24 - truth)).toBeLessThanOrEqual(20 + latencyMs);
      expect(item?.playedSamples).toBeLessThanOrEqual(3000 * 24);
    },
  );

  it('is silent from the next frame on, and the marks that come back mean nothing', async () => {
    const { output, clock, heard, told } = setUp();
    output.enqueue('a', sound(1000));
    output.end('a');
    clock.advance(500);
    await output.flush();
    const until = heard.length;
    clock.advance(500);
    expect(new Set(heard.slice(until))).toEqual(new Set([0xff]));
    expect(told).toEqual(['0 a started at 0']);
  });

  it('lists what waited with nothing heard, behind what was playing', async () => {
    const { output, clock } = setUp();
    output.enqueue('a', sound(1000));
    output.end('a');
    output.enqueue('b', sound(1000));
    clock.advance(300);
    const flushed = await output.flush();
    expect(flushed.map(({ itemId }) => itemId)).toEqual(['a', 'b']);
    expect(flushed[1]?.playedSamples).toBe(0);
  });

  it('sends no clear when there is nothing to silence', async () => {
    const { output, clock, clears } = setUp();
    output.enqueue('a', sound(100));
    output.end('a');
    clock.advance(1000);
    expect(await output.flush()).toEqual([]);
    expect(clears()).toBe(0);
  });

  it('notices when the sound comes too slowly', () => {
    const { output, clock, told } = setUp();
    output.enqueue('a', sound(200));
    clock.advance(600);
    output.enqueue('a', sound(200));
    expect(told).toEqual(['0 a started at 0', '600 a dry at 4800', '600 a started at 4800']);
  });

  it('plays a tone behind what was said, which belongs to no item', () => {
    const { output, clock, told, heard } = setUp();
    output.enqueue('a', sound(40));
    output.end('a');
    output.insert(sound(30, 7));
    clock.advance(200);
    expect(heard.filter((byte) => byte === 7).length).toBe(240);
    expect(told).toContain('60 a ended at 960');
  });
});

describe('the ear of a session in PCM16', () => {
  it('hears every millisecond of an item, and positions are those of the item', () => {
    const { output, clock, told } = setUp();
    const wide = new WideOutput(output);
    for (let n = 0; n < 10; n += 1) wide.enqueue('a', new Int16Array(241));
    wide.end('a');
    clock.advance(400);
    // 2410 samples are 803 bytes: a third of a sample is lost in rounding.
    expect(told.find((line) => line.includes('ended'))).toContain('a ended at 2409');
  });
});

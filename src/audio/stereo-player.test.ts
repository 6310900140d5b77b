import { describe, expect, it } from 'vitest';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { StereoPlayer } from './stereo-player.ts';
import { FakeAudio, FakeContext, FakeNode } from './testing/fake-audio.ts';
import { pretend } from './testing/pretend.ts';

function setUp(startEndMs: number, startGrows = false) {
  let endMs = startEndMs;
  let grows = startGrows;
  const clock = new FakeClock();
  const context = new FakeContext(new FakeAudio(), 24_000);
  const player = new StereoPlayer(
    pretend<AudioContext>(context),
    pretend<AudioNode>(new FakeNode('out')),
    clock,
  );
  const asked: [number, number][] = [];
  const ends: unknown[] = [];
  let broken: Error | null = null;
  const source = {
    read: (fromMs: number, toMs: number) => {
      asked.push([fromMs, toMs]);
      if (broken) return Promise.reject(broken);
      const length = (toMs - fromMs) * 24;
      return Promise.resolve({ left: new Int16Array(length).fill(1), right: new Int16Array(length) });
    },
    endMs: () => endMs,
    isGrowing: () => grows,
  };
  return {
    context,
    asked,
    ends,
    play: (fromMs: number) => player.play(fromMs, source, (error) => ends.push(error)),
    breaks: (error: Error) => (broken = error),
    grow: (toMs: number) => (endMs = toMs),
    isComplete: () => (grows = false),
    stopAll: () => player.stopAll(),
    /** Time goes on, for the audio and for the page. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 100) {
        context.currentTime += Math.min(100, left) / 1000;
        clock.advance(Math.min(100, left));
        for (let i = 0; i < 10; i += 1) await Promise.resolve();
      }
    },
    pending: () => clock.pending,
  };
}

describe('Two recorded voices', () => {
  it('are read a few seconds ahead and no further, from the moment asked for', async () => {
    const s = setUp(60_000);
    s.play(5000);
    await s.pass(100);
    expect(s.asked[0]).toEqual([5000, 6000]);
    expect(s.asked.at(-1)?.[1]).toBeLessThanOrEqual(9000);
    await s.pass(2000);
    expect(s.asked.at(-1)?.[1]).toBeGreaterThan(9000);
    expect(s.asked.at(-1)?.[1]).toBeLessThanOrEqual(12_000);
  });

  it('say where they are by the audio clock', async () => {
    const s = setUp(60_000);
    const playing = s.play(5000);
    await s.pass(1030);
    expect(playing.positionMs()).toBeGreaterThanOrEqual(5900);
    expect(playing.positionMs()).toBeLessThanOrEqual(6030);
  });

  it('end with the recording, once', async () => {
    const s = setUp(1500);
    s.play(0);
    await s.pass(3000);
    expect(s.ends).toEqual([null]);
    expect(s.pending()).toBe(0);
  });

  it('wait for what is still to come, a little behind it, and end when it is complete', async () => {
    const s = setUp(1500, true);
    s.play(0);
    await s.pass(3000);
    expect(s.ends).toEqual([]);
    expect(s.asked.at(-1)?.[1]).toBeLessThan(1500);
    s.grow(4000);
    await s.pass(1000);
    const reachedMs = s.asked.at(-1)?.[1] ?? 0;
    expect(reachedMs).toBeGreaterThan(1500);
    expect(reachedMs).toBeLessThanOrEqual(3600);
    s.isComplete();
    await s.pass(5000);
    expect(s.ends).toEqual([null]);
  });

  it('stop at once, and say nothing more', async () => {
    const s = setUp(60_000);
    const playing = s.play(0);
    await s.pass(500);
    playing.stop();
    playing.stop();
    s.stopAll();
    expect(s.ends).toEqual([null]);
    expect(s.context.named('buffer-source').every(({ stopped }) => stopped === 1)).toBe(true);
    const asked = s.asked.length;
    await s.pass(3000);
    expect(s.asked).toHaveLength(asked);
    expect(s.pending()).toBe(0);
  });

  it('end with the reason when they cannot be read', async () => {
    const s = setUp(60_000);
    s.breaks(new Error('the disk is gone'));
    s.play(0);
    await s.pass(200);
    expect(s.ends).toEqual([new Error('the disk is gone')]);
  });
});

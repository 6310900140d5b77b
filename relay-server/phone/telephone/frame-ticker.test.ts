import { describe, expect, it } from 'vitest';
import { Scope } from '../../../src/lib/scope.ts';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { tickFrames } from './frame-ticker.ts';

describe('the beat of a line', () => {
  it('is 20 ms from the first frame on, which is at once', () => {
    const clock = new FakeClock();
    const at: number[] = [];
    tickFrames(clock, new Scope(clock), () => at.push(clock.nowMs()));
    clock.advance(65);
    expect(at).toEqual([0, 20, 40, 60]);
  });

  it('makes up for a timer that came late', () => {
    const clock = new FakeClock();
    // Timers that are 15 ms late, every time.
    const late = {
      nowMs: () => clock.nowMs(),
      after: (delayMs: number, callback: () => void) => clock.after(delayMs + 15, callback),
    };
    let frames = 0;
    tickFrames(late, new Scope(late), () => {
      frames += 1;
    });
    clock.advance(1000 + 15);
    expect(frames).toBe(51);
  });

  it('can be asked for what is due before the timer comes', () => {
    const clock = new FakeClock();
    const never = { nowMs: () => clock.nowMs(), after: () => () => {} };
    let frames = 0;
    const catchUp = tickFrames(never, new Scope(never), () => {
      frames += 1;
    });
    clock.advance(45);
    expect(frames).toBe(1);
    catchUp();
    catchUp();
    expect(frames).toBe(3);
  });

  it('ends with its scope', () => {
    const clock = new FakeClock();
    const scope = new Scope(clock);
    tickFrames(clock, scope, (index) => {
      if (index === 2) scope.dispose();
    });
    clock.advance(1000);
    expect(clock.pending).toBe(0);
  });
});

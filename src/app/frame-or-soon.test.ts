import { describe, expect, it } from 'vitest';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { frameOrSoon } from './frame-or-soon.ts';

function setup() {
  const clock = new FakeClock();
  const frames = new Set<(frameMs: number) => void>();
  const next = frameOrSoon(
    {
      request(callback) {
        frames.add(callback);
        return () => frames.delete(callback);
      },
    },
    clock,
  );
  let calls = 0;
  next(() => {
    calls += 1;
  });
  return { clock, frames, calls: () => calls };
}

describe('frameOrSoon', () => {
  it('waits for the frame, and leaves no timer behind', () => {
    const { clock, frames, calls } = setup();
    expect(calls()).toBe(0);
    for (const frame of frames) frame(16);
    expect([calls(), clock.pending]).toEqual([1, 0]);
  });

  it('does not wait for ever on a page that is hidden, and does it once when it is shown again', () => {
    const { clock, frames, calls } = setup();
    clock.advance(1000);
    expect([calls(), frames.size]).toEqual([1, 0]);
  });
});

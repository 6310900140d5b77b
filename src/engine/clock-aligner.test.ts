import { describe, expect, it } from 'vitest';
import { ClockAligner } from './clock-aligner.ts';

describe('ClockAligner', () => {
  it('trusts the message that was least late', () => {
    const aligner = new ClockAligner();
    for (const [context, late] of [
      [0, 30],
      [20, 2],
      [40, 300],
      [60, 9],
    ] as const) {
      aligner.observe(context, 1000 + context + late);
    }
    expect(aligner.toSessionMs(100)).toBe(1102);
  });

  it('follows an audio clock that stood still for a while', () => {
    const aligner = new ClockAligner();
    for (let t = 0; t < 3000; t += 20) aligner.observe(t, t + 5);
    // The context was suspended for ten seconds: its time did not move.
    for (let t = 3000; t < 9000; t += 20) aligner.observe(t, t + 10_005);
    expect(aligner.toSessionMs(9000)).toBe(19_005);
  });

  it('knows at once where an audio clock is that stood still and goes on', () => {
    const aligner = new ClockAligner();
    for (let t = 0; t < 3000; t += 20) aligner.observe(t, t + 5);
    aligner.observe(3000, 13_005);
    expect(aligner.toSessionMs(3000)).toBe(13_005);
  });

  it('forgets the old clock on reset', () => {
    const aligner = new ClockAligner();
    aligner.observe(50_000, 60_000);
    aligner.reset();
    aligner.observe(0, 70_000);
    expect(aligner.toSessionMs(100)).toBe(70_100);
  });
});

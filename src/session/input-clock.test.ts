import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputClock } from './input-clock.ts';

describe('the input clock', () => {
  it('puts the server’s input time on the session’s clock', () => {
    const clock = new InputClock();
    for (let i = 0; i < 10; i += 1) clock.append(480, 1000 + i * 20);
    expect(clock.toSessionMs(0, 'start')).toBe(1000);
    expect(clock.toSessionMs(130, 'start')).toBe(1130);
    expect(clock.endMs()).toBe(1200);
  });

  it('survives frames that were not sent: the server’s count goes on without them', () => {
    const clock = new InputClock();
    clock.append(480, 1000);
    clock.append(480, 5000);
    expect(clock.toSessionMs(10, 'start')).toBe(1010);
    expect(clock.toSessionMs(30, 'start')).toBe(5010);
    expect(clock.toSessionMs(20, 'end')).toBe(1020);
    expect(clock.toSessionMs(20, 'start')).toBe(5000);
  });

  it('follows a microphone whose clock drifts', () => {
    const clock = new InputClock();
    // One part in a thousand slow, for ten minutes.
    for (let i = 0; i < 30_000; i += 1) clock.append(480, i * 20.02);
    expect(Math.abs((clock.toSessionMs(600_000 - 20, 'start') ?? 0) - 29_999 * 20.02)).toBeLessThan(6);
  });

  it('does not stretch speech over a gap for the sake of its padding', () => {
    const clock = new InputClock();
    clock.append(24_000, 0);
    clock.append(24_000, 9000);
    expect(clock.speechStartMs(800, 300)).toBe(9000);
    expect(clock.speechStartMs(700, 300)).toBe(700);
    expect(clock.speechStartMs(1100, 300)).toBe(9100);
  });

  it('knows nothing before the first frame and goes on beyond the last', () => {
    const clock = new InputClock();
    expect(clock.toSessionMs(100, 'start')).toBeNull();
    expect(clock.endMs()).toBeNull();
    clock.append(480, 1000);
    expect(clock.toSessionMs(120, 'end')).toBe(1120);
  });

  it('is within 5 ms of the truth for every sample sent, whatever was dropped in between', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 60 }), (gaps) => {
        const clock = new InputClock();
        let atMs = 0;
        const frames = gaps.map((gap) => {
          atMs += gap;
          const frame = { inputMs: clock.totalSamples / 24, atMs };
          clock.append(480, atMs);
          atMs += 20;
          return frame;
        });
        for (const frame of frames) {
          const found = clock.toSessionMs(frame.inputMs + 10, 'start') ?? Number.NaN;
          expect(Math.abs(found - (frame.atMs + 10))).toBeLessThan(5);
        }
      }),
    );
  });
});

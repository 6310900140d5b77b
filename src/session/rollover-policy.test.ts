import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RolloverContext, decideRollover, rolloverWindowMs } from './rollover-policy.ts';

const hour = 3_600_000;
const at = (patch: Partial<RolloverContext>) =>
  decideRollover({ remainingMs: 60_000, lifetimeMs: hour, quietMs: null, next: 'none', ...patch });

describe('leaving a session that nears its end', () => {
  it('is not thought of before its last two minutes', () => {
    expect(at({ remainingMs: 120_001, quietMs: 60_000 })).toBe('wait');
    expect(at({ remainingMs: 120_000, quietMs: 60_000 })).toBe('open');
  });

  it('waits for a quiet moment that is longer than a pause between sentences', () => {
    expect(at({ quietMs: null })).toBe('wait');
    expect(at({ quietMs: 999 })).toBe('wait');
    expect(at({ quietMs: 1000 })).toBe('open');
    expect(at({ quietMs: 1200, next: 'opening' })).toBe('wait');
    expect(at({ quietMs: 1400, next: 'ready' })).toBe('switch');
    // Somebody began to speak while the next session was being opened.
    expect(at({ quietMs: null, next: 'ready' })).toBe('wait');
  });

  it('happens in the last seconds whoever speaks, because the server would end it mid-word', () => {
    expect(at({ remainingMs: 10_001 })).toBe('wait');
    expect(at({ remainingMs: 10_000 })).toBe('open');
    expect(at({ remainingMs: 5001, next: 'ready' })).toBe('wait');
    expect(at({ remainingMs: 5000, next: 'ready' })).toBe('switch');
  });

  it('has a window in proportion where sessions are short', () => {
    expect(rolloverWindowMs(30_000)).toBe(10_000);
    expect(at({ lifetimeMs: 30_000, remainingMs: 5000 })).toBe('open');
    expect(at({ lifetimeMs: 30_000, remainingMs: 2501, next: 'ready' })).toBe('wait');
    expect(at({ lifetimeMs: 30_000, remainingMs: 2500, next: 'ready' })).toBe('switch');
  });

  it('never switches to what is not ready, and never opens a second', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: hour }),
        fc.integer({ min: 5000, max: hour }),
        fc.option(fc.nat(100_000)),
        fc.constantFrom('none' as const, 'opening' as const, 'ready' as const),
        (remainingMs, lifetimeMs, quietMs, next) => {
          const decision = decideRollover({ remainingMs, lifetimeMs, quietMs, next });
          if (decision === 'switch') expect(next).toBe('ready');
          if (decision === 'open') expect(next).toBe('none');
        },
      ),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MOST_ATTEMPTS,
  MOST_OFFLINE_MS,
  type ResumeContext,
  causeOf,
  decideResume,
  heardToTheEnd,
  isRecoverable,
} from './resume-policy.ts';

const context = (patch: Partial<ResumeContext> = {}): ResumeContext => ({
  code: 1006,
  errorCode: null,
  attempts: 0,
  elapsedMs: 0,
  online: true,
  random: 0.5,
  ...patch,
});

describe('whether a conversation goes on after its line has ended', () => {
  it.each([1001, 1005, 1006, 1011, 1012, 1013, 4502, 4504])('%i passes', (code) => {
    expect(isRecoverable({ code, errorCode: null })).toBe(true);
  });

  it.each([
    1000, 1002, 1003, 1007, 1008, 1009, 1010, 1015, 3000, 4000, 4401, 4402, 4403, 4404, 4410, 4429, 4500,
  ])('%i is final', (code) => {
    expect(isRecoverable({ code, errorCode: null })).toBe(false);
    expect(decideResume(context({ code }))).toEqual({ kind: 'give-up' });
  });

  it('a busy minute passes, an empty account does not', () => {
    expect(isRecoverable({ code: 4429, errorCode: 'rate_limit_exceeded' })).toBe(true);
    expect(isRecoverable({ code: 4429, errorCode: 'insufficient_quota' })).toBe(false);
    expect(isRecoverable({ code: 4429, errorCode: 'too_many_attempts' })).toBe(false);
  });

  it('a session that reached its longest time is followed by another, however it was closed', () => {
    for (const code of [1000, 1001, 1005, 4000]) {
      expect(isRecoverable({ code, errorCode: 'session_expired' })).toBe(true);
      expect(causeOf({ code, errorCode: 'session_expired' })).toBe('limit');
    }
    expect(causeOf({ code: 1001, errorCode: null })).toBe('lost');
  });

  it('knows whose goodbye proves that all had arrived', () => {
    expect(heardToTheEnd({ code: 1001, errorCode: null })).toBe(true);
    expect(heardToTheEnd({ code: 1006, errorCode: null })).toBe(false);
    expect(heardToTheEnd({ code: 4502, errorCode: null })).toBe(false);
  });
});

describe('when it is tried', () => {
  it('soon at first, then twice as late each time, at most 8 s', () => {
    const delays = [0, 1, 2, 3, 4, 5, 6, 13].map((attempts) => decideResume(context({ attempts })));
    expect(delays).toEqual(
      [250, 500, 1000, 2000, 4000, 8000, 8000, 8000].map((delayMs) => ({ kind: 'retry', delayMs })),
    );
  });

  it('not by all in the same moment: up to a quarter earlier or later', () => {
    expect(decideResume(context({ attempts: 2, random: 0 }))).toEqual({ kind: 'retry', delayMs: 750 });
    expect(decideResume(context({ attempts: 2, random: 1 }))).toEqual({ kind: 'retry', delayMs: 1250 });
  });

  it('later where the rate is limited', () => {
    const limited = context({ code: 4429, errorCode: 'rate_limit_exceeded' });
    expect(decideResume(limited)).toEqual({ kind: 'retry', delayMs: 5000 });
  });

  it('not for ever: so many times with a network, so long without one', () => {
    expect(decideResume(context({ attempts: MOST_ATTEMPTS }))).toEqual({ kind: 'give-up' });
    const offline = { online: false, attempts: MOST_ATTEMPTS };
    expect(decideResume(context({ ...offline, elapsedMs: 60_000 })).kind).toBe('retry');
    expect(decideResume(context({ ...offline, elapsedMs: MOST_OFFLINE_MS }))).toEqual({ kind: 'give-up' });
  });

  it('always within bounds', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.nat(MOST_ATTEMPTS * 2),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (code, attempts, online, random) => {
          const decision = decideResume(context({ code, attempts, online, random }));
          if (decision.kind === 'give-up') return;
          expect(decision.delayMs).toBeGreaterThanOrEqual(150);
          expect(decision.delayMs).toBeLessThanOrEqual(10_000);
        },
      ),
    );
  });
});

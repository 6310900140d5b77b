import { describe, expect, it } from 'vitest';
import { phaseOf } from './phase.ts';
import { PushToTalk } from './push-to-talk.ts';
import { RecentIds } from './recent-ids.ts';
import { UsageMeter } from './usage.ts';

describe('usage', () => {
  it('sums, with cached tokens as part of the input', () => {
    const meter = new UsageMeter();
    meter.add({ inputTokens: 100, outputTokens: 20, cachedTokens: 64, detail: null });
    expect(meter.add({ inputTokens: 10, outputTokens: 5, cachedTokens: 99, detail: null })).toEqual({
      inputTokens: 110,
      outputTokens: 25,
      cachedTokens: 74,
      responses: 2,
    });
  });
});

describe('phase', () => {
  it('lets the person go first', () => {
    const still = {
      userSpeaks: false,
      answerSounds: false,
      toolRuns: false,
      answerDue: false,
      microphoneOpen: false,
    };
    expect(phaseOf(still)).toBe('idle');
    expect(phaseOf({ ...still, microphoneOpen: true })).toBe('listening');
    expect(phaseOf({ ...still, microphoneOpen: true, answerDue: true })).toBe('thinking');
    expect(phaseOf({ ...still, answerDue: true, toolRuns: true })).toBe('tool');
    expect(phaseOf({ ...still, answerDue: true, answerSounds: true })).toBe('speaking');
    expect(phaseOf({ ...still, answerSounds: true, userSpeaks: true })).toBe('hearing');
  });
});

describe('push-to-talk', () => {
  it('counts what was said while held, and calls less than 100 ms nothing', () => {
    const talk = new PushToTalk();
    expect(talk.release()).toBeNull();
    expect(talk.press()).toBe(true);
    expect(talk.press()).toBe(false);
    talk.sent(2399, 500);
    expect(talk.release()).toEqual({ startMs: null });
    talk.press();
    talk.sent(2000, 700);
    talk.sent(400, 790);
    expect(talk.release()).toEqual({ startMs: 700 });
  });
});

describe('recent ids', () => {
  it('know what they have seen and forget the oldest', () => {
    const ids = new RecentIds(2);
    expect(ids.add('a')).toBe(true);
    expect(ids.add('a')).toBe(false);
    ids.add('b');
    ids.add('c');
    expect([ids.has('a'), ids.has('b'), ids.has('c')]).toEqual([false, true, true]);
  });
});

import { describe, expect, it } from 'vitest';
import { Scope } from '../../../src/lib/scope.ts';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { Caller, type CallerDeps } from './caller.ts';

/** A telephone whose other end sounds when the test says so. Saying a recording of n bytes takes n/8 ms. */
function setUp(patch: Partial<CallerDeps> = {}) {
  const clock = new FakeClock();
  const scope = new Scope(clock);
  const did: string[] = [];
  const state = { lastSoundMs: null as number | null, speaksUntilMs: 0 };
  const caller = new Caller({
    clock,
    scope,
    recordings: [new Uint8Array(8000), new Uint8Array(4000)],
    keys: '',
    firstAtMs: null,
    mostMs: 60_000,
    telephone: {
      nowMs: () => clock.nowMs(),
      get lastSoundMs() {
        return state.lastSoundMs;
      },
      isConnected: true,
      get hasSpoken() {
        return clock.nowMs() >= state.speaksUntilMs;
      },
      say(ulaw) {
        did.push(`${clock.nowMs()} says ${ulaw.length / 8} ms`);
        state.speaksUntilMs = clock.nowMs() + ulaw.length / 8;
      },
      press: (keys) => did.push(`${clock.nowMs()} presses ${keys}`),
      hangUp() {
        did.push(`${clock.nowMs()} hangs up`);
        scope.dispose();
      },
    },
    ...patch,
  });
  /** The other end sounds for so long. */
  const sound = (ms: number) => {
    for (let n = 0; n < ms; n += 20) {
      state.lastSoundMs = clock.nowMs();
      clock.advance(20);
    }
  };
  return { clock, caller, did, sound };
}

describe('a caller', () => {
  it('lets the other end finish before each thing they say, and hangs up when all is answered', () => {
    const { clock, did, sound, caller } = setUp();
    sound(2000);
    clock.advance(3000);
    sound(1000);
    clock.advance(2000);
    sound(500);
    clock.advance(2000);
    expect(did).toEqual(['3180 says 1000 ms', '7180 says 500 ms', '9680 hangs up']);
    expect(caller.spoken).toEqual([
      { fromMs: 3180, toMs: 4180 },
      { fromMs: 7180, toMs: 7680 },
    ]);
  });

  it('speaks first when nobody greets, and hangs up on an end that never answers', () => {
    const { clock, did } = setUp({ recordings: [new Uint8Array(8000)] });
    clock.advance(60_000);
    expect(did).toEqual(['3000 says 1000 ms', '19000 hangs up']);
  });

  it('speaks over the other end at the moment that was wished', () => {
    const { did, sound } = setUp({ firstAtMs: 1500 });
    sound(3000);
    expect(did).toEqual(['1500 says 1000 ms']);
  });

  it('presses keys when all was said, and waits for what comes of it', () => {
    const { clock, did } = setUp({ recordings: [], keys: '12#' });
    clock.advance(60_000);
    expect(did).toEqual(['3000 presses 12#', '18000 hangs up']);
  });

  it('does not stay for ever', () => {
    const { did, sound } = setUp({ mostMs: 5000 });
    sound(6000);
    expect(did).toEqual(['5000 hangs up']);
  });
});

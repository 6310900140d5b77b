/** How a call ends, what fills a silence, and what pressed keys mean. */

import { describe, expect, it } from 'vitest';
import { Scope } from '../../../src/lib/scope.ts';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { CallerWaiting } from './caller-waiting.ts';
import { Filler } from './filler.ts';
import { Goodbye } from './goodbye.ts';
import { PressedKeys } from './pressed-keys.ts';

function goodbye(hasSpoken: boolean) {
  const clock = new FakeClock();
  const told: string[] = [];
  const state = { quiet: false };
  const bye = new Goodbye(
    {
      scope: new Scope(clock),
      isQuiet: () => state.quiet,
      end: () => told.push(`ended at ${clock.nowMs()}`),
      calledOff: () => told.push('called off'),
    },
    hasSpoken,
  );
  return { clock, told, state, bye };
}

describe('a goodbye', () => {
  it('that is being said ends the call when it was heard', () => {
    const { clock, told, state, bye } = goodbye(true);
    clock.advance(1000);
    bye.look();
    expect(told).toEqual([]);
    state.quiet = true;
    bye.look();
    expect(told).toEqual(['ended at 1000']);
  });

  it('that was heard already ends the call in the next moment', () => {
    const { clock, told, state } = goodbye(true);
    state.quiet = true;
    expect(told).toEqual([]);
    clock.advance(0);
    expect(told).toEqual(['ended at 0']);
  });

  it('that is still to come is waited for, although it is quiet now', () => {
    const { clock, told, state, bye } = goodbye(false);
    state.quiet = true;
    clock.advance(500);
    bye.look();
    expect(told).toEqual([]);
    bye.spoke();
    bye.look();
    expect(told).toEqual(['ended at 500']);
  });

  it('is called off by a caller who speaks up, once and for good', () => {
    const { clock, told, state, bye } = goodbye(true);
    bye.interrupted();
    bye.interrupted();
    state.quiet = true;
    bye.look();
    clock.advance(60_000);
    expect(told).toEqual(['called off']);
  });

  it('that never comes ends the call all the same, and only once', () => {
    const { clock, told, bye } = goodbye(false);
    clock.advance(60_000);
    bye.interrupted();
    expect(told).toEqual(['ended at 20000']);
    expect(clock.pending).toBe(0);
  });
});

describe('a filler', () => {
  function filler() {
    const clock = new FakeClock();
    const said: number[] = [];
    const word = new Filler(new Scope(clock), () => said.push(clock.nowMs()));
    return { clock, said, word };
  }

  it('is said when an answer lets wait for 2.5 s, over thinking and tools, once a turn', () => {
    const { clock, said, word } = filler();
    word.phase('thinking');
    clock.advance(1500);
    word.phase('tool');
    clock.advance(1500);
    word.phase('speaking');
    word.phase('tool');
    clock.advance(10_000);
    expect(said).toEqual([2500]);
    word.phase('hearing');
    word.phase('thinking');
    clock.advance(2500);
    expect(said).toEqual([2500, 15_500]);
  });

  it('is not said when the answer comes before', () => {
    const { clock, said, word } = filler();
    word.phase('thinking');
    clock.advance(2499);
    word.phase('speaking');
    clock.advance(10_000);
    expect(said).toEqual([]);
  });
});

describe('keys that the caller presses', () => {
  function keys() {
    const clock = new FakeClock();
    const entered: string[] = [];
    const pressed = new PressedKeys(new Scope(clock), (text) => entered.push(text));
    return { clock, entered, pressed };
  }

  it('are one entry until the pound sign', () => {
    const { entered, pressed } = keys();
    for (const key of '12#3') pressed.press(key);
    expect(entered).toEqual(['12#']);
  });

  it('are one entry until a pause', () => {
    const { clock, entered, pressed } = keys();
    pressed.press('4');
    clock.advance(1400);
    pressed.press('2');
    clock.advance(1500);
    pressed.press('7');
    clock.advance(1500);
    expect(entered).toEqual(['42', '7']);
  });

  it('are bounded', () => {
    const { entered, pressed } = keys();
    for (let n = 0; n < 40; n += 1) pressed.press('1');
    expect(entered).toEqual(['1'.repeat(32)]);
  });
});

describe('what the caller says before there is an agent', () => {
  it('is kept in order and given on once', () => {
    const waiting = new CallerWaiting();
    waiting.keep(Uint8Array.of(1), 10);
    waiting.keep(Uint8Array.of(2), 30);
    const given: [number, number][] = [];
    waiting.release((audio, atMs) => given.push([audio[0] ?? 0, atMs]));
    waiting.release(() => given.push([0, 0]));
    expect(given).toEqual([
      [1, 10],
      [2, 30],
    ]);
  });

  it('is kept for half a minute; of more the oldest goes, and is counted', () => {
    const waiting = new CallerWaiting();
    for (let n = 0; n < 1600; n += 1) waiting.keep(new Uint8Array(160).fill(n % 200), n * 20);
    expect(waiting.droppedMs).toBe(2000);
    const first: number[] = [];
    waiting.release((_audio, atMs) => first.push(atMs));
    expect(first[0]).toBe(2000);
    expect(first.length).toBe(1500);
  });
});

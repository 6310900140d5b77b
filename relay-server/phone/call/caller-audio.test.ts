import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Scope } from '../../../src/lib/scope.ts';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { CallerAudio } from './caller-audio.ts';

function setUp() {
  const clock = new FakeClock(5000);
  const scope = new Scope(clock);
  const bytes: number[] = [];
  const at: number[] = [];
  const caller = new CallerAudio({
    clock,
    scope,
    onAudio(audio, capturedAtMs) {
      bytes.push(...audio);
      at.push(capturedAtMs);
    },
  });
  /** Packet `n`, filled with that number. */
  const packet = (n: number) => caller.receive(n * 20, new Uint8Array(160).fill(n));
  /** Which packets were heard, silence as −1. */
  const heard = () => {
    const frames: number[] = [];
    for (let from = 0; from < bytes.length; from += 160)
      frames.push(bytes[from] === 0xff ? -1 : (bytes[from] ?? 0));
    return frames;
  };
  return { clock, scope, caller, packet, heard, bytes, at };
}

describe('what the caller says', () => {
  it('passes as it comes, with the time when it was said', () => {
    const { packet, heard, at, clock } = setUp();
    for (let n = 0; n < 3; n += 1) {
      clock.advance(20);
      packet(n);
    }
    expect(heard()).toEqual([0, 1, 2]);
    expect(at).toEqual([5000, 5020, 5040]);
  });

  it('is put in order, and waits for a packet only as long as that may still come', () => {
    const { packet, heard } = setUp();
    for (const n of [0, 2, 1, 3]) packet(n);
    expect(heard()).toEqual([0, 1, 2, 3]);
  });

  it('has silence in place of a lost packet', () => {
    const { packet, heard, caller } = setUp();
    for (const n of [0, 2, 3, 4]) packet(n);
    expect(heard()).toEqual([0, -1, 2, 3, 4]);
    expect(caller.filledMs).toBe(20);
  });

  it('takes a packet once, and not when its place is taken', () => {
    const { packet, heard } = setUp();
    for (const n of [0, 1, 1, 3, 4, 5, 2]) packet(n);
    expect(heard()).toEqual([0, 1, -1, 3, 4, 5]);
  });

  it('is silence when nothing comes any more, for ten seconds at most, so that a turn ends', () => {
    const { packet, clock, bytes, caller } = setUp();
    packet(0);
    clock.advance(699);
    expect(bytes.length).toBe(160);
    clock.advance(1);
    expect(bytes.length).toBe(160 + 700 * 8);
    clock.advance(1000);
    expect(bytes.length).toBe(160 + 1700 * 8);
    clock.advance(60_000);
    expect(caller.filledMs).toBe(10_000);
    expect(clock.pending).toBe(0);
  });

  it('loses nothing of a line that only hiccups: what comes late is heard behind the silence', () => {
    const { packet, clock, heard } = setUp();
    packet(0);
    clock.advance(740);
    for (let n = 1; n < 38; n += 1) packet(n);
    expect(heard().filter((n) => n >= 0)).toEqual(Array.from({ length: 38 }, (_, n) => n));
    expect(heard().filter((n) => n < 0).length).toBe(37);
  });

  it('does not fill a hole twice that silence has stood in for', () => {
    const { packet, clock, heard } = setUp();
    packet(0);
    clock.advance(1000);
    // 49 packets were lost meanwhile; 1000 ms of silence were given.
    for (const n of [50, 51, 52, 53]) packet(n);
    expect(heard().filter((n) => n < 0).length).toBe(50);
  });

  it('finds its way when the stream counts anew', () => {
    const { caller, packet, heard } = setUp();
    caller.receive(1_000_000, new Uint8Array(160).fill(9));
    for (let n = 0; n < 60; n += 1) packet(n);
    expect(heard()).toEqual([9, ...Array.from({ length: 11 }, (_, n) => n + 49)]);
  });

  it('ends with the call', () => {
    const { packet, scope, clock, bytes } = setUp();
    packet(0);
    scope.dispose();
    clock.advance(5000);
    expect(bytes.length).toBe(160);
  });

  it('has no hole and nothing twice, whatever is lost and swapped', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 20, maxLength: 100 }), fc.integer(), (kept, seed) => {
        const { packet, heard } = setUp();
        const order = kept.flatMap((isKept, n) => (isKept || n === 0 ? [n] : []));
        for (let n = 2; n < order.length; n += 3) {
          const [a, b] = [order[n - 1] ?? 0, order[n] ?? 0];
          if ((seed >> (n % 30)) & 1) [order[n - 1], order[n]] = [b, a];
        }
        for (const n of order) packet(n % 250);
        const frames = heard();
        frames.forEach((n, place) => expect([place, -1]).toContain(n));
      }),
    );
  });
});

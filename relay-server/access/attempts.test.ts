import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { Attempts, keyOf } from './attempts.ts';

function failTimes(attempts: Attempts, address: string, count: number): void {
  for (let i = 0; i < count; i += 1) attempts.failed(address);
}

describe('Attempts', () => {
  it('gives an address ten, and then one every six seconds', () => {
    const clock = new FakeClock();
    const attempts = new Attempts(clock);
    failTimes(attempts, 'a', 9);
    expect(attempts.waitSeconds('a')).toBe(0);
    attempts.failed('a');
    expect(attempts.waitSeconds('a')).toBe(6);
    clock.advance(2500);
    expect(attempts.waitSeconds('a')).toBe(4);
    clock.advance(3500);
    expect(attempts.waitSeconds('a')).toBe(0);
    attempts.failed('a');
    expect(attempts.waitSeconds('a')).toBe(6);
  });

  it('keeps addresses apart', () => {
    const attempts = new Attempts(new FakeClock());
    failTimes(attempts, 'a', 10);
    expect(attempts.waitSeconds('a')).toBeGreaterThan(0);
    expect(attempts.waitSeconds('b')).toBe(0);
  });

  it('forgets an address that has been quiet for a minute', () => {
    const clock = new FakeClock();
    const attempts = new Attempts(clock);
    failTimes(attempts, 'a', 10);
    clock.advance(60_000);
    expect(attempts.waitSeconds('a')).toBe(0);
    expect(attempts.size).toBe(0);
  });

  it('remembers no more addresses than it may, and drops the one that failed longest ago', () => {
    const attempts = new Attempts(new FakeClock(), 3);
    for (const address of ['a', 'b', 'c']) failTimes(attempts, address, 10);
    attempts.failed('a');
    attempts.failed('d');
    expect(attempts.size).toBe(3);
    expect(attempts.waitSeconds('b')).toBe(0);
    expect(attempts.waitSeconds('a')).toBeGreaterThan(0);
  });

  it('lets nobody try more than ten and one for each six seconds, whatever the rhythm', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }), (pausesMs) => {
        const clock = new FakeClock();
        const attempts = new Attempts(clock);
        let tried = 0;
        for (const pauseMs of pausesMs) {
          clock.advance(pauseMs);
          if (attempts.waitSeconds('a') > 0) continue;
          attempts.failed('a');
          tried += 1;
        }
        expect(tried).toBeLessThanOrEqual(10 + clock.nowMs() / 6000 + 1e-6);
      }),
    );
  });
});

describe('keyOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    [undefined, 'unknown'],
  ])('of %s is %s', (address, key) => {
    expect(keyOf(address)).toBe(key);
  });
});

import { expect, it } from 'vitest';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { settle } from '../testing/session-harness.ts';
import { Pacer } from './pacer.ts';

it('sends three seconds of audio in about half a second', async () => {
  const clock = new FakeClock();
  const pacer = new Pacer(clock, { timesRealTime: 6 });
  let isDone = false;
  const stream = (async () => {
    for (let sent = 0; sent < 20; sent += 1) await pacer.pass(150);
    isDone = true;
  })();
  const step = async (left: number): Promise<void> => {
    if (isDone || left === 0) return;
    clock.advance(1);
    await settle();
    await step(left - 1);
  };
  await step(600);
  await stream;
  expect(clock.nowMs()).toBeGreaterThanOrEqual(450);
  expect(clock.nowMs()).toBeLessThanOrEqual(505);
});

it('does not make up for a pause before the stream went on', async () => {
  const clock = new FakeClock();
  const pacer = new Pacer(clock, { timesRealTime: 1 });
  pacer.pass(100).catch(() => undefined);
  clock.advance(5000);
  await settle();
  let passed = 0;
  const stream = (async () => {
    for (; passed < 50; passed += 1) await pacer.pass(100);
  })();
  clock.advance(0);
  await settle();
  expect(passed).toBeLessThan(5);
  pacer.stop();
  await stream;
});

it('ends every wait when it is stopped, and waits no more', async () => {
  const clock = new FakeClock();
  const pacer = new Pacer(clock, { timesRealTime: 6 });
  const waits = pacer.waitForEver();
  pacer.stop();
  await waits;
  await pacer.wait(1e9);
  expect(clock.pending).toBe(0);
});

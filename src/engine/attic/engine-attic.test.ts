import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { defaultSettings } from '../../store/default-settings.ts';
import { Engine } from '../engine.ts';
import { HandSocket } from '../testing/hand-socket.ts';
import { surroundings } from '../testing/surroundings.ts';
import { blobAttic } from './attic.ts';

beforeEach(() => vi.stubGlobal('WebSocket', HandSocket));
afterEach(() => vi.unstubAllGlobals());

it('a session that is not to be kept has no files; those of one that is go when another takes its place', () => {
  let opened = 0;
  const cleared: number[] = [];
  const engine = new Engine({
    ...surroundings,
    clock: new FakeClock(0),
    tools: [],
    post: () => {},
    openAttic: () => {
      opened += 1;
      const number = opened;
      return { ...blobAttic, clear: () => cleared.push(number) };
    },
  });
  const connect = (record: boolean) =>
    engine.handle({
      kind: 'connect',
      upstream: 'there',
      record,
      url: 'ws://here',
      settings: defaultSettings(null),
    });
  connect(false);
  expect(opened).toBe(0);
  connect(true);
  connect(true);
  expect([opened, cleared]).toEqual([2, [1]]);
  engine.handle({ kind: 'disconnect' });
  // It can still be looked at.
  expect(cleared).toEqual([1]);
  engine.handle({ kind: 'close-shown' });
  expect(cleared).toEqual([1, 2]);
});

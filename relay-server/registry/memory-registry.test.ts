/** What the registry of one process keeps, and whom it tells. */

import { expect, it } from 'vitest';
import type { LiveSession } from '../../src/lib/watch-messages.ts';
import { MemoryRegistry } from './memory-registry.ts';
import type { Observer, PassedFrame, SessionFacts } from './session-registry.ts';

const facts = (id: string): SessionFacts => ({
  id,
  requestId: id,
  client: 'c',
  dialect: 'ga',
  upstream: 'u',
  model: null,
  startedAtEpochMs: 0,
  framesUp: 0,
  framesDown: 0,
  bytesUp: 0,
  bytesDown: 0,
  spentUsd: null,
});
const frame = (seq: number, size: number, keep: PassedFrame['keep'] = 'past'): PassedFrame => ({
  seq,
  tMs: 0,
  direction: 'server',
  bytes: size,
  frame: Buffer.alloc(size),
  isAudio: false,
  before: { bytes: 0, endMs: 0 },
  after: { bytes: 0, endMs: 0 },
  keep,
});
const end = { atEpochMs: 1, code: 1000, failure: null };

/** Notes what it is told: numbers are frames. */
function noting(): { seen: unknown[]; observer: Observer } {
  const seen: unknown[] = [];
  const observer = {
    session: () => seen.push('session'),
    passed: ({ seq }: PassedFrame) => seen.push(seq),
    ended: () => seen.push('ended'),
  };
  return { seen, observer };
}

const bounds = { maxEnded: 2, maxPastFrames: 3, maxPastBytes: 400 };

it('keeps the latest of the past within its bounds, and nothing that is only a piece', async () => {
  const registry = new MemoryRegistry(() => 0, bounds);
  registry.begin(facts('a'), () => undefined);
  for (let seq = 0; seq < 10; seq += 1) registry.passed('a', frame(seq, 40, seq % 2 === 0 ? 'past' : null));
  const { seen, observer } = noting();
  await registry.watch('a', observer);
  expect(seen).toEqual(['session', 4, 6, 8]);
});

it('drops the oldest when bytes run out, and never all of them for one that is too large', async () => {
  const registry = new MemoryRegistry(() => 0, { ...bounds, maxPastFrames: 100, maxPastBytes: 400 });
  registry.begin(facts('a'), () => undefined);
  for (let seq = 0; seq < 6; seq += 1) registry.passed('a', frame(seq, 90));
  registry.passed('a', frame(6, 101));
  const { seen, observer } = noting();
  await registry.watch('a', observer);
  expect(seen).toEqual(['session', 2, 3, 4, 5]);
});

it('shows who comes late the session object as it is now, in its place, however long ago it came', async () => {
  const registry = new MemoryRegistry(() => 0, bounds);
  registry.begin(facts('a'), () => undefined);
  registry.passed('a', frame(0, 40, 'session'));
  registry.passed('a', frame(1, 40));
  registry.passed('a', frame(2, 300, 'session'));
  for (let seq = 3; seq < 9; seq += 1) registry.passed('a', frame(seq, 40));
  const { seen, observer } = noting();
  await registry.watch('a', observer);
  expect(seen).toEqual(['session', 2, 6, 7, 8]);
});

it('keeps its own copy of the past, and shares what passes', async () => {
  const registry = new MemoryRegistry(() => 0);
  registry.begin(facts('a'), () => undefined);
  const chunk = Buffer.alloc(64 * 1024);
  const seen: Buffer[] = [];
  const observer: Observer = { ...noting().observer, passed: (passed) => seen.push(passed.frame) };
  registry.passed('a', { ...frame(0, 40), frame: chunk.subarray(0, 40) });
  await registry.watch('a', observer);
  const live = chunk.subarray(40, 80);
  registry.passed('a', { ...frame(1, 40), frame: live });
  expect(seen[0]?.buffer.byteLength).toBe(40);
  expect(seen[1]).toBe(live);
});

it('lists no more ended sessions than its bound, the last first', async () => {
  const registry = new MemoryRegistry(() => 7, bounds);
  for (const id of ['a', 'b', 'c']) {
    registry.begin(facts(id), () => undefined);
    registry.end(id, end);
  }
  const { ended, live, nowEpochMs } = await registry.list();
  expect([ended.map(({ id }) => id), live, nowEpochMs]).toEqual([['c', 'b'], [], 7]);
});

it('tells nothing more to an observer that has left, and knows who watches', async () => {
  const registry = new MemoryRegistry(() => 0);
  registry.begin(facts('a'), () => undefined);
  const { seen, observer } = noting();
  const stop = await registry.watch('a', observer);
  expect([registry.isWatched('a'), (await registry.get('a'))?.watchers]).toEqual([true, 1]);
  stop?.();
  registry.passed('a', frame(0, 1));
  registry.passed('b', frame(0, 1));
  expect(seen).toEqual(['session']);
  expect([registry.isWatched('a'), (await registry.get('a'))?.watchers]).toEqual([false, 0]);
  expect(await registry.watch('b', observer)).toBeNull();
});

it('tells followers of each session that begins, changes, is watched or ends, until they leave', async () => {
  const registry = new MemoryRegistry(() => 0);
  const told: LiveSession[] = [];
  const leave = await registry.follow((session) => told.push(session));
  registry.begin(facts('a'), () => undefined);
  registry.update('a', { state: 'open', framesUp: 3 });
  const stop = await registry.watch('a', noting().observer);
  registry.end('a', end);
  // An observer that leaves after the end changes nothing that is listed.
  stop?.();
  leave();
  registry.begin(facts('b'), () => undefined);
  expect(told.map(({ state, framesUp, watchers }) => [state, framesUp, watchers])).toEqual([
    ['connecting', 0, 0],
    ['open', 3, 0],
    ['open', 3, 1],
    ['ended', 3, 0],
  ]);
});

it('passes the wish to end a session on to who runs it, and says when there is none', async () => {
  const registry = new MemoryRegistry(() => 0);
  const wishes: string[] = [];
  registry.begin(facts('a'), () => wishes.push('a'));
  expect([await registry.endSession('a'), await registry.endSession('b')]).toEqual([true, false]);
  expect(wishes).toEqual(['a']);
});

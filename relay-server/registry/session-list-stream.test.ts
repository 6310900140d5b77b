/** The list of sessions, told as it changes. */

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import type { SessionStreamEvent } from '../../src/lib/watch-messages.ts';
import { closedAfterTest } from '../testing/close-after-test.ts';
import { fakeUpstream } from '../testing/fake-upstream.ts';
import { relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';
import { MemoryRegistry } from './memory-registry.ts';
import type { SessionFacts } from './session-registry.ts';
import { ListStreams } from '../http/list-stream.ts';
import { sessionSource } from './session-routes.ts';

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

/** The events in what was read so far. */
function eventsIn(text: string): SessionStreamEvent[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event:'))
    .map((block) => {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return { event, data: JSON.parse(data ?? '') } as SessionStreamEvent;
    });
}

/** What an event is about, short. */
const told = ({ event, data }: SessionStreamEvent) =>
  event === 'list' ? data.live.map(({ id }) => id) : `${data.id} ${data.state} ${data.framesUp}`;

async function reading() {
  const clock = new FakeClock();
  const registry = new MemoryRegistry(() => 0);
  const streams = new ListStreams(sessionSource(registry), clock);
  registry.begin(facts('a'), () => undefined);
  const body = streams.open();
  let text = '';
  const read = () => body.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until(() => body.readableLength > 0, 'the list is there');
  return { clock, registry, streams, body, read, events: () => eventsIn(text).map(told) };
}

describe('a stream of the sessions', () => {
  it('begins with the list and tells each that changed once, as it is by then', async () => {
    const { clock, registry, events, read } = await reading();
    read();
    registry.begin(facts('b'), () => undefined);
    registry.update('b', { state: 'open', framesUp: 1 });
    registry.update('b', { framesUp: 2 });
    registry.end('a', { atEpochMs: 0, code: 1000, failure: null });
    clock.advance(250);
    await until(() => events().length === 3, 'the changes were told');
    expect(events()).toEqual([['a'], 'b open 2', 'a ended 0']);
  });

  it('holds no more for a reader that does not read than the list, which it gets anew', async () => {
    const { clock, registry, body, events, read } = await reading();
    const before = body.readableLength;
    for (let i = 0; i < 2000; i += 1) {
      registry.begin(facts(`s${i}`), () => undefined);
      registry.end(`s${i}`, { atEpochMs: 0, code: 1000, failure: null });
      clock.advance(250);
    }
    // What is above the mark is one round of changes.
    expect(body.readableLength + body.writableLength).toBeLessThan(before + 70_000);
    read();
    await until(() => body.readableLength + body.writableLength === 0, 'all was read');
    clock.advance(250);
    await until(() => events().length > 1 && Array.isArray(events().at(-1)), 'the list came anew');
    expect(events().at(-1)).toEqual(['a']);
  });

  it('leaves no timer and no follower when its reader leaves, and ends when the server does', async () => {
    const { clock, registry, streams, body, read } = await reading();
    body.destroy();
    await until(() => clock.pending === 0, 'no timer is left');
    registry.begin(facts('c'), () => undefined);
    expect(clock.pending).toBe(0);
    const other = streams.open();
    other.resume();
    let isOver = false;
    other.once('end', () => (isOver = true));
    await until(() => clock.pending > 0, 'it runs');
    streams.close();
    await until(() => isOver && clock.pending === 0, 'it is over');
    read();
  });
});

it('comes over HTTP as server-sent events', async () => {
  const upstream = closedAfterTest(await fakeUpstream());
  const rig = closedAfterTest(await relayRig({ upstream: upstreamAt(upstream.url) }));
  const answer = await fetch(`http://127.0.0.1:${rig.port}/api/sessions/events`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  let text = '';
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const reads = (async () => {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      text += part.value;
  })();
  await until(() => text.includes('event: list'), 'the list came');
  const client = await rig.connect('/v1/realtime?client_request_id=mine-1');
  await until(() => text.includes('mine-1'), 'the new session was told');
  client.socket.close();
  await until(
    () => eventsIn(text).some(({ event, data }) => event === 'session' && data.end !== null),
    'so was its end',
  );
  await rig.app.close();
  await reads;
});

/** Watching through the engine: what the relay's socket says, and all the ways in which it stops saying it. */

import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import type { LiveSession } from '../lib/watch-messages.ts';
import { SessionReader } from '../recording/session-reader.ts';
import type { EngineBatch, EngineMessage, ShownSession } from './engine.messages.ts';
import { Engine } from './engine.ts';
import { HandSocket } from './testing/hand-socket.ts';
import { surroundings } from './testing/surroundings.ts';

const session: LiveSession = {
  id: 's1',
  requestId: 'req_1',
  client: 'kiosk',
  dialect: 'ga',
  upstream: 'Emulator',
  model: 'gpt-realtime',
  startedAtEpochMs: 1_000_000,
  state: 'open',
  framesUp: 0,
  framesDown: 0,
  bytesUp: 0,
  bytesDown: 0,
  spentUsd: null,
  watchers: 0,
  end: null,
};

let clock: FakeClock;
let engine: Engine;
let batches: EngineBatch[];
let answers: EngineMessage[];

beforeEach(() => {
  HandSocket.all.length = 0;
  clock = new FakeClock(5000);
  batches = [];
  answers = [];
  engine = new Engine({
    ...surroundings,
    clock,
    tools: [],
    openSocket: (url) => new HandSocket(url) as unknown as WebSocket,
    post: (message) => {
      if (message.kind === 'batch') batches.push(message.batch);
      else answers.push(message);
    },
  });
  engine.handle({ kind: 'watch', url: 'ws://relay/watch', session, withSound: true });
});

function settle(ms = 0): void {
  clock.advance(ms);
  for (let seen = -1; seen !== batches.length; clock.advance(0)) {
    seen = batches.length;
    engine.handle({ kind: 'ack' });
  }
}

function say(message: object): void {
  HandSocket.last.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
}

function passes(tMs: number, direction: 'client' | 'server', event: object): void {
  const text = JSON.stringify(event);
  say({ kind: 'event', seq: 0, tMs, direction, text, bytes: text.length });
}

const shown = (): ShownSession | undefined => {
  settle();
  return batches.flatMap((batch) => batch.shown ?? []).at(-1);
};

describe('A watched session', () => {
  it('is connecting, then shown as it goes, and ended in the relay’s words', () => {
    expect(shown()).toMatchObject({ kind: 'watched', state: 'connecting' });
    say({ kind: 'session', session });
    passes(100, 'server', { type: 'session.created', session: { id: 'x', model: 'gpt-realtime' } });
    passes(200, 'client', { type: 'response.create' });
    expect(shown()).toMatchObject({ state: 'watching', lostFrames: 0 });
    const rows = batches.flatMap((batch) => batch.log?.rows ?? []);
    expect(rows.map(({ type, atMs }) => [type, atMs])).toEqual([
      ['session.created', 100],
      ['response.create', 200],
    ]);
    const end = { atEpochMs: 1_000_900, code: 1000, failure: 'the budget is used up' };
    say({ kind: 'ended', session: { ...session, end } });
    expect(shown()).toMatchObject({ state: 'ended', words: 'The session has ended: the budget is used up' });
  });

  it('counts what is missing', () => {
    say({ kind: 'session', session });
    const input = { bytes: 0, endMs: 0 };
    say({ kind: 'lost', count: 40, input });
    say({ kind: 'lost', count: 2, input });
    expect(shown()).toMatchObject({ lostFrames: 42 });
  });

  it.each([
    ['was come upon late', () => say({ kind: 'lost', count: 500, input: { bytes: 480_000, endMs: 10_100 } })],
    [
      'is watched without sound',
      () =>
        say({
          kind: 'event',
          seq: 1,
          tMs: 10_100,
          direction: 'client',
          text: '{"type":"input_audio_buffer.append","audio":""}',
          bytes: 640_000,
          input: { bytes: 480_000, endMs: 10_100 },
        }),
    ],
  ])('that %s has its speech where it was, although its sound was missed', (_how, miss) => {
    say({ kind: 'session', session });
    // Ten seconds of speech by 10.1 s of the session: the server's 4 s are 4.1 s of it.
    miss();
    const spoken = { type: 'input_audio_buffer.speech_started', item_id: 'item_1', audio_start_ms: 4000 };
    passes(10_200, 'server', spoken);
    settle(100);
    const marks = batches.flatMap((batch) => batch.timeline?.marks ?? []);
    expect(marks.find(({ kind }) => kind === 'speech-started')?.atMs).toBeCloseTo(4100, 0);
  });

  it.each([
    [4404, '', 'The session has ended, or the relay does not know it. Choose another.'],
    [1001, '', 'The relay is shutting down. Watch again once it is back.'],
    [
      1006,
      '',
      'The relay stopped showing the session (close code 1006). Watch it again; if that fails, see the relay’s log.',
    ],
    [
      1008,
      'a watcher only listens',
      'The relay stopped showing the session (a watcher only listens). Watch it again; if that fails, see the relay’s log.',
    ],
  ])('that breaks off with %i %s says what to do', (code, reason, words) => {
    HandSocket.last.end(code, reason);
    expect(shown()).toMatchObject({ state: 'failed', words });
  });

  it('that the relay never shows is given up in words', () => {
    settle(20_000);
    expect(shown()).toMatchObject({ state: 'failed', words: expect.stringContaining('shows nothing') });
  });

  it('is not disturbed by what is no message', () => {
    say({ kind: 'session', session });
    for (const data of ['', '{', 'null', '[]', '{"kind":"later"}', new ArrayBuffer(4)]) {
      HandSocket.last.dispatchEvent(new MessageEvent('message', { data }));
    }
    expect(shown()).toMatchObject({ state: 'watching' });
  });

  it('can be taken out as a file that says it was only watched', async () => {
    say({ kind: 'session', session });
    passes(100, 'server', { type: 'session.created', session: { id: 'x' } });
    engine.handle({ kind: 'read-recording', requestId: 7 });
    await Promise.resolve();
    await Promise.resolve();
    const answer = answers.find((message) => message.kind === 'recording');
    const text = (await answer?.file?.text()) ?? '';
    const reader = new SessionReader();
    const lines = reader.push(text);
    expect(reader.header).toMatchObject({ recordedBy: 'watcher', model: 'gpt-realtime' });
    expect(lines).toMatchObject([{ t: 100, dir: 'server' }]);
  });

  it('is left for another: its socket is closed and it says nothing any more', () => {
    say({ kind: 'session', session });
    const former = HandSocket.last;
    engine.handle({ kind: 'close-shown' });
    settle();
    const before = batches.length;
    const late = JSON.stringify({ kind: 'lost', count: 1, input: { bytes: 0, endMs: 0 } });
    former.dispatchEvent(new MessageEvent('message', { data: late }));
    settle(1000);
    expect(former.closed).toBe(true);
    expect(batches.length).toBe(before);
    expect(clock.pending).toBe(0);
  });
});

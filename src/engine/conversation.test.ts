/** Conversations inside the engine with a socket and a clock that are moved by hand: what a real connection does only now and then. */

import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CaptureFrame } from '../audio/worklets/capture.messages.ts';
import { encodeBase64 } from '../dsp/base64.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import type { SessionSettings } from '../session/types.ts';
import { defaultSettings } from '../store/default-settings.ts';
import { Engine } from './engine.ts';
import { HandSocket } from './testing/hand-socket.ts';
import { surroundings } from './testing/surroundings.ts';
import { EngineClient, type EngineWorker } from './engine-client.ts';
import type { ConnectionState, EngineBatch } from './engine.messages.ts';
import { WireArchive } from './wire-archive.ts';

let clock: FakeClock;
let engine: Engine;
let batches: EngineBatch[];
let answers: unknown[];

beforeEach(() => {
  vi.stubGlobal('WebSocket', HandSocket);
  clock = new FakeClock(1000);
  batches = [];
  answers = [];
  engine = new Engine({
    ...surroundings,
    clock,
    tools: [],
    post: (message) => {
      if (message.kind === 'batch') batches.push(message.batch);
      else answers.push(message);
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

/** Lets the engine say what it has gathered. */
function settle(ms = 0): void {
  clock.advance(ms);
  for (let seen = -1; seen !== batches.length; clock.advance(0)) {
    seen = batches.length;
    engine.handle({ kind: 'ack' });
  }
}

function connect(patch: Partial<SessionSettings> = {}): HandSocket {
  engine.handle({
    kind: 'connect',
    upstream: 'there',
    record: false,
    url: 'ws://here',
    settings: { ...defaultSettings(null), ...patch },
  });
  return HandSocket.last;
}

function connected(patch: Partial<SessionSettings> = {}): HandSocket {
  const socket = connect(patch);
  socket.open();
  socket.say('session.created', { session: { id: 'sess_1', model: 'm' } });
  settle();
  return socket;
}

const connection = (): ConnectionState | undefined =>
  batches.flatMap((batch) => batch.connection ?? []).at(-1);

function answer(socket: HandSocket): void {
  const item = { id: 'a1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  socket.say('response.created', { response: { id: 'r1', status: 'in_progress', conversation_id: 'c' } });
  socket.say('response.output_item.added', { response_id: 'r1', item });
  socket.say('conversation.item.added', { item });
  const delta = encodeBase64(new Uint8Array(4800));
  socket.say('response.output_audio.delta', { response_id: 'r1', item_id: 'a1', content_index: 0, delta });
}

describe('a conversation that another one replaced', () => {
  it('has no say any more, though an interruption of it was still under way', async () => {
    answer(connected());
    engine.handle({ kind: 'interrupt', reason: 'stop' });
    connected();
    const before = batches.length;
    // The worklet does not answer, so the interruption ends only now.
    clock.advance(300);
    await Promise.resolve();
    await vi.waitFor(() => expect(clock.pending).toBeLessThan(3));
    settle(100);
    const later = batches.slice(before);
    expect(later.flatMap((batch) => batch.items?.upserts ?? [])).toEqual([]);
    expect(later.flatMap((batch) => batch.counters ?? [])).toEqual([]);
  });

  it('leaves no trace of its sound on the time line of the next', async () => {
    const { port1, port2 } = new MessageChannel();
    engine.handle({ kind: 'attach-playback', port: port1 });
    answer(connected());
    connected();
    const report = { kind: 'started', itemId: 'a1', atSample: 0, contextTimeMs: 0 };
    const marker = { kind: 'flushed', token: 99, items: [], contextTimeMs: 0 };
    const before = batches.length;
    port2.postMessage(report);
    port2.postMessage(marker);
    await vi.waitFor(() => {
      settle(40);
      expect(batches.slice(before).some(({ timeline }) => timeline)).toBe(true);
    });
    port2.close();
    expect(batches.slice(before).flatMap(({ timeline }) => timeline?.segments ?? [])).toEqual([]);
  });
});

it('leaves no timer behind after a hundred sessions, broken off in the middle of an answer', async () => {
  for (let i = 0; i < 100; i += 1) {
    const socket = connected();
    answer(socket);
    engine.handle({ kind: 'interrupt', reason: 'stop' });
    socket.fail('Something.');
    if (i % 2 === 0) engine.handle({ kind: 'disconnect' });
    else socket.end(i % 4 === 1 ? 1006 : 1008);
  }
  engine.handle({ kind: 'disconnect' });
  settle(1000);
  expect(clock.pending).toBe(0);
});

it('agrees with the page on which of its wishes it has heard, whatever the person presses', () => {
  const worker = new EventTarget();
  const states: string[] = [];
  const pageEngine = new Engine({
    ...surroundings,
    clock,
    tools: [],
    post: (data) => worker.dispatchEvent(new MessageEvent('message', { data })),
  });
  const post: EngineWorker['postMessage'] = (command) => pageEngine.handle(command);
  const client = new EngineClient(Object.assign(worker, { postMessage: post }) as EngineWorker, {
    onBatch: ({ connection }) => states.push(connection?.status ?? '-'),
    onFailure: () => states.push('failure'),
    nextFrame: (callback) => void clock.after(16, callback),
  });
  const wish = {
    kind: 'connect',
    upstream: 'there',
    record: false,
    url: 'ws://here',
    settings: defaultSettings(null),
  } as const;
  client.send({ kind: 'disconnect' });
  client.send(wish);
  clock.advance(5);
  // The batch that says `connecting` is on its way.
  client.send({ kind: 'disconnect' });
  clock.advance(100);
  expect(states).toEqual(['-', 'idle']);
  client.send(wish);
  client.send({ kind: 'disconnect' });
  client.send(wish);
  clock.advance(100);
  expect(states.at(-1)).toBe('connecting');
});

describe('the end of a connection', () => {
  it('is that nobody answered, when the socket never opened', () => {
    connect();
    settle(20_000);
    expect(connection()).toMatchObject({ status: 'failed', text: 'The relay did not answer.' });
  });

  it('is that no session began, when the socket opened and nothing came', () => {
    connect().open();
    settle(20_000);
    expect(connection()).toMatchObject({ code: 'not_ready' });
  });

  it('is not explained by the refusal of a command', () => {
    const socket = connected();
    socket.fail('Cancellation failed: no active response found', 'evt_1');
    socket.end(1008);
    settle();
    expect(connection()).toMatchObject({ status: 'failed', text: expect.stringContaining('lost') });
  });

  it('is explained by the last error, though an earlier one is being forgotten', () => {
    const socket = connected();
    socket.fail('First.');
    clock.advance(1500);
    socket.fail('Second.');
    clock.advance(1000);
    socket.end(1008);
    settle();
    expect(connection()).toMatchObject({ text: 'Second.' });
  });
});

describe('a slow line', () => {
  /** Says so many frames into the microphone, and waits until the engine has taken them. */
  function microphone(): { speak: (frames: number) => Promise<void> } {
    const { port1, port2 } = new MessageChannel();
    engine.handle({ kind: 'attach-capture', port: port1 });
    onTestFinished(() => port2.close());
    return {
      async speak(frames) {
        const before = batches.length;
        for (let i = 0; i < frames; i += 1) {
          const pcm16 = new Int16Array(480).fill(7).buffer;
          const frame: CaptureFrame = { kind: 'frame', pcm16, contextTimeMs: clock.nowMs(), muted: false };
          port2.postMessage(frame);
        }
        await vi.waitFor(() => {
          settle(40);
          const runs = batches.slice(before).flatMap(({ timeline }) => timeline?.microphone ?? []);
          // Two bins of three bytes to a frame.
          expect(runs.reduce((sum, run) => sum + run.bins.length / 6, 0)).toBe(frames);
        });
      },
    };
  }

  it('gets the words that still wait before it gets their end, with push-to-talk', async () => {
    const { speak } = microphone();
    const socket = connected({ turnDetection: { kind: 'none' } });
    engine.handle({ kind: 'push-to-talk', down: true });
    await speak(10);
    socket.bufferedAmount = 1_000_000;
    await speak(5);
    engine.handle({ kind: 'push-to-talk', down: false });
    const types = socket.types();
    expect(types.filter((type) => type === 'input_audio_buffer.append')).toHaveLength(15);
    expect(types.slice(-2)).toEqual(['input_audio_buffer.commit', 'response.create']);
  });

  it('that takes no more for two seconds is told about, until it moves again', async () => {
    const { speak } = microphone();
    const socket = connected();
    socket.bufferedAmount = 1_000_000;
    const said = () => batches.flatMap(({ notices }) => notices ?? []).map(({ key }) => key);
    await speak(149);
    expect(said()).toEqual([]);
    await speak(1);
    expect(said()).toEqual(['line-stalled']);
    socket.bufferedAmount = 0;
    await speak(1);
    expect(batches.flatMap(({ clearedNotices }) => clearedNotices ?? [])).toEqual(['line-stalled']);
  });
});

describe('what was kept outside the heap', () => {
  it('is answered for and told about when the browser has lost it', async () => {
    connected();
    vi.spyOn(WireArchive.prototype, 'read').mockRejectedValue(new Error('the disk is full'));
    engine.handle({ kind: 'read-events', requestId: 5, rowSeq: 0, from: 0, limit: 5, whole: true });
    await vi.waitFor(() => expect(answers).toEqual([{ kind: 'events', requestId: 5, events: [], total: 0 }]));
    vi.restoreAllMocks();
    settle();
    expect(batches.flatMap(({ notices }) => notices ?? []).map(({ key }) => key)).toEqual(['recording-lost']);
  });
});

describe('the linter', () => {
  it('writes a warning behind the event that gave rise to it', () => {
    const socket = connected();
    socket.say('response.sparkle');
    settle(200);
    const rows = batches.flatMap((batch) => batch.log?.rows ?? []);
    const at = rows.findIndex(({ type }) => type === 'response.sparkle');
    expect(rows[at + 1]).toMatchObject({
      direction: 'note',
      type: 'sidetone.lint.unknown-event',
      level: 'warning',
    });
  });
});

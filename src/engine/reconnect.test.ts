/** A conversation that changes lines, with sockets and a clock that are moved by hand. */

import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CaptureFrame } from '../audio/worklets/capture.messages.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { defaultSettings } from '../store/default-settings.ts';
import type { SessionSettings } from '../session/types.ts';
import { Engine } from './engine.ts';
import type { ConnectionState, EngineBatch } from './engine.messages.ts';
import { HandSocket } from './testing/hand-socket.ts';
import { surroundings } from './testing/surroundings.ts';

const DAY_MS = 1_800_000_000_000;

let clock: FakeClock;
let engine: Engine;
let batches: EngineBatch[];
let online: boolean;
let events: EventTarget;

beforeEach(() => {
  vi.stubGlobal('WebSocket', HandSocket);
  HandSocket.all.length = 0;
  clock = new FakeClock(1000);
  batches = [];
  online = true;
  events = new EventTarget();
  engine = new Engine({
    ...surroundings,
    clock,
    tools: [],
    network: { online: () => online, events },
    epochMs: () => DAY_MS + clock.nowMs(),
    post: (message) => {
      if (message.kind === 'batch') batches.push(message.batch);
    },
  });
});
afterEach(() => {
  engine.handle({ kind: 'disconnect' });
  settle(1000);
  expect(clock.pending).toBe(0);
  vi.unstubAllGlobals();
});

function settle(ms = 0): void {
  clock.advance(ms);
  for (let seen = -1; seen !== batches.length; clock.advance(0)) {
    seen = batches.length;
    engine.handle({ kind: 'ack' });
  }
}

/** Lets promises run, and the engine say what it has gathered. */
async function calm(ms = 0): Promise<void> {
  settle(ms);
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
  settle();
}

function connected(patch: Partial<SessionSettings> = {}, expiresInSeconds?: number): HandSocket {
  engine.handle({
    kind: 'connect',
    upstream: 'there',
    record: false,
    url: 'ws://here',
    settings: { ...defaultSettings(null), ...patch },
  });
  const socket = HandSocket.last;
  socket.open();
  const end = expiresInSeconds === undefined ? undefined : (DAY_MS + clock.nowMs()) / 1000 + expiresInSeconds;
  socket.begin('sess_1', end);
  settle();
  return socket;
}

const states = (): ConnectionState[] => batches.flatMap((batch) => batch.connection ?? []);
const state = () => states().at(-1);
const sockets = () => HandSocket.all.length;
const seams = () =>
  batches
    .flatMap(({ items }) => items?.upserts ?? [])
    .filter((item) => item.kind === 'seam')
    .map((item) => item.state);

describe('a lost line', () => {
  it('is replaced by itself: soon, and the conversation goes on in the new session', async () => {
    const first = connected();
    engine.handle({ kind: 'send-text', text: 'Hello' });
    first.end(1006);
    settle();
    expect(state()).toMatchObject({
      status: 'reconnecting',
      attempt: 1,
      nextAttemptAtEpochMs: DAY_MS + clock.nowMs() + 250,
      reason: 'the connection broke off (close code 1006)',
    });
    expect(sockets()).toBe(1);
    settle(250);
    expect(sockets()).toBe(2);
    expect(state()).toMatchObject({ status: 'reconnecting', nextAttemptAtEpochMs: null });
    const second = HandSocket.last;
    second.open();
    expect(second.types()).toEqual(['session.update']);
    second.begin('sess_2');
    await calm();
    expect(state()).toMatchObject({
      status: 'connected',
      sessionId: 'sess_2',
      startedAtEpochMs: DAY_MS + 1000,
      sessionStartedAtEpochMs: DAY_MS + clock.nowMs(),
    });
    expect(second.types()).toEqual(['session.update', 'conversation.item.create', 'response.create']);
    expect(seams()).toContain('resumed');
  });

  it('is tried for later and later, then given up with the words of the last failure', () => {
    connected().end(1012);
    settle();
    const delays: number[] = [];
    for (let i = 0; i < 30 && state()?.status === 'reconnecting'; i += 1) {
      const before = clock.nowMs();
      const count = sockets();
      while (sockets() === count) settle(50);
      delays.push(clock.nowMs() - before);
      HandSocket.last.end(1006);
      settle();
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, ...Array<number>(9).fill(8000)]);
    expect(state()).toMatchObject({
      status: 'failed',
      text: 'The connection was lost and could not be made again. The relay did not answer.',
    });
    expect(seams().at(-1)).toBe('ended');
  });

  it('that is refused on its way back is given up at once, with the relay’s words', () => {
    connected().end(4502);
    settle(250);
    HandSocket.last.open();
    HandSocket.last.fail('OpenAI refused the API key (HTTP 401).', null, 'invalid_api_key');
    HandSocket.last.end(4401);
    settle();
    expect(state()).toMatchObject({ status: 'failed', code: 'invalid_api_key' });
    expect(state()).toMatchObject({ text: expect.stringContaining('refused the API key') });
  });

  it('that comes back as a socket without a session is tried for again', () => {
    connected().end(1001);
    settle(250);
    HandSocket.last.open();
    settle(15_000);
    expect(HandSocket.last.closed).toBe(true);
    expect(state()).toMatchObject({ status: 'reconnecting', attempt: 2 });
    settle(500);
    expect(sockets()).toBe(3);
  });

  it('that keeps breaking as soon as it is there is not tried for ever', () => {
    connected().end(1006);
    for (let i = 0; i < 40 && state()?.status !== 'failed'; i += 1) {
      settle(8000);
      HandSocket.last.open();
      HandSocket.last.begin(`sess_${i}`);
      settle(100);
      HandSocket.last.end(1006);
      settle();
    }
    expect(state()?.status).toBe('failed');
    expect(sockets()).toBeLessThan(20);
  });

  it('that was there for a while is counted from the beginning', () => {
    connected().end(1006);
    for (let i = 0; i < 40; i += 1) {
      settle(250);
      HandSocket.last.open();
      HandSocket.last.begin(`sess_${i}`);
      settle(10_000);
      HandSocket.last.end(1006);
      settle();
      expect(state()).toMatchObject({ status: 'reconnecting', attempt: 1 });
    }
  });

  it.each([1000, 1008, 4403])('that ended for good (%i) is not replaced', (code) => {
    connected().end(code);
    settle(60_000);
    expect(state()?.status).toBe('failed');
    expect(sockets()).toBe(1);
  });

  it('is not sought any more when the person disconnects, and late frames of it are nobody’s', () => {
    const first = connected();
    first.end(1006);
    settle();
    engine.handle({ kind: 'disconnect' });
    settle(60_000);
    expect(sockets()).toBe(1);
    expect(state()).toEqual({ status: 'idle' });
    const before = batches.length;
    first.say('response.created', { response: { id: 'r1', conversation_id: 'c' } });
    settle();
    expect(batches.length).toBe(before);
  });

  it('waits for a network, and is tried at once when there is one', () => {
    online = false;
    connected().end(1006);
    settle();
    for (let i = 0; i < 8; i += 1) {
      settle(8000);
      HandSocket.last.end(1006);
    }
    settle();
    // Attempts without a network are none.
    expect(state()).toMatchObject({ status: 'reconnecting', attempt: 1 });
    const count = sockets();
    online = true;
    events.dispatchEvent(new Event('online'));
    expect(sockets()).toBe(count + 1);
    events.dispatchEvent(new Event('online'));
    expect(sockets()).toBe(count + 1);
  });

  it('without any network is given up after five minutes', () => {
    online = false;
    connected().end(1006);
    settle();
    for (let i = 0; i < 200 && state()?.status === 'reconnecting'; i += 1) {
      settle(4000);
      if (HandSocket.last.readyState === 0) HandSocket.last.end(1006);
    }
    expect(state()?.status).toBe('failed');
    expect(clock.nowMs()).toBeGreaterThan(300_000);
    expect(clock.nowMs()).toBeLessThan(330_000);
  });

  it('does not tell what its server said about its end: the state says it, and the conversation is not lost', () => {
    const first = connected();
    first.fail('The connection to OpenAI broke off. The conversation is lost.', null, 'upstream_dropped');
    first.end(4502);
    settle();
    settle(1000);
    expect(batches.flatMap(({ notices }) => notices ?? [])).toEqual([]);
    expect(state()).toMatchObject({ reason: 'the model’s side broke off' });
  });

  it('that did not end over an error leaves its notice to be read', () => {
    connected().fail('Something was odd.');
    settle(100);
    expect(batches.flatMap(({ notices }) => notices ?? [])).toEqual([]);
    settle(100);
    expect(batches.flatMap(({ notices }) => notices ?? [])).toMatchObject([
      { text: expect.stringContaining('Something was odd.') as string },
    ]);
  });

  it('is followed by one with the model that was chosen meanwhile', () => {
    const first = connected({ model: 'old' });
    engine.handle({ kind: 'update-settings', patch: { model: 'new' } });
    first.end(1001);
    settle(250);
    expect(HandSocket.all.map(({ url }) => url)).toEqual(['ws://here?model=old', 'ws://here?model=new']);
  });
});

describe('speech without a line', () => {
  /** Says so many frames into the microphone, and waits until the engine has taken them. */
  function microphone(): { speak: (frames: number) => Promise<void> } {
    const { port1, port2 } = new MessageChannel();
    engine.handle({ kind: 'attach-capture', port: port1 });
    let audioMs = 0;
    onTestFinished(() => port2.close());
    return {
      async speak(frames) {
        const before = batches.length;
        for (let i = 0; i < frames; i += 1) {
          const pcm16 = new Int16Array(480).fill(7).buffer;
          const frame: CaptureFrame = { kind: 'frame', pcm16, contextTimeMs: audioMs, muted: false };
          audioMs += 20;
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
  const spokenFrames = (socket: HandSocket) =>
    socket.sent.reduce(
      (sum, { audio }) => sum + (typeof audio === 'string' ? Buffer.from(audio, 'base64').length / 960 : 0),
      0,
    );

  it('is kept and sent once there is one again, before what is said then', async () => {
    const { speak } = microphone();
    const first = connected();
    await speak(10);
    first.end(1006);
    await speak(20);
    settle(300);
    const second = HandSocket.last;
    second.open();
    second.begin('sess_2');
    await calm();
    // The ten of which nobody knows whether they arrived as well.
    expect(spokenFrames(second)).toBe(30);
    await speak(5);
    expect(spokenFrames(second)).toBe(35);
    expect(second.types().indexOf('input_audio_buffer.append')).toBe(1);
  });

  it('that a dead line would not take declares it lost, and goes to the next', async () => {
    const { speak } = microphone();
    const first = connected();
    first.bufferedAmount = 1_000_000;
    await speak(449);
    expect(sockets()).toBe(1);
    await speak(1);
    await calm(300);
    expect(first.closed).toBe(true);
    expect(sockets()).toBe(2);
    const second = HandSocket.last;
    second.open();
    second.begin('sess_2');
    await calm();
    expect(spokenFrames(second)).toBe(450);
    const notices = batches.flatMap(({ clearedNotices }) => clearedNotices ?? []);
    expect(notices).toContain('line-stalled');
  });

  it('is believed lost much sooner when the browser has no network', async () => {
    const { speak } = microphone();
    online = false;
    connected().bufferedAmount = 1_000_000;
    await speak(150);
    settle();
    expect(state()?.status).toBe('reconnecting');
  });
});

describe('a session that nears its end', () => {
  it('is left at a quiet moment for one that is already open, and nobody is told of a lost connection', async () => {
    const first = connected({}, 3600);
    expect(state()).toMatchObject({ expiresAtEpochMs: DAY_MS + 1000 + 3_600_000 });
    settle(3_479_000);
    expect(sockets()).toBe(1);
    settle(1000);
    expect(sockets()).toBe(2);
    const second = HandSocket.last;
    second.open();
    expect(first.closed).toBe(false);
    expect(second.sent).toEqual([]);
    second.begin('sess_2', (DAY_MS + clock.nowMs()) / 1000 + 3600);
    await calm(300);
    expect(first.closed).toBe(true);
    expect(second.types()).toEqual(['session.update']);
    expect(states().map(({ status }) => status)).not.toContain('reconnecting');
    expect(state()).toMatchObject({ status: 'connected', sessionId: 'sess_2' });
    expect(seams().at(-1)).toBe('resumed');
    // And the next end is watched as well.
    settle(3_480_000);
    expect(sockets()).toBe(3);
  });

  it('is not left while somebody speaks, until there is no more time', async () => {
    const first = connected({}, 3600);
    first.say('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
    settle(3_589_000);
    expect(sockets()).toBe(1);
    settle(1500);
    expect(sockets()).toBe(2);
    HandSocket.last.open();
    HandSocket.last.begin('sess_2');
    await calm(4000);
    expect(first.closed).toBe(false);
    await calm(1000);
    expect(first.closed).toBe(true);
  });

  it('that is lost while the next one is being opened goes on in that one', async () => {
    const first = connected({}, 3600);
    settle(3_481_000);
    const second = HandSocket.last;
    second.open();
    first.end(1006);
    settle();
    expect(sockets()).toBe(2);
    expect(second.types()).toEqual(['session.update']);
    second.begin('sess_2');
    await calm();
    expect(state()).toMatchObject({ status: 'connected', sessionId: 'sess_2' });
  });

  it('goes on when the next one cannot be had, which is tried for again', () => {
    const first = connected({}, 3600);
    settle(3_481_000);
    HandSocket.last.end(1006);
    settle();
    expect(first.closed).toBe(false);
    expect(state()).toMatchObject({ status: 'connected', sessionId: 'sess_1' });
    settle(3500);
    expect(sockets()).toBe(3);
  });

  it('by a clock that is wrong is left to its server, and followed when that ends it', async () => {
    const first = connected({}, -500);
    settle(60_000);
    expect(sockets()).toBe(1);
    first.fail('Your session hit the maximum duration of 60 minutes.', null, 'session_expired');
    first.end(1001);
    settle(250);
    expect(state()).toMatchObject({ reason: 'the session reached its longest time' });
    HandSocket.last.open();
    HandSocket.last.begin('sess_2');
    await calm();
    expect(state()).toMatchObject({ status: 'connected' });
  });
});

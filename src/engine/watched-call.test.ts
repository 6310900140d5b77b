/** A telephone call through the engine: its session file line by line, and speaking in it. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallSummary, CallWatchMessage } from '../lib/call-messages.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { type LineDirection, fileLine, headerLine } from '../recording/session-file.ts';
import type { EngineBatch, ShownSession } from './engine.messages.ts';
import { Engine } from './engine.ts';
import { HandSocket } from './testing/hand-socket.ts';
import { surroundings } from './testing/surroundings.ts';

const WATCH_URL = 'ws://relay/api/calls/ID/watch';
const call: CallSummary = {
  id: 'CA1',
  direction: 'inbound',
  line: 'twilio',
  number: '+49••••••78',
  state: 'talking',
  startedAtEpochMs: 1_000_000,
  talkingSinceEpochMs: 1_000_500,
  upstream: 'Emulator',
  model: 'gpt-realtime',
  voiceToVoiceMs: null,
  spentUsd: null,
  takenOverBy: null,
  answeredBy: null,
  watchers: 1,
  recording: null,
  end: null,
};

let clock: FakeClock;
let engine: Engine;
let batches: EngineBatch[];

beforeEach(() => {
  HandSocket.all.length = 0;
  clock = new FakeClock(5000);
  batches = [];
  engine = new Engine({
    ...surroundings,
    clock,
    tools: [],
    openSocket: (url) => new HandSocket(url) as unknown as WebSocket,
    post: (message) => {
      if (message.kind === 'batch') batches.push(message.batch);
    },
  });
});

function settle(ms = 0): void {
  clock.advance(ms);
  for (let seen = -1; seen !== batches.length; clock.advance(0)) {
    seen = batches.length;
    engine.handle({ kind: 'ack' });
  }
}

const shown = (): ShownSession | undefined => {
  settle();
  return batches.flatMap((batch) => batch.shown ?? []).at(-1);
};

function tell(socket: HandSocket | undefined, message: object): void {
  socket?.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
}

function watching(): HandSocket {
  engine.handle({ kind: 'watch-call', watchUrl: WATCH_URL, callId: 'CA1' });
  const socket = HandSocket.last;
  const say = (message: CallWatchMessage) => tell(socket, message);
  say({ kind: 'call', call });
  const header = {
    sidetone: 1,
    startedAt: new Date(1_000_000).toISOString(),
    sampleRateHz: 24_000,
    upstream: 'Emulator',
    model: 'gpt-realtime',
    recordedBy: 'phone',
  } as const;
  say({ kind: 'line', text: headerLine(header).trimEnd() });
  return socket;
}

function line(socket: HandSocket, t: number, dir: LineDirection, event: object): void {
  tell(socket, {
    kind: 'line',
    text: fileLine({ t, dir, text: JSON.stringify(event), event: true }).trimEnd(),
  });
}

/** A microphone and speakers, and what went to the speakers. */
function withSound(): { speak: (samples: Int16Array) => void; played: string[] } {
  const capture = new MessageChannel();
  const playback = new MessageChannel();
  const played: string[] = [];
  playback.port2.addEventListener('message', ({ data }: MessageEvent<{ kind: string }>) =>
    played.push(data.kind),
  );
  playback.port2.start();
  engine.handle({ kind: 'attach-capture', port: capture.port1 });
  engine.handle({ kind: 'attach-playback', port: playback.port1 });
  return {
    speak: (samples) =>
      capture.port2.postMessage({ kind: 'frame', pcm16: samples.buffer, contextTimeMs: 0, muted: false }),
    played,
  };
}

describe('A watched call', () => {
  it('is connecting, then shown as it goes, and ended in words', () => {
    engine.handle({ kind: 'watch-call', watchUrl: WATCH_URL, callId: 'CA1' });
    expect(HandSocket.last.url).toBe('ws://relay/api/calls/CA1/watch');
    expect(shown()).toMatchObject({ kind: 'call', state: 'connecting', call: null });
    const socket = watching();
    line(socket, 100, 'server', { type: 'session.created', session: { id: 'x', model: 'gpt-realtime' } });
    line(socket, 200, 'note', { type: 'sidetone.taken-over', summary: 'by ops' });
    expect(shown()).toMatchObject({ state: 'watching', call: { id: 'CA1' } });
    const rows = batches.flatMap((batch) => batch.log?.rows ?? []);
    expect(rows.map(({ type, atMs }) => [type, atMs])).toEqual([
      ['session.created', 100],
      ['sidetone.taken-over', 200],
    ]);
    const end = { atEpochMs: 1_000_900, why: 'caller-hung-up' } as const;
    tell(socket, { kind: 'ended', call: { ...call, state: 'ended', end } });
    expect(shown()).toMatchObject({ state: 'ended', words: 'The caller hung up.' });
    // What comes late changes nothing.
    tell(socket, { kind: 'call', call });
    socket.end(1006);
    expect(shown()).toMatchObject({ state: 'ended', words: 'The caller hung up.' });
  });

  it('counts the lines that are missing', () => {
    const socket = watching();
    const input = { bytes: 0, endMs: 0 };
    tell(socket, { kind: 'lost', count: 40, input });
    tell(socket, { kind: 'lost', count: 2, input });
    expect(shown()).toMatchObject({ lostLines: 42 });
  });

  it('that was come upon late has its speech where it was, although its sound was missed', () => {
    const socket = watching();
    const format = { type: 'audio/pcmu' };
    const session = {
      type: 'realtime',
      id: 's',
      model: 'm',
      audio: { input: { format }, output: { format } },
    };
    line(socket, 50, 'server', { type: 'session.updated', session });
    // Ten seconds of the caller by 10.1 s of the session: the server's 4 s are 4.1 s of it.
    tell(socket, { kind: 'lost', count: 500, input: { bytes: 80_000, endMs: 10_100 } });
    const spoken = { type: 'input_audio_buffer.speech_started', item_id: 'item_1', audio_start_ms: 4000 };
    line(socket, 10_200, 'server', spoken);
    settle();
    const marks = batches.flatMap((batch) => batch.timeline?.marks ?? []);
    expect(marks.find(({ kind }) => kind === 'speech-started')?.atMs).toBeCloseTo(4100, 0);
  });

  it.each([
    [4404, '', 'No call of that id is under way; it may have ended.'],
    [1001, '', 'The relay is shutting down. Watch again once it is back.'],
    [1006, '', expect.stringContaining('The relay stopped showing the call (close code 1006).')],
  ])('that breaks off with %i %s says what to do', (code, reason, words) => {
    watching().end(code, reason);
    expect(shown()).toMatchObject({ state: 'failed', words });
  });

  it('that the relay never shows is given up in words', () => {
    engine.handle({ kind: 'watch-call', watchUrl: WATCH_URL, callId: 'CA1' });
    settle(20_000);
    expect(shown()).toMatchObject({ state: 'failed', words: expect.stringContaining('shows nothing') });
  });

  it('shows and keeps what an operator said in the agent’s place', async () => {
    const socket = watching();
    const audio = Buffer.from(new Uint8Array(160).fill(0x10)).toString('base64');
    for (let n = 0; n < 50; n += 1) {
      line(socket, 1000 + n * 20, 'note', {
        type: 'sidetone.operator-voice',
        summary: '20 ms',
        itemId: 'operator_1',
        facts: { audio },
      });
    }
    settle(100);
    const segments = batches.flatMap((batch) => batch.timeline?.segments ?? []);
    expect(segments.at(-1)).toMatchObject({ itemId: 'operator_1', startMs: 1000, lengthSamples: 24_000 });
    // It is no row of the log: the note that they took over is.
    expect(batches.flatMap((batch) => batch.log?.rows ?? [])).toEqual([]);
  });
});

describe('An operator who takes over', () => {
  it('is shown to have the call once the relay says so, and sends the microphone until they give it back', async () => {
    const { speak } = withSound();
    watching();
    engine.handle({ kind: 'take-over', url: 'ws://relay/take-over' });
    const voice = HandSocket.last;
    expect(voice.url).toBe('ws://relay/take-over');
    expect(shown()).toMatchObject({ voice: 'taking-over' });
    voice.open();
    tell(voice, { kind: 'taken' });
    expect(shown()).toMatchObject({ voice: 'taken-over' });
    speak(new Int16Array(480).fill(7));
    await vi.waitFor(() => expect(voice.sound.map((samples) => samples[0])).toEqual([7]));
    engine.handle({ kind: 'stop-speaking' });
    expect(shown()).toMatchObject({ voice: null, state: 'watching' });
    expect(voice.closed).toBe(true);
  });

  it('hears the caller at once', async () => {
    const { played } = withSound();
    const socket = watching();
    engine.handle({ kind: 'take-over', url: 'ws://relay/take-over' });
    HandSocket.last.open();
    tell(HandSocket.last, { kind: 'taken' });
    const format = { type: 'audio/pcmu' };
    const audio = { input: { format }, output: { format } };
    line(socket, 50, 'server', {
      type: 'session.updated',
      session: { type: 'realtime', id: 's', model: 'm', audio },
    });
    const said = Buffer.from(new Uint8Array(160).fill(0x10)).toString('base64');
    line(socket, 100, 'client', { type: 'input_audio_buffer.append', audio: said });
    await vi.waitFor(() => expect(played).toContain('enqueue'));
    settle();
    // As long as it is on a telephone.
    const row = batches.flatMap((batch) => batch.log?.rows ?? []).at(-1);
    expect(row).toMatchObject({ type: 'input_audio_buffer.append', audioMs: 20 });
  });

  it.each([
    [4409, '', expect.stringContaining('cannot be taken over')],
    [1006, '', expect.stringContaining('the agent has the call again')],
  ])('and is refused or cut off (%i) is told so, and goes on watching', (code, reason, words) => {
    watching();
    engine.handle({ kind: 'take-over', url: 'ws://relay/take-over' });
    HandSocket.last.end(code, reason);
    expect(shown()).toMatchObject({ state: 'watching', voice: null, words });
  });
});

describe('A call from this page', () => {
  it('is watched as soon as the relay has named it, and hung up by the caller', async () => {
    const { speak, played } = withSound();
    engine.handle({ kind: 'call-here', url: 'ws://relay/api/telephone', watchUrl: WATCH_URL });
    const handset = HandSocket.last;
    expect(shown()).toMatchObject({ voice: 'calling', state: 'connecting' });
    handset.open();
    tell(handset, { kind: 'calling', callId: 'CA1' });
    expect(HandSocket.last.url).toBe('ws://relay/api/calls/CA1/watch');
    tell(HandSocket.last, { kind: 'call', call });
    expect(shown()).toMatchObject({ voice: 'handset', state: 'watching' });
    speak(new Int16Array(480).fill(3));
    handset.dispatchEvent(new MessageEvent('message', { data: new Int16Array(480).buffer }));
    await vi.waitFor(() => expect(handset.sound).toHaveLength(1));
    await vi.waitFor(() => expect(played).toContain('enqueue'));
    engine.handle({ kind: 'press-keys', keys: '5' });
    engine.handle({ kind: 'stop-speaking' });
    expect(handset.sent).toEqual([{ kind: 'press', keys: '5' }, { kind: 'hang-up' }]);
    expect(shown()).toMatchObject({ voice: null });
  });

  it('is heard near, however much of it comes at once', async () => {
    const { played } = withSound();
    engine.handle({ kind: 'call-here', url: 'ws://relay/api/telephone', watchUrl: WATCH_URL });
    const handset = HandSocket.last;
    handset.open();
    // A second and a half that nobody has played yet.
    for (let n = 0; n < 75; n += 1) {
      const { buffer } = new Int16Array(480).fill(9000);
      handset.dispatchEvent(new MessageEvent('message', { data: buffer }));
    }
    engine.handle({ kind: 'stop-speaking' });
    await vi.waitFor(() => expect(played).toContain('flush'));
    // 400 ms, and the frame that went beyond them.
    expect(played.filter((kind) => kind === 'enqueue')).toHaveLength(21);
  });

  it('that does not come about says why', () => {
    engine.handle({ kind: 'call-here', url: 'ws://relay/api/telephone', watchUrl: WATCH_URL });
    tell(HandSocket.last, { kind: 'ended', problem: 'All lines are busy.' });
    expect(shown()).toMatchObject({
      state: 'failed',
      voice: null,
      words: 'The call did not come about. All lines are busy.',
    });
  });

  it('ends with whatever else is shown', () => {
    engine.handle({ kind: 'call-here', url: 'ws://relay/api/telephone', watchUrl: WATCH_URL });
    const handset = HandSocket.last;
    engine.handle({ kind: 'close-shown' });
    expect(handset.closed).toBe(true);
    expect(shown()).toEqual({ kind: 'live' });
  });
});

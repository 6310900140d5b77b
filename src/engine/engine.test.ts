/** The whole engine in Node: real worklet messages, a real socket, the real emulator at the other end. */

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startEmulator } from '../../relay-server/emulator/server.ts';
import { readWav } from '../../tests/support/wav.ts';
import type { CaptureFrame } from '../audio/worklets/capture.messages.ts';
import type { PlaybackCommand, PlaybackReport } from '../audio/worklets/playback.messages.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { defaultSettings } from '../store/default-settings.ts';
import type { Item, MessageItem, SessionSettings } from '../session/types.ts';
import { demoTools } from './demo-tools.ts';
import { Engine } from './engine.ts';
import { surroundings } from './testing/surroundings.ts';
import type { ConnectionState, EngineBatch, EngineMessage, LogRow } from './engine.messages.ts';

const question = readWav(join(import.meta.dirname, '../../tests/fixtures/speech/question.wav')).samples;

let emulator: { url: string; close(): Promise<void> };
let page: Page;

beforeEach(async () => {
  vi.stubGlobal('WebSocket', BrowserLikeSocket);
  emulator = await startEmulator({});
  page = new Page();
});
afterEach(async () => {
  page.engine.handle({ kind: 'disconnect' });
  page.close();
  await emulator.close();
  vi.unstubAllGlobals();
});

/** A browser's socket tells a failure by its close event alone; that of `ws` throws when nobody listens to its errors. */
class BrowserLikeSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.on('error', () => {});
  }
}

/** Stands for the page: acknowledges batches and keeps what they say; its speakers play as fast as audio arrives. */
class Page {
  readonly engine: Engine;
  readonly rows: LogRow[] = [];
  readonly batches: EngineBatch[] = [];
  readonly played: number[] = [];
  items: Record<string, Item> = {};
  order: string[] = [];
  connection: ConnectionState = { status: 'idle' };
  readonly #capture = new MessageChannel();
  readonly #playback = new MessageChannel();
  readonly #answers = new Map<number, (message: EngineMessage) => void>();
  #skippedMs = 0;
  #lastRequest = 0;
  /** Real time, which jumps by a frame's length for each frame spoken. */
  readonly #clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + this.#skippedMs };

  constructor() {
    this.engine = new Engine({
      ...surroundings,
      epochMs: () => Date.now(),
      clock: this.#clock,
      tools: demoTools,
      post: (message) => this.#receive(message),
    });
    this.engine.handle({ kind: 'attach-capture', port: this.#capture.port1 });
    this.engine.handle({ kind: 'attach-playback', port: this.#playback.port1 });
    const speakers = this.#playback.port2;
    const received = new Map<string, number>();
    speakers.addEventListener('message', ({ data }: MessageEvent<PlaybackCommand>) => {
      const say = (report: PlaybackReport) => speakers.postMessage(report);
      const contextTimeMs = this.#clock.nowMs();
      if (data.kind === 'enqueue') {
        const { itemId } = data;
        const before = received.get(itemId) ?? 0;
        const after = before + data.pcm16.byteLength / 2;
        received.set(itemId, after);
        this.played.push(...new Int16Array(data.pcm16));
        if (before === 0) say({ kind: 'started', itemId, atSample: 0, contextTimeMs });
        say({ kind: 'position', itemId, playedSamples: after, queuedSamples: 0, contextTimeMs });
      } else if (data.kind === 'end') {
        const playedSamples = received.get(data.itemId) ?? 0;
        say({ kind: 'ended', itemId: data.itemId, playedSamples, contextTimeMs });
      } else {
        say({ kind: 'flushed', token: data.token, items: [], contextTimeMs });
      }
    });
    speakers.start();
  }

  connect(patch: Partial<SessionSettings> = {}, url = emulator.url): Promise<void> {
    this.engine.handle({
      kind: 'connect',
      upstream: 'there',
      record: false,
      url,
      settings: { ...defaultSettings(null), ...patch },
    });
    return vi.waitFor(() => expect(this.connection.status).toBe('connected'), { timeout: 5000, interval: 5 });
  }

  /** Speaks into the microphone, faster than in life. */
  async say(samples: Int16Array): Promise<void> {
    for (let at = 0; at + 480 <= samples.length; at += 480) {
      const pcm16 = samples.slice(at, at + 480).buffer;
      const frame: CaptureFrame = { kind: 'frame', pcm16, contextTimeMs: this.#clock.nowMs(), muted: false };
      this.#skippedMs += 20;
      this.#capture.port2.postMessage(frame, [pcm16]);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  messages(): MessageItem[] {
    return this.order.flatMap((id) => {
      const item = this.items[id];
      return item?.kind === 'message' ? [item] : [];
    });
  }

  request(
    command: { kind: 'read-audio'; itemId: string } | { kind: 'read-events'; rowSeq: number },
  ): Promise<EngineMessage> {
    const requestId = (this.#lastRequest += 1);
    return new Promise((resolve) => {
      this.#answers.set(requestId, resolve);
      if (command.kind === 'read-audio') this.engine.handle({ ...command, requestId });
      else this.engine.handle({ ...command, requestId, from: 0, limit: 50, whole: true });
    });
  }

  close(): void {
    this.#capture.port2.close();
    this.#playback.port2.close();
  }

  #receive(message: EngineMessage): void {
    if (message.kind !== 'batch') {
      this.#answers.get(message.requestId)?.(message);
      return;
    }
    const { batch } = message;
    this.batches.push(batch);
    if (batch.connection) this.connection = batch.connection;
    for (const row of batch.log?.rows ?? []) this.rows[row.seq] = row;
    for (const item of batch.items?.upserts ?? []) this.items[item.id] = item;
    const tail = batch.items?.order;
    if (tail) this.order = [...this.order.slice(0, tail.from), ...tail.ids];
    setImmediate(() => this.engine.handle({ kind: 'ack' }));
  }
}

const silence = (seconds: number) => new Int16Array(24_000 * seconds);
const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 10 });

describe('Engine', () => {
  it('holds a spoken turn: words out, answer in, items in order, each of them playable again', async () => {
    await page.connect();
    await page.say(silence(1));
    await page.say(question);
    await page.say(silence(2));
    await until(() => {
      expect(page.rows.some(({ type }) => type === 'response.done')).toBe(true);
      expect(page.messages().map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant']);
      expect(page.messages().every(({ status }) => status === 'completed')).toBe(true);
    });
    expect(page.played.length).toBeGreaterThan(question.length);
    const [user, , echo] = page.messages();
    for (const item of [user, echo]) {
      const answer = await page.request({ kind: 'read-audio', itemId: item?.id ?? '' });
      const samples =
        answer.kind === 'audio' && answer.pcm16 ? new Int16Array(answer.pcm16) : new Int16Array();
      expect(Math.abs(samples.length - question.length)).toBeLessThan(24_000 * 1.2);
      expect(samples.some((sample) => sample > 5000)).toBe(true);
    }
    const timeline = page.batches.flatMap(({ timeline }) => timeline ?? []);
    expect(timeline.flatMap(({ microphone }) => microphone).length).toBeGreaterThan(0);
    expect(timeline.flatMap(({ segments }) => segments).length).toBeGreaterThan(0);
    expect(timeline.flatMap(({ marks }) => marks).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'speech-started',
        'speech-stopped',
        'response-created',
        'first-audio',
        'first-audio-heard',
      ]),
    );
    const turns = page.batches.flatMap(({ turns }) => turns ?? []);
    expect(turns.some(({ moments }) => moments.audible !== undefined)).toBe(true);
  });

  it('gives the exact wire text of any row', async () => {
    await page.connect();
    const created = page.rows.findIndex(({ type }) => type === 'session.created');
    const answer = await page.request({ kind: 'read-events', rowSeq: created });
    const text = answer.kind === 'events' ? (answer.events[0]?.text ?? '') : '';
    expect(JSON.parse(text)).toMatchObject({
      type: 'session.created',
      session: { model: 'gpt-realtime-2.1' },
    });
    expect(page.rows[created]?.bytes).toBe(new TextEncoder().encode(text).length);
  });

  it('runs a tool and has the model go on with its result', async () => {
    await page.connect({ outputModality: 'text' });
    page.engine.handle({ kind: 'send-text', text: 'remember favourite colour is teal' });
    await until(() => {
      const call = Object.values(page.items).find((item) => item.kind === 'tool-call');
      expect(call).toMatchObject({ name: 'set_memory', state: 'done' });
      expect(page.messages().at(-1)).toMatchObject({ role: 'assistant', status: 'completed' });
    });
  });

  it('offers the model only the tools that are switched on', async () => {
    await page.connect({ tools: [] });
    const update = page.rows.findIndex(({ type }) => type === 'session.update');
    const answer = await page.request({ kind: 'read-events', rowSeq: update });
    const text = answer.kind === 'events' ? (answer.events[0]?.text ?? '') : '';
    expect(JSON.parse(text)).toMatchObject({ session: { tools: [] } });
  });

  it('says what ended the connection while it seeks another, and keeps the conversation readable', async () => {
    await page.connect({ outputModality: 'text' });
    page.engine.handle({ kind: 'send-text', text: 'repeat after me: remember this' });
    await until(() => expect(page.messages().at(-1)?.text).toContain('remember this'));
    await emulator.close();
    await until(() => expect(page.connection.status).toBe('reconnecting'));
    expect(page.connection).toMatchObject({ reason: 'the other end is restarting' });
    page.engine.handle({ kind: 'disconnect' });
    await until(() => expect(page.connection.status).toBe('idle'));
    expect(page.items[page.order.at(-1) ?? '']).toMatchObject({ kind: 'seam', state: 'ended' });
    expect((await page.request({ kind: 'read-events', rowSeq: 0 })).kind).toBe('events');
  });

  it('goes on in a new session when one expires, and what was said of the old one no longer stands', async () => {
    await page.connect({ outputModality: 'text' });
    const first = page.connection.status === 'connected' ? page.connection.sessionId : '';
    page.engine.handle({ kind: 'send-text', text: 'repeat after me: remember this' });
    await until(() => expect(page.messages().at(-1)?.text).toContain('remember this'));
    page.engine.handle({ kind: 'send-text', text: '/expire' });
    await until(() => expect(Object.values(page.items).some(({ kind }) => kind === 'seam')).toBe(true));
    // The command that ended the session is part of what the next one is told; it is not asked to answer it again.
    await until(() => expect(page.connection).toMatchObject({ status: 'connected' }));
    expect(page.connection).not.toMatchObject({ sessionId: first });
    const said = page.batches.flatMap(({ notices }) => notices ?? []).map(({ key }) => key);
    const cleared = page.batches.flatMap(({ clearedNotices }) => clearedNotices ?? []);
    expect(said.filter((key) => !cleared.includes(key))).toEqual([]);
  });

  it('says that nobody answers when the relay is not there', async () => {
    await emulator.close();
    page.engine.handle({
      kind: 'connect',
      upstream: 'there',
      record: false,
      url: emulator.url,
      settings: defaultSettings(null),
    });
    await until(() =>
      expect(page.connection).toMatchObject({ status: 'failed', text: 'The relay did not answer.' }),
    );
  });

  it('starts afresh on each connect, and ignores what a former connection still says', async () => {
    await page.connect({ outputModality: 'text' });
    page.engine.handle({ kind: 'send-text', text: 'count to 20' });
    await page.connect({ outputModality: 'text' });
    expect(page.batches.some(({ reset }) => reset)).toBe(true);
    page.engine.handle({ kind: 'disconnect' });
    await until(() => expect(page.connection.status).toBe('idle'));
    for (let i = 0; i < 5; i += 1) {
      page.engine.handle({
        kind: 'connect',
        upstream: 'there',
        record: false,
        url: emulator.url,
        settings: defaultSettings(null),
      });
      page.engine.handle({ kind: 'disconnect' });
    }
    await page.connect();
    expect(page.connection.status).toBe('connected');
  });
});

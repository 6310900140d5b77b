/**
 * One connection's worth of conversation inside the engine: socket, conversation core, log, tapes and time line of one session. Stays
 * readable after the socket has closed, until the next one takes its place.
 */

import type { PlaybackReport } from '../audio/worklets/playback.messages.ts';
import type { Clock } from '../lib/clock.ts';
import { Scope } from '../lib/scope.ts';
import type { ToolHandler } from '../session/ports.ts';
import { Session } from '../session/session.ts';
import {
  CORE_SAMPLE_RATE_HZ,
  type InterruptReason,
  type SessionSettings,
  type ToolDefinition,
} from '../session/types.ts';
import { AudioTape } from './audio-tape.ts';
import type { Batcher } from './batcher.ts';
import { describeEnd } from './connection-end.ts';
import { EventLog } from './event-log.ts';
import { logEntryOf } from './log-entry.ts';
import type { PlaybackLink } from './playback-link.ts';
import { SendGate } from './send-gate.ts';
import { TimelineRecorder } from './timeline-recorder.ts';
import { WebSocketTransport } from './websocket-transport.ts';

/** A server that accepts the socket and then says nothing is not going to. */
const READY_TIMEOUT_MS = 15_000;
/** Two seconds of frames that could not be sent, one after the other. */
const STALLED_FRAMES = 100;
const STALLED = 'line-stalled';

export interface ConversationDeps {
  clock: Clock;
  url: string;
  settings: SessionSettings;
  tools: { definition: ToolDefinition; handler: ToolHandler }[];
  playback: PlaybackLink;
  batcher: Batcher;
}

export class Conversation {
  readonly log = new EventLog();
  readonly timeline = new TimelineRecorder();
  readonly session: Session;
  readonly #batcher: Batcher;
  readonly #playback: PlaybackLink;
  readonly #scope: Scope;
  /** Ends when another conversation takes this one's place. */
  readonly #listening: Scope;
  readonly #transport: WebSocketTransport;
  readonly #gate: SendGate;
  readonly #answers = new Map<string, AudioTape>();
  readonly #speech = new AudioTape();
  /** Session time of the first sample of the speech tape. */
  #speechStartMs: number | null = null;
  readonly #spoken = new Map<string, { from: number; to: number }>();
  #queuedMs = 0;
  #droppedFrames = 0;
  /** Since a frame was last sent. */
  #droppedInARow = 0;
  /** The relay took the connection. */
  #answered = false;
  #ready = false;
  #open = true;
  #lastError: { message: string; code: string | null; noticeKey: string | null } | null = null;
  #forgetError = () => {};

  constructor(deps: ConversationDeps) {
    this.#batcher = deps.batcher;
    this.#playback = deps.playback;
    this.#scope = new Scope(deps.clock);
    this.#listening = new Scope(deps.clock);
    const query = `model=${encodeURIComponent(deps.settings.model)}`;
    const address = `${deps.url}${deps.url.includes('?') ? '&' : '?'}${query}`;
    this.#transport = new WebSocketTransport(address, this.#scope, {
      onOpen: () => {
        this.#answered = true;
        this.session.start();
      },
      onText: (text) => this.session.receive(text),
      onEnd: (end) => this.#ended(end),
    });
    this.session = new Session({
      clock: deps.clock,
      transport: this.#transport,
      output: deps.playback,
      settings: deps.settings,
      tools: deps.tools,
    });
    this.#gate = new SendGate({
      bufferedBytes: () => this.#transport.bufferedBytes(),
      send: (frame) => {
        this.#lineMoves();
        this.session.appendInputAudio(frame.pcm16, frame.capturedAtMs);
      },
      drop: () => this.#countDroppedFrame(),
    });
    this.#subscribe();
    this.#scope.after(READY_TIMEOUT_MS, () => this.#notReady());
  }

  get open(): boolean {
    return this.#open;
  }

  /** Milliseconds since the conversation began: the session clock. */
  nowMs(): number {
    return this.session.nowMs();
  }

  /** One frame of the microphone; the samples are copied. `capturedAtMs` is session time. */
  microphoneFrame(samples: Int16Array, capturedAtMs: number): void {
    if (!this.#open) return;
    this.timeline.microphone(samples, capturedAtMs);
    this.#batcher.timelineChanged();
    if (!this.#ready) return;
    this.#recordSpeech(samples, capturedAtMs);
    this.#gate.push({ pcm16: Int16Array.from(samples), capturedAtMs });
  }

  /** The talk button. Frames that wait for a backed-up socket belong to what is said before the edge. */
  pushToTalk(down: boolean): void {
    this.#gate.release();
    this.session.pushToTalk(down);
  }

  playbackReport(report: PlaybackReport, atMs: number): void {
    // A report that was on its way while one conversation took another's place is about the former one's audio.
    if (report.kind !== 'flushed' && !this.#answers.has(report.itemId)) return;
    switch (report.kind) {
      case 'started':
        this.timeline.started(report.itemId, report.atSample, atMs);
        this.session.playbackStarted(report.itemId, report.atSample, atMs);
        break;
      case 'position':
        this.#queuedMs = (report.queuedSamples * 1000) / CORE_SAMPLE_RATE_HZ;
        this.timeline.played(report.itemId, report.playedSamples, false);
        this.session.playbackPosition(report.itemId, report.playedSamples, atMs);
        break;
      case 'underrun':
        this.timeline.played(report.itemId, report.atSample, true);
        this.session.playbackUnderrun(report.itemId, report.atSample, atMs);
        this.#batcher.set({ counters: this.#counters() });
        break;
      case 'ended':
        this.#queuedMs = 0;
        this.timeline.played(report.itemId, report.playedSamples, true);
        this.session.playbackEnded(report.itemId, report.playedSamples, atMs);
        break;
      case 'flushed':
        this.#queuedMs = 0;
        for (const item of report.items) this.timeline.played(item.itemId, item.playedSamples, true);
        break;
    }
    this.#batcher.timelineChanged();
  }

  get queuedMs(): number {
    return this.#queuedMs;
  }

  interrupt(reason: InterruptReason): void {
    this.session.interrupt(reason);
  }

  /** Audio of an item, PCM16 at 24 kHz; null when there is none. */
  async readAudio(itemId: string): Promise<Int16Array<ArrayBuffer> | null> {
    const answer = this.#answers.get(itemId);
    if (answer) return answer.read();
    const span = this.#spoken.get(itemId);
    return span ? this.#speech.read(span.from, span.to) : null;
  }

  /** Ends the conversation on the person's wish. What was said stays readable. */
  end(): void {
    if (!this.#open) return;
    this.#close();
    this.#batcher.set({ connection: { status: 'idle' }, phase: 'idle' });
  }

  /** Another conversation takes its place: what still happens in this one is nobody's news. */
  release(): void {
    this.#listening.dispose();
  }

  #close(): void {
    this.#open = false;
    // What was not heard by now will not be.
    this.session.interrupt('disconnect');
    this.#gate.clear();
    this.#transport.close();
    this.#scope.dispose();
    this.session.dispose();
    void this.#playback.flush();
    for (const tape of this.#answers.values()) tape.seal();
    this.#speech.seal();
    this.timeline.mark({ kind: 'disconnected', atMs: this.nowMs(), label: 'Disconnected', itemId: null });
    this.#batcher.timelineChanged();
  }

  #ended(end: { code: number; reason: string; opened: boolean }): void {
    if (!this.#open) return;
    this.#close();
    const connection = describeEnd({ ...end, ready: this.#ready, lastError: this.#lastError });
    // The connection's own state says it now.
    if (this.#lastError?.noticeKey) this.#batcher.clearNotice(this.#lastError.noticeKey);
    this.#batcher.set({ connection, phase: 'idle' });
  }

  #notReady(): void {
    if (this.#ready || !this.#open) return;
    if (!this.#answered) return this.#ended({ code: 1006, reason: '', opened: false });
    this.#lastError ??= {
      message: 'The server took the connection but started no session within 15 seconds.',
      code: 'not_ready',
      noticeKey: null,
    };
    this.#ended({ code: 4504, reason: '', opened: true });
  }

  #subscribe(): void {
    const batcher = this.#batcher;
    const on: Session['on'] = (name, listener) => this.#listening.add(this.session.on(name, listener));
    on('realtime.event', (event) => {
      this.log.append(logEntryOf(event));
      this.#rememberError(event.event);
      batcher.logChanged();
    });
    on('ready', ({ sessionId, model }) => {
      this.#ready = true;
      const startedAtEpochMs = Math.round(Date.now() - this.nowMs());
      batcher.set({ connection: { status: 'connected', sessionId, model, startedAtEpochMs } });
    });
    on('conversation.item.appended', ({ item }) => batcher.upsert(item));
    on('conversation.updated', ({ item }) => batcher.upsert(item));
    on('conversation.item.completed', ({ item }) => {
      batcher.upsert(item);
      this.#answers.get(item.id)?.seal();
      this.timeline.complete(item.id);
    });
    on('conversation.item.deleted', ({ itemId }) => batcher.remove(itemId));
    on('conversation.order', ({ order }) => batcher.order(order));
    on('audio.received', ({ itemId, samples }) => {
      this.timeline.received(itemId, samples);
      let tape = this.#answers.get(itemId);
      if (!tape) this.#answers.set(itemId, (tape = new AudioTape()));
      tape.append(samples);
      batcher.timelineChanged();
    });
    on('input.committed', ({ itemId, startMs, endMs }) => {
      if (this.#speechStartMs === null) return;
      const toSample = (ms: number) =>
        Math.round(((ms - (this.#speechStartMs ?? 0)) * CORE_SAMPLE_RATE_HZ) / 1000);
      this.#spoken.set(itemId, { from: toSample(startMs), to: toSample(endMs) });
    });
    on('mark', (mark) => {
      this.timeline.mark(mark);
      batcher.timelineChanged();
    });
    on('phase', (phase) => batcher.set({ phase }));
    on('settings', (settings) => batcher.set({ settings }));
    on('latency', (latency) => batcher.set({ latency }));
    on('usage', (usage) => batcher.set({ usage, counters: this.#counters() }));
    on('notice', (notice) => {
      if (this.#lastError) this.#lastError.noticeKey ??= notice.key;
      batcher.notice(notice);
    });
    on('notice.cleared', (key) => batcher.clearNotice(key));
    on('conversation.interrupted', () => batcher.set({ counters: this.#counters() }));
  }

  /** Keeps the tape on the session's clock: a gap in capture becomes silence of the same length. */
  #recordSpeech(samples: Int16Array, capturedAtMs: number): void {
    this.#speechStartMs ??= capturedAtMs;
    const expected = Math.round(((capturedAtMs - this.#speechStartMs) * CORE_SAMPLE_RATE_HZ) / 1000);
    const missing = expected - this.#speech.lengthSamples;
    if (missing > CORE_SAMPLE_RATE_HZ / 10) this.#speech.append(new Int16Array(missing));
    this.#speech.append(samples);
  }

  #rememberError(event: unknown): void {
    const body = event as {
      kind?: string;
      event?: {
        type?: string;
        error?: { message?: string; code?: string | null; event_id?: string | null };
      };
    };
    if (body.kind !== 'known' || body.event?.type !== 'error') return;
    const { error } = body.event;
    // The refusal of one command ends no session.
    if (typeof error?.event_id === 'string') return;
    this.#lastError = {
      message: error?.message ?? 'The server reported an error.',
      code: error?.code ?? null,
      noticeKey: null,
    };
    // An error that the session survived says nothing about a later end.
    this.#forgetError();
    this.#forgetError = this.#scope.after(2000, () => {
      this.#lastError = null;
    });
  }

  /** A socket whose other end has vanished says nothing for minutes; that it takes no more is the first that can be known. */
  #countDroppedFrame(): void {
    this.#droppedFrames += 1;
    this.#droppedInARow += 1;
    this.#batcher.set({ counters: this.#counters() });
    if (this.#droppedInARow !== STALLED_FRAMES || !this.#open) return;
    this.#batcher.notice({
      id: STALLED,
      key: STALLED,
      level: 'warning',
      text: 'What you say does not reach the relay: the connection takes no more.',
      nextStep: 'Wait a moment; if it does not recover, disconnect and connect again.',
    });
  }

  #lineMoves(): void {
    if (this.#droppedInARow >= STALLED_FRAMES) this.#batcher.clearNotice(STALLED);
    this.#droppedInARow = 0;
  }

  #counters() {
    const { underruns, lateSamples } = this.session.counters;
    return { underruns, lateSamples, droppedFrames: this.#droppedFrames };
  }
}

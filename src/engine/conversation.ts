/**
 * One connection's worth of conversation inside the engine: socket, conversation core, log, tapes and time line of one session. Stays
 * readable after the socket has closed, until the next one takes its place.
 */

import type { PlaybackReport } from '../audio/worklets/playback.messages.ts';
import type { Clock } from '../lib/clock.ts';
import { Scope } from '../lib/scope.ts';
import { findingNote } from '../protocol/realtime/lint/finding.ts';
import { Linter } from '../protocol/realtime/lint/linter.ts';
import { LineKeeper, type LineOver, type LineState } from '../session/line-keeper.ts';
import type { DialLine } from '../session/lines.ts';
import type { ToolHandler } from '../session/ports.ts';
import { shutdownOf } from '../session/prices.ts';
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
import { LastError } from './last-error.ts';
import { logEntryOf } from './log-entry.ts';
import type { PlaybackLink } from './playback-link.ts';
import { SendGate } from './send-gate.ts';
import { SpeechTape } from './speech-tape.ts';
import { StallWatch } from './stall-watch.ts';
import { TimelineRecorder } from './timeline-recorder.ts';
import { WebSocketTransport } from './websocket-transport.ts';

const NOT_READY = {
  message: 'The server took the connection but started no session within 15 seconds.',
  code: 'not_ready',
};

/** Whether the browser has a network, as far as it knows. */
export interface Network {
  /** False only when there is none for certain. */
  online: () => boolean;
  /** Dispatches `online` when there is one (again). */
  events: EventTarget;
}

export interface ConversationDeps {
  clock: Clock;
  url: string;
  settings: SessionSettings;
  tools: { definition: ToolDefinition; handler: ToolHandler }[];
  playback: PlaybackLink;
  batcher: Batcher;
  network: Network;
  /** Milliseconds since 1970. */
  epochMs: () => number;
  random: () => number;
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
  readonly #keeper: LineKeeper;
  readonly #epochMs: () => number;
  readonly #gate: SendGate;
  readonly #answers = new Map<string, AudioTape>();
  readonly #speech = new SpeechTape();
  readonly #stalls: StallWatch;
  readonly #linter: Linter;
  #queuedMs = 0;
  #ready = false;
  #open = true;
  readonly #lastError: LastError;

  constructor(deps: ConversationDeps) {
    this.#batcher = deps.batcher;
    this.#playback = deps.playback;
    this.#scope = new Scope(deps.clock);
    this.#listening = new Scope(deps.clock);
    this.#lastError = new LastError(this.#scope, (notice) => this.#batcher.notice(notice));
    this.#epochMs = deps.epochMs;
    this.#linter = new Linter({ shutdownOf, epochMs: deps.epochMs });
    this.session = new Session({
      clock: deps.clock,
      output: deps.playback,
      settings: deps.settings,
      tools: deps.tools,
    });
    this.#stalls = new StallWatch({
      online: deps.network.online,
      notice: (notice) => this.#batcher.notice(notice),
      clearNotice: (key) => this.#batcher.clearNotice(key),
      onDead: () => this.#keeper.lineIsDead(),
    });
    this.#gate = new SendGate({
      bufferedBytes: () => this.#keeper.bufferedBytes(),
      send: (frame) => {
        this.#stalls.moves();
        this.session.appendInputAudio(frame.pcm16, frame.capturedAtMs);
      },
      drop: (frame) => {
        this.session.missInputAudio(frame.pcm16, frame.capturedAtMs);
        this.#stalls.dropped(this.#open);
        this.#batcher.set({ counters: this.#counters() });
      },
    });
    this.#subscribe();
    const dial: DialLine = (handlers) => {
      // A model that was chosen meanwhile counts from the next session on.
      const query = `model=${encodeURIComponent(this.session.settings.asked.model)}`;
      const address = `${deps.url}${deps.url.includes('?') ? '&' : '?'}${query}`;
      return new WebSocketTransport(address, this.#scope, handlers);
    };
    this.#keeper = new LineKeeper({
      clock: deps.clock,
      epochMs: deps.epochMs,
      random: deps.random,
      online: deps.network.online,
      dial,
      session: this.session,
      lastErrorCode: () => this.#lastError.current?.code ?? null,
      onState: (state) => this.#lineState(state),
      onOver: (end) => this.#over(end),
    });
    this.#scope.listen(deps.network.events, 'online', () => this.#keeper.networkIsBack());
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
    this.#speech.append(samples, capturedAtMs);
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
    return this.#speech.read(itemId);
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
    this.#keeper.end();
    this.#scope.dispose();
    this.session.dispose();
    void this.#playback.flush();
    for (const tape of this.#answers.values()) tape.seal();
    this.#speech.seal();
    this.timeline.mark({ kind: 'disconnected', atMs: this.nowMs(), label: 'Disconnected', itemId: null });
    this.#batcher.timelineChanged();
  }

  /** The line is over for good. */
  #over(end: LineOver): void {
    if (!this.#open) return;
    const lastError = this.#lastError.current ?? (end.silent && end.opened ? NOT_READY : null);
    this.#close();
    const connection = describeEnd({ ...end, lastError });
    // The connection's own state says it now.
    this.#clearErrorNotice();
    this.#batcher.set({ connection, phase: 'idle' });
  }

  #lineState(state: LineState): void {
    const startedAtEpochMs = Math.round(this.#epochMs() - this.nowMs());
    if (state.status === 'reconnecting') {
      // Why the last session ended is in the state, and what its server said about that holds for nobody any more.
      this.#clearErrorNotice();
      this.#gate.release();
      this.#stalls.moves();
    }
    const sessionStartedAtEpochMs = Math.round(this.#epochMs());
    const connection =
      state.status === 'connected'
        ? { ...state, startedAtEpochMs, sessionStartedAtEpochMs }
        : { ...state, startedAtEpochMs };
    this.#batcher.set({ connection });
  }

  #clearErrorNotice(): void {
    const key = this.#lastError.take();
    if (key !== null) this.#batcher.clearNotice(key);
  }

  #subscribe(): void {
    const batcher = this.#batcher;
    const on: Session['on'] = (name, listener) => this.#listening.add(this.session.on(name, listener));
    on('realtime.event', (event) => {
      this.log.append(logEntryOf(event));
      for (const finding of this.#linter.see(event)) {
        const note = findingNote(finding);
        this.log.append(
          logEntryOf({ direction: 'note', atMs: event.atMs, text: JSON.stringify(note), event: note }),
        );
      }
      this.#lastError.see(event);
      batcher.logChanged();
    });
    on('ready', () => {
      this.#ready = true;
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
    on('input.committed', ({ itemId, startMs, endMs }) => this.#speech.spoken(itemId, startMs, endMs));
    on('mark', (mark) => {
      this.timeline.mark(mark);
      batcher.timelineChanged();
    });
    on('phase', (phase) => batcher.set({ phase }));
    on('settings', (settings) => batcher.set({ settings }));
    on('turn', (turn) => batcher.turn(turn));
    on('usage', (usage) => batcher.set({ usage, counters: this.#counters() }));
    on('notice', (notice) => this.#lastError.notice(notice));
    on('notice.cleared', (key) => batcher.clearNotice(key));
    on('conversation.interrupted', () => batcher.set({ counters: this.#counters() }));
  }

  #counters() {
    const { underruns, lateSamples } = this.session.counters;
    return { underruns, lateSamples, droppedFrames: this.#stalls.droppedFrames };
  }
}

/**
 * A conversation that is held here: line, conversation core, playback, and the view and recording of it. Stays readable after its end,
 * until the next one takes its place.
 */

import type { PlaybackReport } from '../audio/worklets/playback.messages.ts';
import type { Clock } from '../lib/clock.ts';
import { Scope } from '../lib/scope.ts';
import { LineKeeper, type LineOver, type LineState } from '../session/line-keeper.ts';
import type { DialLine } from '../session/lines.ts';
import type { ToolHandler } from '../session/ports.ts';
import type { PlaybackFact } from '../session/observed/recorded-notes.ts';
import { Recorder, headerOf } from '../session/recorder.ts';
import { Session } from '../session/session.ts';
import {
  CORE_SAMPLE_RATE_HZ,
  type InterruptReason,
  type SessionSettings,
  type ToolDefinition,
} from '../session/types.ts';
import type { Attic } from './attic/attic.ts';
import type { Batcher } from './batcher.ts';
import { describeEnd } from './connection-end.ts';
import { LastError } from './last-error.ts';
import type { PlaybackLink } from './playback-link.ts';
import { SendGate } from './send-gate.ts';
import { StallWatch } from './stall-watch.ts';
import type { RecordingSink } from './recording-sink.ts';
import { SessionView } from './session-view.ts';
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
  /** For people. */
  upstream: string;
  settings: SessionSettings;
  tools: { definition: ToolDefinition; handler: ToolHandler }[];
  playback: PlaybackLink;
  batcher: Batcher;
  /** Where its frames and its sound go while it is shown. */
  attic: Attic;
  /** Where its file goes; null = it is not recorded. */
  sink: RecordingSink | null;
  network: Network;
  /** Milliseconds since 1970. */
  epochMs: () => number;
  random: () => number;
}

export class Conversation {
  readonly session: Session;
  readonly view: SessionView;
  readonly #batcher: Batcher;
  readonly #playback: PlaybackLink;
  readonly #scope: Scope;
  /** Ends when another conversation takes this one's place. */
  readonly #listening: Scope;
  readonly #keeper: LineKeeper;
  readonly #epochMs: () => number;
  readonly #gate: SendGate;
  readonly #stalls: StallWatch;
  readonly #sink: RecordingSink | null;
  readonly #recorder: Recorder | null;
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
    this.view = new SessionView({
      batcher: deps.batcher,
      attic: deps.attic,
      epochMs: deps.epochMs,
      nowMs: () => this.nowMs(),
    });
    this.session = new Session({
      clock: deps.clock,
      output: deps.playback,
      settings: deps.settings,
      tools: deps.tools,
    });
    this.#sink = deps.sink;
    this.#recorder = deps.sink && this.#record(deps, deps.sink);
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
    this.view.microphone(samples, capturedAtMs);
    if (!this.#ready) return;
    this.view.sound.microphone(samples, capturedAtMs);
    this.#gate.push({ pcm16: Int16Array.from(samples), capturedAtMs });
  }

  /** The talk button. Frames that wait for a backed-up socket belong to what is said before the edge. */
  pushToTalk(down: boolean): void {
    this.#gate.release();
    this.session.pushToTalk(down);
  }

  playbackReport(report: PlaybackReport, atMs: number): void {
    for (const fact of factsOf(report, atMs)) {
      // A report that was on its way while one conversation took another's place is about the former one's audio.
      if (this.view.sound.hasAnswer(fact.itemId)) this.#playbackFact(fact, atMs);
    }
    if (report.kind === 'position') {
      this.#queuedMs = (report.queuedSamples * 1000) / CORE_SAMPLE_RATE_HZ;
    } else if (report.kind === 'ended' || report.kind === 'flushed') {
      this.#queuedMs = 0;
    }
    this.#batcher.timelineChanged();
  }

  #playbackFact(fact: PlaybackFact, atMs: number): void {
    this.view.playback(fact);
    this.#recorder?.playback(fact);
    switch (fact.kind) {
      case 'started':
        this.session.playbackStarted(fact.itemId, fact.atSample, atMs);
        return;
      case 'position':
        this.session.playbackPosition(fact.itemId, fact.playedSamples, atMs);
        return;
      case 'underrun':
        this.session.playbackUnderrun(fact.itemId, fact.atSample, atMs);
        this.#batcher.set({ counters: this.#counters() });
        return;
      case 'ended':
        this.session.playbackEnded(fact.itemId, fact.playedSamples, atMs);
        return;
      case 'stopped':
        // Whoever silenced it knows.
        return;
    }
  }

  get queuedMs(): number {
    return this.#queuedMs;
  }

  interrupt(reason: InterruptReason): void {
    this.session.interrupt(reason);
  }

  /** From a sample's leaving the audio graph to the ear. */
  outputLatency(latencyMs: number): void {
    this.session.outputLatencyMs = latencyMs;
    this.#recorder?.outputLatency(latencyMs);
  }

  /** Its file so far; null when it is not recorded. */
  readRecording(): Promise<Blob> | null {
    return this.#sink?.read() ?? null;
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
    this.view.seal();
    this.view.mark({ kind: 'disconnected', atMs: this.nowMs(), label: 'Disconnected', itemId: null });
    this.#recorder?.close();
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
    this.view.follow(on);
    on('realtime.event', (event) => this.#lastError.see(event));
    on('ready', () => {
      this.#ready = true;
    });
    on('usage', () => batcher.set({ counters: this.#counters() }));
    on('notice', (notice) => this.#lastError.notice(notice));
    on('notice.cleared', (key) => batcher.clearNotice(key));
    on('conversation.interrupted', () => batcher.set({ counters: this.#counters() }));
  }

  #record({ epochMs, upstream, settings }: ConversationDeps, sink: RecordingSink): Recorder {
    const startedAtEpochMs = epochMs() - this.nowMs();
    const header = headerOf(settings, { startedAtEpochMs, upstream, recordedBy: 'console' });
    const recorder = new Recorder(sink, header, () => this.nowMs());
    recorder.follow((name, listener) => this.#listening.add(this.session.on(name, listener)));
    return recorder;
  }

  #counters() {
    const { underruns, lateSamples } = this.session.counters;
    return { underruns, lateSamples, droppedFrames: this.#stalls.droppedFrames };
  }
}

/** What a report says of each item. */
function factsOf(report: PlaybackReport, atMs: number): PlaybackFact[] {
  switch (report.kind) {
    case 'started':
    case 'underrun':
      return [{ kind: report.kind, itemId: report.itemId, atSample: report.atSample, atMs }];
    case 'position':
    case 'ended':
      return [{ kind: report.kind, itemId: report.itemId, playedSamples: report.playedSamples }];
    case 'flushed':
      return report.items.map(({ itemId, playedSamples }) => ({ kind: 'stopped', itemId, playedSamples }));
  }
}

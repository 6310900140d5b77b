/**
 * The engine: everything between the audio worklets, the relay and the page that must not wait for the page. Runs in a worker; knows
 * neither DOM nor worker globals, so tests run it in Node. One session at a time: held here, recorded, or watched.
 */

import type { PlaybackReport } from '../audio/worklets/playback.messages.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf, unreachable } from '../lib/errors.ts';
import { Scope } from '../lib/scope.ts';
import { SessionFileError } from '../recording/session-reader.ts';
import type { ToolHandler } from '../session/ports.ts';
import type { ToolDefinition } from '../session/types.ts';
import { type Attic, blobAttic } from './attic/attic.ts';
import { Batcher, type LogSource } from './batcher.ts';
import { CaptureLink } from './capture-link.ts';
import { ClockAligner } from './clock-aligner.ts';
import { Conversation, type Network } from './conversation.ts';
import { type EngineCommand, type EngineMessage, isWish } from './engine.messages.ts';
import { OpenedRecording } from './opened-recording.ts';
import { PlaybackLink } from './playback-link.ts';
import type { RecordingSink } from './recording-sink.ts';
import { SearchDesk } from './search-desk.ts';
import { WatchedCall } from './watched-call.ts';
import { WatchedSession } from './watched-session.ts';

/** Length of a microphone frame: a frame's message cannot arrive before its last sample was captured. */
const FRAME_MS = 20;

export interface EngineDeps {
  clock: Clock;
  tools: { definition: ToolDefinition; handler: ToolHandler }[];
  network: Network;
  /** Milliseconds since 1970. */
  epochMs: () => number;
  /** 0…1, different each time. */
  random: () => number;
  openSocket: (url: string) => WebSocket;
  /** Where the file of a session goes that begins now; null = it cannot be kept. */
  openSink: () => RecordingSink | null;
  /** Where frames and sound of a session go while it is shown that is being kept anyway. */
  openAttic: () => Attic;
  post: (message: EngineMessage, transfer?: Transferable[]) => void;
}

export class Engine {
  readonly #deps: EngineDeps;
  readonly #batcher: Batcher;
  readonly #playback: PlaybackLink;
  readonly #capture: CaptureLink;
  readonly #search: SearchDesk;
  /** Audio clock → engine clock (not session time: it outlives sessions). */
  readonly #aligner = new ClockAligner();
  #conversation: Conversation | null = null;
  /** A recorded or watched session on the screen, and what ends with it. */
  #other: { session: OpenedRecording | WatchedSession | WatchedCall; scope: Scope } | null = null;
  /** Of the session on the screen, when it is being kept. */
  #attic: Attic | null = null;
  #wishes = 0;
  #outputLatencyMs = 0;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    const scope = new Scope(deps.clock);
    this.#batcher = new Batcher(scope, {
      log: () => this.#shown?.view.log ?? EMPTY_LOG,
      timeline: () => {
        const shown = this.#shown;
        return shown?.view.timeline.take(shown.nowMs(), shown.queuedMs);
      },
      send: (batch) => deps.post({ kind: 'batch', batch, wishes: this.#wishes }),
    });
    this.#playback = new PlaybackLink(scope, (report) => this.#playbackReport(report));
    this.#capture = new CaptureLink(scope, {
      onFrame: ({ pcm16, contextTimeMs }) => this.#frame(pcm16, contextTimeMs),
      onSilence: (silent) => this.#silence(silent),
    });
    this.#search = new SearchDesk(scope, () => this.#shown?.view.log ?? null);
  }

  handle(command: EngineCommand): void {
    const conversation = this.#conversation;
    const session = conversation?.open ? conversation.session : null;
    if (isWish(command)) this.#wishes += 1;
    switch (command.kind) {
      case 'attach-capture':
        this.#aligner.reset();
        this.#capture.attach(command.port);
        return;
      case 'attach-playback':
        this.#aligner.reset();
        this.#playback.attach(command.port);
        return;
      case 'attach-search':
        this.#search.attach(command.port);
        return;
      case 'microphone':
        this.#capture.restart();
        return;
      case 'connect':
        this.#connect(command);
        return;
      case 'disconnect':
        conversation?.end();
        return;
      case 'open-recording':
        void this.#openRecording(command.file, command.name);
        return;
      case 'watch':
        this.#watch(command);
        return;
      case 'watch-call':
        this.#beginCall(command.watchUrl).watch(command.callId);
        return;
      case 'call-here':
        this.#beginCall(command.watchUrl).callHere(command.url);
        return;
      case 'take-over':
        this.#call?.takeOver(command.url);
        return;
      case 'stop-speaking':
        this.#call?.stopSpeaking();
        return;
      case 'press-keys':
        this.#call?.press(command.keys);
        return;
      case 'close-shown':
        this.#clear();
        return;
      case 'update-settings':
        session?.updateSession(command.patch);
        return;
      case 'send-text':
        session?.sendUserText(command.text);
        return;
      case 'send-event': {
        const eventId = session?.sendByHand(JSON.parse(command.text) as Record<string, unknown>) ?? null;
        this.#deps.post({ kind: 'sent-event', requestId: command.requestId, eventId });
        return;
      }
      case 'interrupt':
        session?.interrupt(command.reason);
        return;
      case 'push-to-talk':
        if (conversation?.open) conversation.pushToTalk(command.down);
        return;
      case 'delete-item':
        session?.deleteItem(command.itemId);
        return;
      case 'output-latency':
        this.#outputLatencyMs = command.latencyMs;
        conversation?.outputLatency(command.latencyMs);
        return;
      case 'ack':
        this.#batcher.acknowledged();
        return;
      case 'read-events':
        void this.#readEvents(command);
        return;
      case 'read-audio':
        void this.#readAudio(command);
        return;
      case 'read-span':
        void this.#readSpan(command);
        return;
      case 'read-recording':
        void this.#readRecording(command.requestId);
        return;
      default:
        unreachable(command);
    }
  }

  /** Whatever is on the screen. */
  get #shown(): Conversation | OpenedRecording | WatchedSession | WatchedCall | null {
    return this.#other?.session ?? this.#conversation;
  }

  #connect({ url, settings, upstream, record }: Extract<EngineCommand, { kind: 'connect' }>): void {
    this.#clear();
    this.#batcher.set({ connection: { status: 'connecting' } });
    // Of a session that is not to be kept nothing is written, not even for the time being.
    if (record) this.#attic = this.#deps.openAttic();
    this.#conversation = new Conversation({
      clock: this.#deps.clock,
      url,
      upstream,
      settings,
      tools: this.#deps.tools,
      playback: this.#playback,
      batcher: this.#batcher,
      attic: this.#attic ?? blobAttic,
      sink: record ? this.#deps.openSink() : null,
      network: this.#deps.network,
      epochMs: this.#deps.epochMs,
      random: this.#deps.random,
    });
    this.#conversation.outputLatency(this.#outputLatencyMs);
  }

  async #openRecording(file: Blob, name: string): Promise<void> {
    this.#clear();
    const scope = new Scope(this.#deps.clock);
    const nowMs = () => this.#deps.clock.nowMs();
    const session = new OpenedRecording({ file, name, batcher: this.#batcher, scope, nowMs });
    this.#other = { session, scope };
    try {
      await session.open();
    } catch (error) {
      if (scope.disposed) return;
      this.#clear();
      const known = error instanceof SessionFileError;
      this.#batcher.notice({
        id: 'recording-unreadable',
        key: 'recording-unreadable',
        level: 'error',
        text: `“${name}” cannot be opened. ${messageOf(error)}`,
        nextStep: known ? null : 'See that the file is still there and that the browser may read it.',
      });
    }
  }

  #watch({ url, session, withSound }: Extract<EngineCommand, { kind: 'watch' }>): void {
    this.#clear();
    const scope = new Scope(this.#deps.clock);
    const nowMs = () => this.#deps.clock.nowMs();
    const { openSocket } = this.#deps;
    const deps = { url, session, withSound, batcher: this.#batcher, scope, nowMs, openSocket };
    this.#other = { session: new WatchedSession(deps), scope };
  }

  #beginCall(watchUrl: string): WatchedCall {
    this.#clear();
    const { clock, openSocket } = this.#deps;
    const scope = new Scope(clock);
    const session = new WatchedCall({
      clock,
      watchUrl,
      batcher: this.#batcher,
      scope,
      openSocket,
      playback: this.#playback,
    });
    this.#other = { session, scope };
    return session;
  }

  /** The telephone call on the screen, if one is. */
  get #call(): WatchedCall | null {
    const session = this.#other?.session;
    return session instanceof WatchedCall ? session : null;
  }

  /** Ends and forgets what is shown. */
  #clear(): void {
    this.#conversation?.end();
    this.#conversation?.release();
    this.#conversation = null;
    this.#other?.scope.dispose();
    this.#other = null;
    this.#attic?.clear();
    this.#attic = null;
    this.#batcher.reset();
    this.#batcher.set({ connection: { status: 'idle' }, phase: 'idle', shown: { kind: 'live' } });
  }

  #frame(pcm16: Int16Array<ArrayBuffer>, contextTimeMs: number): void {
    const nowMs = this.#deps.clock.nowMs();
    this.#aligner.observe(contextTimeMs + FRAME_MS, nowMs);
    this.#call?.microphoneFrame(pcm16);
    const conversation = this.#conversation;
    if (!conversation?.open) return;
    const ageMs = nowMs - this.#aligner.toSessionMs(contextTimeMs);
    conversation.microphoneFrame(pcm16, conversation.nowMs() - ageMs);
  }

  #playbackReport(report: PlaybackReport): void {
    const nowMs = this.#deps.clock.nowMs();
    this.#aligner.observe(report.contextTimeMs, nowMs);
    this.#call?.playbackReport(report);
    const conversation = this.#conversation;
    if (!conversation) return;
    const ageMs = nowMs - this.#aligner.toSessionMs(report.contextTimeMs);
    conversation.playbackReport(report, conversation.nowMs() - ageMs);
  }

  #silence(silent: boolean): void {
    if (!silent) {
      this.#batcher.clearNotice('microphone-silent');
      return;
    }
    this.#batcher.notice({
      id: 'microphone-silent',
      key: 'microphone-silent',
      level: 'warning',
      text: 'The microphone gives no signal: two seconds of pure silence.',
      nextStep: 'See that it is not muted on the device or in the system, or choose another microphone.',
    });
  }

  async #readEvents(command: Extract<EngineCommand, { kind: 'read-events' }>): Promise<void> {
    const { requestId, rowSeq, from, limit, whole } = command;
    const found = await this.#kept(() => this.#shown?.view.log.read(rowSeq, from, limit, whole));
    this.#deps.post({ kind: 'events', requestId, events: found?.events ?? [], total: found?.total ?? 0 });
  }

  async #readAudio(command: Extract<EngineCommand, { kind: 'read-audio' }>): Promise<void> {
    const samples = await this.#kept(() => this.#shown?.view.sound.readItem(command.itemId));
    const pcm16 = samples?.buffer ?? null;
    this.#deps.post({ kind: 'audio', requestId: command.requestId, pcm16 }, pcm16 ? [pcm16] : []);
  }

  async #readSpan({ requestId, fromMs, toMs }: Extract<EngineCommand, { kind: 'read-span' }>): Promise<void> {
    const span = await this.#kept(() => this.#shown?.view.sound.readSpan(fromMs, toMs));
    const you = span?.you.buffer ?? new ArrayBuffer(0);
    const assistant = span?.assistant.buffer ?? new ArrayBuffer(0);
    this.#deps.post({ kind: 'span', requestId, you, assistant }, [you, assistant]);
  }

  async #readRecording(requestId: number): Promise<void> {
    const file = await this.#kept(() => this.#shown?.readRecording() ?? undefined);
    this.#deps.post({ kind: 'recording', requestId, file });
  }

  /** Reads what was put outside the heap. A browser that ran out of disk has lost it: the person is told, and the request is answered. */
  async #kept<T>(read: () => Promise<T> | undefined): Promise<T | null> {
    const shown = this.#shown;
    try {
      return (await read()) ?? null;
    } catch (error) {
      // What belonged to a session that is shown no more was thrown away.
      if (this.#shown !== shown) return null;
      this.#batcher.notice({
        id: 'recording-lost',
        key: 'recording-lost',
        level: 'warning',
        text: `The browser could not give back what it had kept of this session: ${messageOf(error)}`,
        nextStep: 'Its disk may be full. Make room, then connect again.',
      });
      return null;
    }
  }
}

const EMPTY_LOG: LogSource = { takeChanges: () => [], length: 0, hasChanges: false, hasNewRows: false };

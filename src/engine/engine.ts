/**
 * The engine: everything between the audio worklets, the relay and the page that must not wait for the page. Runs in a worker; knows
 * neither DOM nor worker globals, so tests run it in Node. One conversation at a time.
 */

import type { PlaybackReport } from '../audio/worklets/playback.messages.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf, unreachable } from '../lib/errors.ts';
import { Scope } from '../lib/scope.ts';
import type { ToolHandler } from '../session/ports.ts';
import type { SessionSettings, ToolDefinition } from '../session/types.ts';
import { Batcher, type LogSource } from './batcher.ts';
import { CaptureLink } from './capture-link.ts';
import { ClockAligner } from './clock-aligner.ts';
import { Conversation, type Network } from './conversation.ts';
import type { EngineCommand, EngineMessage } from './engine.messages.ts';
import { PlaybackLink } from './playback-link.ts';

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
  post: (message: EngineMessage, transfer?: Transferable[]) => void;
}

export class Engine {
  readonly #deps: EngineDeps;
  readonly #batcher: Batcher;
  readonly #playback: PlaybackLink;
  readonly #capture: CaptureLink;
  /** Audio clock → engine clock (not session time: it outlives sessions). */
  readonly #aligner = new ClockAligner();
  #conversation: Conversation | null = null;
  #wishes = 0;
  #outputLatencyMs = 0;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    const scope = new Scope(deps.clock);
    this.#batcher = new Batcher(scope, {
      log: () => this.#conversation?.log ?? EMPTY_LOG,
      timeline: () => {
        const conversation = this.#conversation;
        return conversation?.timeline.take(conversation.nowMs(), conversation.queuedMs);
      },
      send: (batch) => deps.post({ kind: 'batch', batch, wishes: this.#wishes }),
    });
    this.#playback = new PlaybackLink(scope, (report) => this.#playbackReport(report));
    this.#capture = new CaptureLink(scope, {
      onFrame: ({ pcm16, contextTimeMs }) => this.#frame(pcm16, contextTimeMs),
      onSilence: (silent) => this.#silence(silent),
    });
  }

  handle(command: EngineCommand): void {
    const conversation = this.#conversation;
    const session = conversation?.open ? conversation.session : null;
    switch (command.kind) {
      case 'attach-capture':
        this.#aligner.reset();
        this.#capture.attach(command.port);
        return;
      case 'attach-playback':
        this.#aligner.reset();
        this.#playback.attach(command.port);
        return;
      case 'microphone':
        this.#capture.restart();
        return;
      case 'connect':
        this.#wishes += 1;
        this.#connect(command.url, command.settings);
        return;
      case 'disconnect':
        this.#wishes += 1;
        conversation?.end();
        return;
      case 'update-settings':
        session?.updateSession(command.patch);
        return;
      case 'send-text':
        session?.sendUserText(command.text);
        return;
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
        if (conversation) conversation.session.outputLatencyMs = command.latencyMs;
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
      default:
        unreachable(command);
    }
  }

  #connect(url: string, settings: SessionSettings): void {
    this.#conversation?.end();
    this.#conversation?.release();
    this.#batcher.reset();
    this.#batcher.set({ connection: { status: 'connecting' }, phase: 'idle' });
    this.#conversation = new Conversation({
      clock: this.#deps.clock,
      url,
      settings,
      tools: this.#deps.tools,
      playback: this.#playback,
      batcher: this.#batcher,
      network: this.#deps.network,
      epochMs: this.#deps.epochMs,
      random: this.#deps.random,
    });
    this.#conversation.session.outputLatencyMs = this.#outputLatencyMs;
  }

  #frame(pcm16: Int16Array, contextTimeMs: number): void {
    const nowMs = this.#deps.clock.nowMs();
    this.#aligner.observe(contextTimeMs + FRAME_MS, nowMs);
    const conversation = this.#conversation;
    if (!conversation?.open) return;
    const ageMs = nowMs - this.#aligner.toSessionMs(contextTimeMs);
    conversation.microphoneFrame(pcm16, conversation.nowMs() - ageMs);
  }

  #playbackReport(report: PlaybackReport): void {
    const nowMs = this.#deps.clock.nowMs();
    this.#aligner.observe(report.contextTimeMs, nowMs);
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
    const found = await this.#kept(() => this.#conversation?.log.read(rowSeq, from, limit, whole));
    this.#deps.post({ kind: 'events', requestId, events: found?.events ?? [], total: found?.total ?? 0 });
  }

  async #readAudio(command: Extract<EngineCommand, { kind: 'read-audio' }>): Promise<void> {
    const samples = await this.#kept(() => this.#conversation?.readAudio(command.itemId));
    const pcm16 = samples?.buffer ?? null;
    this.#deps.post({ kind: 'audio', requestId: command.requestId, pcm16 }, pcm16 ? [pcm16] : []);
  }

  /** Reads what was put outside the heap. A browser that ran out of disk has lost it: the person is told, and the request is answered. */
  async #kept<T>(read: () => Promise<T> | undefined): Promise<T | null> {
    try {
      return (await read()) ?? null;
    } catch (error) {
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

/**
 * One conversation with a voice model: wires the parts of this room to a transport and an audio output. The parts decide;
 * this file only connects them and keeps the public vocabulary of OpenAI's reference client (`updateSession`, `addTool`,
 * `appendInputAudio`, `createResponse`, `cancelResponse`, …). Session time is 0 when the session is constructed.
 */

import { encodeBase64 } from '../dsp/base64.ts';
import type { Clock } from '../lib/clock.ts';
import { Emitter } from '../lib/emitter.ts';
import { parseServerEvent } from '../protocol/realtime/parse.ts';
import { utf8Length } from '../protocol/realtime/utf8.ts';
import { AnswerAudio } from './answer-audio.ts';
import type { SessionContext } from './context.ts';
import { Conversation } from './conversation.ts';
import { handleFact, type SessionParts } from './fact-handler.ts';
import type { Command } from './facts.ts';
import { HeardLedger } from './heard-ledger.ts';
import { Interrupter } from './interrupt.ts';
import { ItemWriter } from './item-writer.ts';
import { LatencyMeter } from './latency.ts';
import { idSource } from './new-id.ts';
import { tooShort } from './notices.ts';
import { phaseOf } from './phase.ts';
import type { AudioOutput, ToolHandler, Transport } from './ports.ts';
import { PushToTalk } from './push-to-talk.ts';
import { toFact, toWire } from './realtime-adapter.ts';
import { ResponseSequencer } from './response-sequencer.ts';
import { SentCommands } from './sent-commands.ts';
import type { SessionCounters, SessionEvents } from './session-events.ts';
import { SettingsLedger } from './settings.ts';
import { ToolDesk } from './tool-desk.ts';
import type {
  InterruptReason,
  Item,
  Latency,
  Notice,
  Phase,
  SessionSettings,
  SettingsState,
  TokenUsage,
  ToolDefinition,
} from './types.ts';
import { UsageMeter } from './usage.ts';
import { UserTurns } from './user-turns.ts';

export interface SessionOptions {
  clock: Clock;
  transport: Transport;
  output: AudioOutput;
  settings: SessionSettings;
  /** Tools that this side runs. One that `settings.tools` does not name is offered to the model all the same. */
  tools?: { definition: ToolDefinition; handler: ToolHandler }[];
  /** Unique each time, at most 24 characters: the API takes item ids of 32. */
  newId?: () => string;
}

export class Session {
  readonly #emitter = new Emitter<SessionEvents>();
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #newId: () => string;
  readonly #zeroMs: number;
  readonly #parts: SessionParts;
  readonly #latencyMeter = new LatencyMeter();
  readonly #talk = new PushToTalk();
  #status: 'new' | 'started' | 'disposed' = 'new';
  #phase: Phase = 'idle';
  #latency: Latency | null = null;
  #unsentFrames = 0;
  #unknownEvents = 0;
  #malformedEvents = 0;

  constructor(options: SessionOptions) {
    this.#clock = options.clock;
    this.#transport = options.transport;
    this.#newId = options.newId ?? idSource();
    this.#zeroMs = options.clock.nowMs();
    this.#parts = this.#build(options);
  }

  // ------------------------------------------------------------ facts to read

  /** In the order of the conversation. */
  get items(): Item[] {
    return this.#parts.conversation.list();
  }

  item(id: string): Item | null {
    return this.#parts.conversation.get(id);
  }

  get settings(): SettingsState {
    return this.#parts.settings.state;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Of the last turn that was answered. */
  get latency(): Latency | null {
    return this.#latency;
  }

  get usage(): TokenUsage {
    return this.#parts.usage.total;
  }

  get counters(): SessionCounters {
    const { audio, ledger } = this.#parts;
    return {
      underruns: audio.underruns,
      lateSamples: ledger.lateSamples,
      unsentFrames: this.#unsentFrames,
      unknownEvents: this.#unknownEvents,
      malformedEvents: this.#malformedEvents,
    };
  }

  /** Session time. */
  nowMs(): number {
    return this.#clock.nowMs() - this.#zeroMs;
  }

  /** Subscribes; the returned function ends it. Events are in `session-events.ts`. */
  on<K extends keyof SessionEvents>(name: K, listener: (payload: SessionEvents[K]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  // ------------------------------------------------------------ connection

  /** The transport is open: asks for everything that the settings say. */
  start(): void {
    if (this.#status !== 'new') return;
    this.#status = 'started';
    this.#sendSettings(this.#parts.settings.all(), true);
    this.#update();
  }

  /** One frame from the server. Never throws because of what is in it. */
  receive(text: string): void {
    if (this.#status === 'disposed') return;
    const event = parseServerEvent(text);
    const atMs = this.nowMs();
    this.#emitter.emit('realtime.event', { direction: 'server', atMs, text, bytes: utf8Length(text), event });
    if (event.kind === 'unknown') this.#unknownEvents += 1;
    if (event.kind === 'malformed') this.#malformedEvents += 1;
    const fact = event.kind === 'known' ? toFact(event.event) : null;
    if (fact === null) return;
    handleFact(this.#parts, fact);
    this.#update();
  }

  /** Ends the session: tools are told to stop, and nothing is sent any more. What was said stays readable. */
  dispose(): void {
    if (this.#status === 'disposed') return;
    this.#status = 'disposed';
    this.#parts.tools.dispose();
    this.#update();
  }

  // ------------------------------------------------------------ the person

  /**
   * One frame of the microphone, PCM16 at 24 kHz; copied. `capturedAtMs`: session time of its first sample. False when it was
   * not sent: push-to-talk is up, or the connection would not take it.
   */
  appendInputAudio(pcm16: Int16Array, capturedAtMs: number): boolean {
    if (this.#status !== 'started' || pcm16.length === 0) return false;
    const { settings, turns } = this.#parts;
    if (settings.inForce('turnDetection').kind === 'none' && !this.#talk.down) return false;
    const audioBase64 = encodeBase64(new Uint8Array(pcm16.buffer, pcm16.byteOffset, pcm16.byteLength));
    if (this.#send({ kind: 'append-audio', audioBase64 }) === null) {
      this.#unsentFrames += 1;
      return false;
    }
    turns.input.append(pcm16.length, capturedAtMs);
    this.#talk.sent(pcm16.length, capturedAtMs);
    if (this.#phase === 'idle') this.#update();
    return true;
  }

  /** Press or release. Only with turn detection off; otherwise the server listens by itself and this does nothing. */
  pushToTalk(down: boolean): void {
    const { settings, turns, interrupter } = this.#parts;
    if (down) {
      if (this.#status !== 'started' || settings.inForce('turnDetection').kind !== 'none') return;
      if (!this.#talk.press()) return;
      void interrupter.interrupt('push-to-talk');
      this.#send({ kind: 'clear-input' });
      this.#latencyMeter.speechStarted();
      this.#emitter.emit('notice.cleared', tooShort().key);
    } else {
      const said = this.#talk.release();
      if (!said || this.#status !== 'started') return;
      if (said.startMs === null) {
        this.#send({ kind: 'clear-input' });
        this.#notify(tooShort());
      } else {
        turns.spoke(said.startMs, this.nowMs());
        this.#send({ kind: 'commit-input' });
        this.#parts.sequencer.request();
      }
    }
    this.#update();
  }

  /** A typed message: interrupts what is being said, then asks for an answer. */
  sendUserText(text: string): void {
    if (this.#status !== 'started' || text.trim() === '') return;
    const itemId = this.#newItemId();
    const pending = this.#parts.interrupter.interrupt('text');
    this.#parts.writer.typed(itemId, text);
    if (pending) void this.#afterInterruption(pending, itemId, text);
    else this.#sendText(itemId, text);
    this.#update();
  }

  /** Stops the answer, however it is done: see `interrupt.ts`. */
  interrupt(reason: InterruptReason): void {
    if (this.#status !== 'started') return;
    if (reason === 'stop' || reason === 'escape') this.#parts.tools.silence();
    void this.#parts.interrupter.interrupt(reason);
    this.#update();
  }

  // ------------------------------------------------------------ the session

  updateSession(patch: Partial<SessionSettings>): void {
    const { settings } = this.#parts;
    const changed = settings.ask(patch);
    if (changed !== null && this.#status === 'started') this.#sendSettings(changed, false);
    else this.#emitter.emit('settings', settings.state);
    this.#update();
  }

  /** Offers a tool to the model, in place of one of the same name. */
  addTool(definition: ToolDefinition, handler: ToolHandler): void {
    this.#parts.tools.add(definition.name, handler);
    const others = this.settings.asked.tools.filter((tool) => tool.name !== definition.name);
    this.updateSession({ tools: [...others, definition] });
  }

  removeTool(name: string): void {
    this.#parts.tools.remove(name);
    this.updateSession({ tools: this.settings.asked.tools.filter((tool) => tool.name !== name) });
  }

  /** Asks for an answer now, or as soon as the running one has ended. */
  createResponse(): void {
    if (this.#status !== 'started') return;
    this.#parts.sequencer.request();
    this.#update();
  }

  /** Stops the answer. With an item and a count, that many samples of it count as heard instead of what playback says. */
  cancelResponse(itemId?: string, sampleCount?: number): void {
    if (this.#status !== 'started') return;
    const known = itemId !== undefined && sampleCount !== undefined;
    void this.#parts.interrupter.interrupt('stop', known ? new Map([[itemId, sampleCount]]) : undefined);
    this.#update();
  }

  /** Deletes an item, here once the server has done so. What the server does not hold goes at once. */
  deleteItem(itemId: string): void {
    const { conversation, interrupter, ledger, sent } = this.#parts;
    if (this.#status !== 'started' || !conversation.get(itemId)) return;
    if (ledger.unheard().includes(itemId)) void interrupter.interrupt('stop');
    const commandId = conversation.isHeld(itemId) ? this.#send({ kind: 'delete-item', itemId }) : null;
    if (commandId === null) conversation.remove(itemId);
    else sent.add(commandId, { kind: 'delete-item', itemId });
    this.#update();
  }

  // ------------------------------------------------------------ playback

  /** The output renders the item's sample `atSample` at `atMs`: its first, or the next after an underrun. */
  playbackStarted(itemId: string, atSample: number, atMs: number): void {
    this.#parts.audio.position(itemId, atSample);
    this.#parts.audio.started(itemId, atMs);
    const latency = this.#latencyMeter.heard(itemId, atMs);
    if (latency) {
      this.#latency = latency;
      this.#emitter.emit('latency', latency);
    }
    this.#update();
  }

  playbackPosition(itemId: string, playedSamples: number, _atMs: number): void {
    this.#parts.audio.position(itemId, playedSamples);
  }

  playbackEnded(itemId: string, playedSamples: number, _atMs: number): void {
    this.#parts.audio.ended(itemId, playedSamples);
    this.#update();
  }

  playbackUnderrun(itemId: string, atSample: number, atMs: number): void {
    this.#parts.audio.underrun(itemId, atSample, atMs);
    this.#update();
  }

  // ------------------------------------------------------------ wiring

  #build({ output, settings: asked, tools = [] }: SessionOptions): SessionParts {
    const offered = tools
      .map((tool) => tool.definition)
      .filter((definition) => !asked.tools.some((tool) => tool.name === definition.name));
    const context: SessionContext = {
      nowMs: () => this.nowMs(),
      send: (command) => this.#send(command),
      emit: (name, payload) => this.#emitter.emit(name, payload),
      mark: (kind, label, itemId = null, atMs = this.nowMs()) =>
        this.#emitter.emit('mark', { kind, atMs, label, itemId }),
      note: (event) => {
        const text = JSON.stringify(event);
        const atMs = this.nowMs();
        this.#emitter.emit('realtime.event', {
          direction: 'note',
          atMs,
          text,
          bytes: utf8Length(text),
          event,
        });
      },
    };
    const settings = new SettingsLedger({ ...asked, tools: [...asked.tools, ...offered] });
    const conversation = new Conversation(context);
    const ledger = new HeardLedger();
    const audio = new AnswerAudio(context, conversation, ledger, output);
    const sequencer = new ResponseSequencer(() => context.send({ kind: 'create-response' }));
    const interrupter = new Interrupter({ context, output, ledger, audio, conversation, sequencer });
    const desk = new ToolDesk({
      clock: this.#clock,
      context,
      conversation,
      newItemId: () => this.#newItemId(),
      onAnswered: () => this.#toolsAnswered(),
      onChange: () => this.#update(),
    });
    for (const tool of tools) desk.add(tool.definition.name, tool.handler);
    const writer = new ItemWriter({
      context,
      conversation,
      settings: () => ({
        outputModality: settings.inForce('outputModality'),
        transcription: settings.inForce('transcription'),
      }),
      onAnswer: (itemId) => this.#latencyMeter.answerBegan(itemId),
      onToolCall: (call, responseId) => desk.call(call, responseId),
    });
    const turnDetection = () => settings.inForce('turnDetection');
    const turns = new UserTurns({
      context,
      conversation,
      writer,
      latency: this.#latencyMeter,
      turnDetection,
    });
    return {
      context,
      conversation,
      writer,
      audio,
      ledger,
      turns,
      sequencer,
      interrupter,
      tools: desk,
      settings,
      usage: new UsageMeter(),
      sent: new SentCommands(),
      sendSettings: (patch) => this.#sendSettings(patch, false),
      notify: (notice) => this.#notify(notice),
    };
  }

  #send(command: Command): string | null {
    if (this.#status !== 'started') return null;
    const event = toWire(command, `evt_${this.#newId()}`);
    const text = JSON.stringify(event);
    if (!this.#transport.send(text)) return null;
    const atMs = this.nowMs();
    this.#emitter.emit('realtime.event', { direction: 'client', atMs, text, bytes: utf8Length(text), event });
    return event.event_id;
  }

  #sendSettings(patch: Partial<SessionSettings>, first: boolean): void {
    const { settings } = this.#parts;
    const previous = first ? null : settings.state.asked;
    const commandId = this.#send({ kind: 'update-settings', patch, previous });
    if (commandId !== null) settings.sent(commandId, patch);
    this.#emitter.emit('settings', settings.state);
  }

  #sendText(itemId: string, text: string): void {
    const { conversation, sequencer, sent } = this.#parts;
    const commandId = this.#send({ kind: 'add-user-text', itemId, text });
    if (commandId === null) {
      conversation.patchMessage(itemId, { status: 'incomplete' });
      return;
    }
    sent.add(commandId, { kind: 'add-user-text', itemId });
    sequencer.request();
  }

  async #afterInterruption(pending: Promise<void>, itemId: string, text: string): Promise<void> {
    await pending;
    this.#sendText(itemId, text);
    this.#update();
  }

  /** While somebody speaks, the server will answer by itself when they are done, and take the outputs into account. */
  #toolsAnswered(): void {
    const { turns, settings, sequencer } = this.#parts;
    const turn = settings.inForce('turnDetection');
    if (turns.speaking && turn.kind !== 'none' && turn.createResponse) return;
    sequencer.request();
  }

  #newItemId(): string {
    return `item_${this.#newId()}`;
  }

  #notify(notice: Omit<Notice, 'id'>): void {
    this.#emitter.emit('notice', { id: this.#newId(), ...notice });
  }

  /** Says who has the floor when that has changed. */
  #update(): void {
    const { turns, audio, tools, sequencer, settings } = this.#parts;
    const phase =
      this.#status !== 'started'
        ? 'idle'
        : phaseOf({
            userSpeaks: turns.speaking || this.#talk.down,
            answerSounds: audio.playingId !== null,
            toolRuns: tools.busy,
            answerDue: sequencer.busy || turns.awaitingAnswer || audio.unheard,
            microphoneOpen: turns.input.totalSamples > 0 && settings.inForce('turnDetection').kind !== 'none',
          });
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#emitter.emit('phase', phase);
  }
}

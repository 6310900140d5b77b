/**
 * One conversation with a voice model: wires the parts of this room to a transport and an audio output. The parts decide;
 * this file only connects them and keeps the public vocabulary of OpenAI's reference client (`updateSession`, `addTool`,
 * `appendInputAudio`, `createResponse`, `cancelResponse`, …). Session time is 0 when the session is constructed.
 */

import type { Clock } from '../lib/clock.ts';
import type { NoteEvent } from '../protocol/realtime/events.ts';
import { Emitter } from '../lib/emitter.ts';
import { invariant } from '../lib/errors.ts';
import type { SessionContext } from './context.ts';
import type { Send } from './facts.ts';
import { handleFact } from './fact-handler.ts';
import { Interrupter, type InterrupterDeps } from './interrupt.ts';
import { noteByHand } from './by-hand.ts';
import { idSource } from './new-id.ts';
import { phaseOf } from './phase.ts';
import type { AudioBlock, AudioFormat } from './audio-format.ts';
import type { SessionAudio, ToolHandler, Transport } from './ports.ts';
import type { SessionCounters, SessionEvents } from './session-events.ts';
import type { LineLoss } from './seam-words.ts';
import { buildParts, goingsOf, type SessionParts } from './session-parts.ts';
import type {
  InterruptReason,
  Item,
  Phase,
  SessionSettings,
  SettingsState,
  TokenUsage,
  ToolDefinition,
} from './types.ts';
import { ToolDesk, type ToolsDeps } from './tool-desk.ts';
import type { Turn } from './turns.ts';
import { TurnLedger } from './turn-ledger.ts';
import { WireLink } from './wire-link.ts';

export type SessionOptions = {
  clock: Clock;
  settings: SessionSettings;
  /** Tools that this side can run. The model is offered those that `settings.tools` names. */
  tools?: { definition: ToolDefinition; handler: ToolHandler }[];
  /** Unique each time, at most 24 characters: the API takes item ids of 32. */
  newId?: () => string;
} & (
  | (Omit<Extract<SessionAudio, { format: 'pcm16' }>, 'format'> & { format?: 'pcm16' })
  | Extract<SessionAudio, { format: 'ulaw' }>
);

export class Session {
  readonly #emitter = new Emitter<SessionEvents>();
  readonly #clock: Clock;
  readonly #format: AudioFormat;
  readonly #zeroMs: number;
  readonly #newId: () => string;
  readonly #wire: WireLink;
  readonly #parts: SessionParts<ToolDesk>;
  readonly #turns: TurnLedger;
  /** `away`: the line is lost. `arriving`: there is a new one, whose session does not know the conversation yet. */
  #status: 'new' | 'started' | 'away' | 'arriving' | 'disposed' = 'new';
  #phase: Phase = 'idle';

  constructor(options: SessionOptions) {
    const { clock, settings, tools = [], newId = idSource() } = options;
    const audio: SessionAudio =
      options.format === 'ulaw' ? options : { format: 'pcm16', output: options.output };
    const { format } = audio;
    this.#format = format;
    this.#clock = clock;
    this.#zeroMs = clock.nowMs();
    this.#newId = newId;
    const nowMs = () => this.nowMs();
    this.#wire = new WireLink({
      newId,
      format,
      nowMs,
      onEvent: (event) => this.#emitter.emit('realtime.event', event),
    });
    const context: SessionContext = {
      nowMs,
      // Whatever the conversation says on a new line comes after what was said before.
      send: (command) =>
        this.#status === 'started' || command.kind === 'update-settings' ? this.#wire.send(command) : null,
      emit: (name, payload) => this.#emitter.emit(name, payload),
      mark: (kind, label, itemId = null, atMs = nowMs()) =>
        this.#emitter.emit('mark', { kind, atMs, label, itemId }),
      note: (event) => this.#wire.note(event),
    };
    const sendFirst: Send = (command) => this.#wire.send(command);
    this.#turns = new TurnLedger({ nowMs, onTurn: (turn) => this.#emitter.emit('turn', turn) });
    this.#turns.follow((name, listener) => this.#emitter.on(name, listener));
    const onChange = () => this.#update();
    const roles = {
      interruptions: (deps: InterrupterDeps) => new Interrupter(deps),
      tools: (deps: ToolsDeps) => new ToolDesk(clock, deps),
    };
    this.#parts = buildParts({ context, sendFirst, audio, settings, roles, newId, onChange });
    for (const { definition, handler } of tools) this.#parts.tools.add(definition.name, handler);
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

  get usage(): TokenUsage {
    return this.#parts.usage.total;
  }

  /** In the order in which they began. */
  get turns(): Turn[] {
    return this.#turns.turns;
  }

  /** From a sample's leaving the output to its being heard, in milliseconds; counts for turns that begin to sound from now on. */
  set outputLatencyMs(latencyMs: number) {
    this.#turns.outputLatencyMs = latencyMs;
  }

  get counters(): SessionCounters {
    const { audio, ledger, microphone } = this.#parts;
    return {
      underruns: audio.underruns,
      lateSamples: ledger.lateSamples,
      unsentFrames: microphone.unsentFrames,
      unknownEvents: this.#wire.unknownEvents,
      malformedEvents: this.#wire.malformedEvents,
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

  /**
   * A line is open, the first or the next after `suspend`: asks its session for everything that the settings say. A further
   * session is told of the conversation once it is there; until then what is said and typed waits.
   */
  start(transport: Transport): void {
    if (this.#status !== 'new' && this.#status !== 'away') return;
    this.#status = this.#status === 'new' ? 'started' : 'arriving';
    this.#wire.open(transport);
    this.#parts.sendSettings(this.#parts.settings.all(), null);
    this.#update();
  }

  /**
   * One frame from the server. Never throws because of what is in it. `from`: what it came over; a frame of a line that was
   * lost or left is ignored.
   */
  receive(text: string, from: Transport | null = null): void {
    const deaf = this.#status === 'away' || this.#status === 'disposed';
    if (deaf || (from !== null && !this.#wire.isOf(from))) return;
    const fact = this.#wire.receive(text);
    if (fact === null) return;
    this.#turns.fact(fact);
    handleFact(this.#parts, fact);
    if (fact.kind === 'session-ready' && this.#status === 'arriving') this.#arrive(fact.sessionId);
    this.#update();
  }

  /**
   * The line is gone, or is being left for another. The conversation stays: what is said and typed from now on waits, tools run
   * on. Ends with `start`, or with `dispose`.
   */
  suspend(loss: LineLoss): void {
    if (this.#status !== 'started' && this.#status !== 'arriving') return;
    this.#status = 'away';
    this.#wire.close();
    this.#parts.seams.lost(loss);
    this.#update();
  }

  /** Ends the session: tools are told to stop, and nothing is sent any more. What was said stays readable. */
  dispose(): void {
    if (this.#status === 'disposed') return;
    this.#status = 'disposed';
    this.#wire.close();
    this.#parts.tools.dispose();
    this.#parts.seams.ended();
    this.#parts.writer.sessionEnded();
    this.#update();
  }

  // ------------------------------------------------------------ the person

  /**
   * One frame of the microphone in the session's format; copied. `capturedAtMs`: session time of its first sample. False when it
   * was not sent: push-to-talk is up, or the connection would not take it.
   */
  appendInputAudio(audio: AudioBlock, capturedAtMs: number): boolean {
    invariant(
      audio instanceof Int16Array === (this.#format === 'pcm16'),
      `a session in ${this.#format} was given sound of another form; give it what its format says`,
    );
    if (!this.#lives) return false;
    this.#turns.microphone(audio, capturedAtMs);
    const sent = this.#parts.microphone.append(audio, capturedAtMs);
    if (sent && this.#phase === 'idle') this.#update();
    return sent;
  }

  /** A frame that could not be sent in time and will not be. It counts again if the line turns out to be lost. Copied. */
  missInputAudio(audio: AudioBlock, capturedAtMs: number): void {
    if (this.#lives) this.#parts.microphone.missed(audio, capturedAtMs);
  }

  /** Press or release. Only with turn detection off; otherwise the server listens by itself and this does nothing. */
  pushToTalk(down: boolean): void {
    if (!this.#lives) return;
    if (down) this.#parts.microphone.press();
    else this.#parts.microphone.release();
    this.#update();
  }

  /** A typed message: interrupts what is being said, then asks for an answer. */
  sendUserText(text: string): void {
    if (!this.#lives || text.trim() === '') return;
    this.#parts.typed.send(`item_${this.#newId()}`, text);
    this.#update();
  }

  /**
   * Tells the model something that it is not to say aloud: a note in the conversation, taken into account from the next answer on.
   * False when there is no session to tell it to.
   */
  tell(text: string): boolean {
    if (!this.#lives) return false;
    const item = { kind: 'message', id: `item_${this.#newId()}`, role: 'system', text } as const;
    return this.#parts.context.send({ kind: 'add-item', item }) !== null;
  }

  /** Has these words said aloud, beside the conversation, also while an answer is being made. False when there is no session for it. */
  say(text: string): boolean {
    return this.#lives && this.#parts.context.send({ kind: 'say', text }) !== null;
  }

  /** Says something in the log that only this session's home knows. */
  note(event: NoteEvent): void {
    this.#wire.note(event);
  }

  /** Stops the answer, however it is done: see `interrupt.ts`. */
  interrupt(reason: InterruptReason): void {
    if (!this.#lives) return;
    if (reason === 'stop' || reason === 'escape') this.#parts.tools.silence();
    void this.#parts.interrupter.interrupt(reason);
    this.#update();
  }

  // ------------------------------------------------------------ the session

  updateSession(patch: Partial<SessionSettings>): void {
    const { settings, sendSettings, context } = this.#parts;
    const previous = settings.state.asked;
    const changed = settings.ask(patch);
    if (changed !== null && this.#lives) sendSettings(changed, previous);
    else context.emit('settings', settings.state);
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

  /**
   * Sends an event that a person wrote, as it stands, and takes note of what it asks for. Returns its id; null when there is no session
   * that could take it now.
   */
  sendByHand(event: { readonly [field: string]: unknown }): string | null {
    const sent = this.#status === 'started' ? this.#wire.sendByHand(event) : null;
    if (sent === null) return null;
    if (sent.command) noteByHand(this.#parts, sent.command, sent.id);
    this.#update();
    return sent.id;
  }

  /** Asks for an answer now, or as soon as the running one has ended. */
  createResponse(): void {
    if (!this.#lives) return;
    this.#parts.sequencer.request();
    this.#update();
  }

  /** Stops the answer. With an item and a count, that many samples of it count as heard instead of what playback says. */
  cancelResponse(itemId?: string, sampleCount?: number): void {
    if (!this.#lives) return;
    const known = itemId !== undefined && sampleCount !== undefined;
    void this.#parts.interrupter.interrupt('stop', known ? new Map([[itemId, sampleCount]]) : undefined);
    this.#update();
  }

  /** Deletes an item, here once the server has done so. What the server does not hold goes at once. */
  deleteItem(itemId: string): void {
    const { context, conversation, interrupter, ledger, sent } = this.#parts;
    if (!this.#lives || !conversation.get(itemId)) return;
    if (ledger.unheard().includes(itemId)) void interrupter.interrupt('stop');
    const heldId = conversation.heldAs(itemId);
    const commandId = heldId === null ? null : context.send({ kind: 'delete-item', itemId: heldId });
    // What the server has under another id it cannot tell us of.
    if (commandId === null || heldId !== itemId) conversation.remove(itemId);
    else sent.add(commandId, { kind: 'delete-item', itemId });
    this.#update();
  }

  // ------------------------------------------------------------ playback

  /** The output renders the item's sample `atSample` at `atMs`: its first, or the next after an underrun. */
  playbackStarted(itemId: string, atSample: number, atMs: number): void {
    this.#parts.audio.position(itemId, atSample);
    this.#parts.audio.started(itemId, atMs);
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

  /** The person can act: there is a session, or there will be one again. */
  get #lives(): boolean {
    return this.#status !== 'new' && this.#status !== 'disposed';
  }

  #arrive(sessionId: string): void {
    const goOn = () => {
      this.#status = 'started';
    };
    void this.#parts.seams.arrived(sessionId, goOn).then(() => this.#update());
  }

  /** Says who has the floor when that has changed. */
  #update(): void {
    const phase = this.#lives ? phaseOf(goingsOf(this.#parts)) : 'idle';
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#emitter.emit('phase', phase);
  }
}

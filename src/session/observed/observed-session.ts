/**
 * A conversation that somebody else holds: read from a session file, or watched as it goes. The same parts as in `session.ts` make the same
 * items, turns, marks and costs of it, from what passed in both directions and from the notes of whoever recorded it. Sends nothing, runs
 * no tools, plays nothing. Session time is that of what it is told, and never goes back.
 */

import { Emitter } from '../../lib/emitter.ts';
import type { NoteEvent } from '../../protocol/realtime/events.ts';
import { parseServerEvent } from '../../protocol/realtime/parse.ts';
import { parseClientEvent } from '../../protocol/realtime/parse-client.ts';
import type { SessionContext } from '../context.ts';
import type { Fact } from '../facts.ts';
import { handleFact } from '../fact-handler.ts';
import type { InterrupterDeps } from '../interrupt.ts';
import { phaseOf } from '../phase.ts';
import type { AudioOutput } from '../ports.ts';
import { toFact } from '../realtime-adapter.ts';
import type { SessionEvents } from '../session-events.ts';
import { buildParts, goingsOf, type SessionParts } from '../session-parts.ts';
import type { ToolsDeps } from '../tool-desk.ts';
import { TurnLedger } from '../turn-ledger.ts';
import type { Turn } from '../turns.ts';
import {
  CORE_SAMPLE_RATE_HZ,
  type Item,
  type Phase,
  type SessionSettings,
  type SettingsState,
  type TokenUsage,
} from '../types.ts';
import { toCommand } from './client-commands.ts';
import { ObservedClient } from './observed-client.ts';
import { ObservedInterruptions } from './observed-interruptions.ts';
import { ObservedTools } from './observed-tools.ts';
import { OperatorVoice } from './operator-voice.ts';
import { PlayOut } from './play-out.ts';
import { isLogged, type PlaybackFact, readNote } from './recorded-notes.ts';
import { WireSound } from './wire-sound.ts';
import { UNKNOWN_SETTINGS } from './unknown-settings.ts';

export interface ObservedSessionOptions {
  /** What was asked for when it began; null = nobody knows: then what its server says counts. */
  settings: SessionSettings | null;
  /** `reported`: notes say where playback was. `assumed`: nobody does, and it is taken to have been played at once. */
  playback: 'reported' | 'assumed';
  /** Where playback is, reported or assumed. */
  onPlayback: (fact: PlaybackFact) => void;
  /** A frame that the person's microphone gave, PCM16 at 24 kHz; the receiver's. `capturedAtMs`: session time of its first sample. */
  onMicrophone: (pcm16: Int16Array<ArrayBuffer>, capturedAtMs: number) => void;
}

export class ObservedSession {
  readonly #emitter = new Emitter<SessionEvents>();
  readonly #options: ObservedSessionOptions;
  readonly #parts: SessionParts<ObservedTools, ObservedInterruptions>;
  readonly #turns: TurnLedger;
  readonly #client: ObservedClient;
  readonly #playOut: PlayOut | null;
  #nowMs = 0;
  readonly #sound = new WireSound();
  readonly #operator: OperatorVoice;
  #began = false;
  #ended = false;
  #phase: Phase = 'idle';
  /** Id of the command being read. */
  #commandId: string | null = null;
  #seamId = '';
  #ids = 0;

  constructor(options: ObservedSessionOptions) {
    this.#options = options;
    const nowMs = () => this.#nowMs;
    const context: SessionContext = {
      nowMs,
      // What the observed side asked for is known under its own id; nothing else is asked.
      send: ({ kind }) => (kind === 'create-response' ? this.#commandId : null),
      emit: (name, payload) => this.#emitter.emit(name, payload),
      mark: (kind, label, itemId = null, atMs = nowMs()) =>
        this.#emitter.emit('mark', { kind, atMs, label, itemId }),
      // Its own notes are in the file, if anybody wrote them.
      note: () => {},
    };
    this.#turns = new TurnLedger({
      nowMs,
      onTurn: (turn) => this.#emitter.emit('turn', turn),
    });
    this.#turns.follow((name, listener) => this.#emitter.on(name, listener));
    this.#playOut =
      options.playback === 'assumed' ? new PlayOut(nowMs, (fact) => this.#playback(fact)) : null;
    this.#parts = buildParts({
      context,
      sendFirst: () => null,
      audio: { format: 'pcm16', output: this.#playOut ?? NO_OUTPUT },
      settings: options.settings ?? UNKNOWN_SETTINGS,
      roles: {
        interruptions: (deps: InterrupterDeps) => new ObservedInterruptions(deps),
        tools: (deps: ToolsDeps) => new ObservedTools(deps),
      },
      newId: () => this.#newId(),
      onChange: () => {},
    });
    this.#operator = new OperatorVoice({
      onSamples: (itemId, samples) => this.#emitter.emit('audio.received', { itemId, samples }),
      onPlayback: options.onPlayback,
    });
    this.#emitter.on('conversation.interrupted', () => this.#playOut?.silence());
    this.#client = new ObservedClient(this.#parts, {
      sound: this.#sound,
      typedAt: (atMs, type) => this.#typedAt(atMs, type),
      onMicrophone: ({ pcm16, block }, capturedAtMs) => {
        this.#turns.microphone(block, capturedAtMs);
        options.onMicrophone(pcm16, capturedAtMs);
      },
    });
  }

  // ------------------------------------------------------------ facts to read

  get items(): Item[] {
    return this.#parts.conversation.list();
  }

  item(id: string): Item | null {
    return this.#parts.conversation.get(id);
  }

  get settings(): SettingsState {
    return this.#parts.settings.state;
  }

  get usage(): TokenUsage {
    return this.#parts.usage.total;
  }

  get turns(): Turn[] {
    return this.#turns.turns;
  }

  get counters(): { underruns: number; lateSamples: number } {
    return { underruns: this.#parts.audio.underruns, lateSamples: this.#parts.ledger.lateSamples };
  }

  /** Session time of the latest that it was told. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** As `Session.on`. */
  on<K extends keyof SessionEvents>(name: K, listener: (payload: SessionEvents[K]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  // ------------------------------------------------------------ what happens there

  /** A frame from the server. Never throws because of what is in it. */
  server(text: string, atMs: number): void {
    this.advance(atMs);
    const event = parseServerEvent(text);
    this.#emitter.emit('realtime.event', { direction: 'server', event, atMs, text });
    const told = event.kind === 'known' ? toFact(event.event) : null;
    if (told === null) return;
    const fact = this.#asPcm16(told);
    if (fact.kind === 'session-ready') this.#ready(fact.settings);
    else if (fact.kind === 'settings-accepted' && !this.#began) this.#late(fact.settings);
    this.#turns.fact(fact);
    handleFact(this.#parts, fact);
    this.#client.fact(fact);
    this.#update();
  }

  /** A frame from the client. `aboutMs`: session time at which its audio was captured or its text typed, where somebody knows. */
  client(text: string, atMs: number, aboutMs: number | null = null): void {
    this.advance(atMs);
    const read = parseClientEvent(text);
    const event = read.kind === 'known' ? read.event : read;
    this.#emitter.emit('realtime.event', { direction: 'client', event, aboutMs, atMs, text });
    const command = read.kind === 'known' ? toCommand(read.event) : null;
    if (command === null || read.kind !== 'known') return;
    this.#commandId = read.event.event_id ?? `unnamed_${this.#newId()}`;
    this.#client.command(command, this.#commandId, aboutMs);
    this.#commandId = null;
    this.#update();
  }

  /** A note of whoever recorded it. */
  note(text: string, note: Record<string, unknown>, atMs: number): void {
    this.advance(atMs);
    const { type, summary } = note;
    if (typeof type === 'string' && typeof summary === 'string' && isLogged(type)) {
      this.#emitter.emit('realtime.event', {
        direction: 'note',
        event: noteEvent(note, type, summary),
        atMs,
        text,
      });
    }
    const read = readNote(note);
    switch (read?.kind) {
      case 'playback':
        if (this.#options.playback === 'reported') this.#playback(read.fact);
        break;
      case 'interrupting':
        this.#parts.interrupter.begins(read.reason, read.itemIds);
        break;
      case 'interrupted':
        this.#parts.interrupter.settled(read.reason, read.items);
        break;
      case 'output-latency':
        this.#turns.outputLatencyMs = read.latencyMs;
        break;
      case 'operator-voice':
        this.#operator.speaks(read.itemId, read.audioBase64, atMs);
        break;
      case 'line-lost':
        this.#seamId = read.seamId.replace(/^seam_/, '');
        this.#parts.seams.lost(read.loss);
        break;
      case 'resumed':
        this.#parts.seams.observed(read.sessionId, read.gapMs, read.crossing);
        break;
      case 'ended':
        this.end(atMs);
        break;
      case undefined:
        break;
    }
    this.#update();
  }

  /**
   * Of the client's sound so much had been sent by now: what nobody told here counts too, for the server's times are counted by it.
   * `bytes`: on the wire, since the beginning. `endMs`: session time at which the last of it ended.
   */
  inputReached({ bytes, endMs }: { bytes: number; endMs: number }): void {
    const { input } = this.#parts.turns;
    const missing = this.#sound.inputSamples(bytes) - input.totalSamples;
    if (missing > 0) input.append(missing, endMs - (missing * 1000) / CORE_SAMPLE_RATE_HZ);
  }

  /** Time has gone on there. */
  advance(atMs: number): void {
    if (atMs <= this.#nowMs) return;
    this.#nowMs = atMs;
    this.#playOut?.advance();
  }

  /** Nothing more will be told. What was said stays readable. */
  end(atMs: number): void {
    if (this.#ended) return;
    this.advance(atMs);
    this.#ended = true;
    this.#playOut?.silence();
    this.#parts.seams.ended();
    this.#parts.writer.sessionEnded();
    this.#update();
  }

  // ------------------------------------------------------------ wiring

  #asPcm16(fact: Fact): Fact {
    if (fact.kind === 'settings-accepted') {
      this.#sound.told(fact.formats);
      return { ...fact, formats: { input: null, output: null } };
    }
    return fact.kind === 'audio-delta'
      ? { ...fact, audioBase64: this.#sound.output(fact.audioBase64) }
      : fact;
  }

  /** It had begun before anybody looked: what it runs with now stands for how it began. */
  #late(settings: Partial<SessionSettings>): void {
    this.#ready(settings);
    const { model = '' } = settings;
    const began = { kind: 'session-ready', sessionId: '', model, expiresAtEpochMs: null, settings } as const;
    this.#turns.fact(began);
    handleFact(this.#parts, began);
  }

  #ready(settings: Partial<SessionSettings>): void {
    const { turns, seams } = this.#parts;
    this.#began = true;
    if (this.#options.settings === null) this.#parts.settings.ask(settings);
    if (seams.open) turns.lineBack([]);
  }

  #playback(fact: PlaybackFact): void {
    const { audio } = this.#parts;
    this.#options.onPlayback(fact);
    switch (fact.kind) {
      case 'started':
        audio.position(fact.itemId, fact.atSample);
        audio.started(fact.itemId, fact.atMs);
        break;
      case 'position':
        return audio.position(fact.itemId, fact.playedSamples);
      case 'underrun':
        audio.underrun(fact.itemId, fact.atSample, fact.atMs);
        break;
      case 'ended':
        audio.ended(fact.itemId, fact.playedSamples);
        break;
      case 'stopped':
        return;
    }
    this.#update();
  }

  /** What was typed was there from then on, although it was sent later. */
  #typedAt(atMs: number, type: () => void): void {
    const nowMs = this.#nowMs;
    this.#nowMs = Math.min(nowMs, atMs);
    type();
    this.#nowMs = nowMs;
  }

  #newId(): string {
    // A seam is known by the id that it had there.
    const seamId = this.#seamId;
    this.#seamId = '';
    if (seamId !== '') return seamId;
    this.#ids += 1;
    return `observed${this.#ids}`;
  }

  #update(): void {
    const phase = this.#ended ? 'idle' : phaseOf(goingsOf(this.#parts));
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#emitter.emit('phase', phase);
  }
}

const NO_OUTPUT: AudioOutput = { enqueue: () => {}, end: () => {}, flush: () => Promise.resolve([]) };

function noteEvent(note: Record<string, unknown>, type: string, summary: string): NoteEvent {
  const { level, itemId } = note;
  const event: NoteEvent = { type: `sidetone.${type.replace(/^sidetone\./, '')}`, summary };
  if (level === 'normal' || level === 'warning' || level === 'error') event.level = level;
  if (typeof itemId === 'string') event.itemId = itemId;
  return event;
}

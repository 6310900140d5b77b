/**
 * The person's side of the talk: when they spoke, on the session's clock, and which item it became. Owns speech times and
 * the microphone's input clock. Does not interrupt and does not ask for answers.
 */

import type { SessionContext } from './context.ts';
import type { Conversation } from './conversation.ts';
import type { Fact } from './facts.ts';
import { InputClock } from './input-clock.ts';
import type { ItemWriter } from './item-writer.ts';
import type { TurnDetection } from './types.ts';

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

/** OpenAI's documented default of `prefix_padding_ms`. */
const DEFAULT_PADDING_MS = 300;

interface Span {
  startMs: number;
  endMs: number | null;
}

export interface UserTurnsDeps {
  context: SessionContext;
  conversation: Conversation;
  writer: ItemWriter;
  turnDetection: () => TurnDetection;
}

/** Turns whose transcript may still be on its way. */
const RECENT_TURNS = 8;

export interface Turn {
  itemId: string;
  startMs: number;
  endMs: number;
}

export class UserTurns {
  #input = new InputClock();
  readonly #deps: UserTurnsDeps;
  /** Speech that has not been committed yet. */
  readonly #spans = new Map<string, Span>();
  #speakingId: string | null = null;
  #awaitingAnswer = false;
  /** Push-to-talk: turns that were sent and are not confirmed, oldest first. */
  #held: Span[] = [];
  /** The latest turns that a server took, oldest first. */
  readonly #recent: Turn[] = [];
  /** What a lost session had heard the beginning of. */
  #unfinished: string[] = [];

  constructor(deps: UserTurnsDeps) {
    this.#deps = deps;
  }

  /** The server's count of what it was sent. */
  get input(): InputClock {
    return this.#input;
  }

  get recent(): readonly Turn[] {
    return this.#recent;
  }

  /** Voice detection says that somebody is speaking. */
  get speaking(): boolean {
    return this.#speakingId !== null;
  }

  /** Session time since when somebody has been speaking, as far as the server has said; null = nobody was. */
  get speakingSinceMs(): number | null {
    const starts = [...this.#spans.values()].map(({ startMs }) => startMs);
    return starts.length > 0 ? Math.min(...starts) : null;
  }

  /** The person is done and the server will answer by itself, but has not begun. */
  get awaitingAnswer(): boolean {
    return this.#awaitingAnswer;
  }

  speechStarted({ itemId, inputMs }: FactOf<'speech-started'>): void {
    const { context, writer, conversation } = this.#deps;
    if (conversation.isGone(itemId)) return;
    const turn = this.#deps.turnDetection();
    // semantic_vad does not say how much it pads; server_vad's default is as good a guess as any.
    const paddingMs = turn.kind === 'server_vad' ? turn.prefixPaddingMs : DEFAULT_PADDING_MS;
    const startMs = this.#input.speechStartMs(inputMs, paddingMs) ?? context.nowMs();
    this.#spans.set(itemId, { startMs, endMs: null });
    this.#speakingId = itemId;
    this.#awaitingAnswer = false;
    writer.spoken(itemId, startMs);
    context.mark('speech-started', 'You began to speak', itemId, startMs);
  }

  speechStopped({ itemId, inputMs }: FactOf<'speech-stopped'>): void {
    const { context } = this.#deps;
    const endMs = this.#input.toSessionMs(inputMs, 'end') ?? context.nowMs();
    const span = this.#spans.get(itemId);
    if (span) span.endMs = Math.max(span.startMs, endMs);
    if (this.#speakingId === itemId) this.#speakingId = null;
    const turn = this.#deps.turnDetection();
    this.#awaitingAnswer = turn.kind !== 'none' && turn.createResponse;
    context.mark('speech-stopped', 'You stopped speaking', itemId, endMs);
  }

  /** The server speaks up because nobody did: there is no speech to measure from. */
  nobodySpoke({ itemId, startInputMs, endInputMs }: FactOf<'nobody-spoke'>): void {
    const nowMs = this.#deps.context.nowMs();
    const startMs = this.#input.toSessionMs(startInputMs, 'start') ?? nowMs;
    const endMs = Math.max(startMs, this.#input.toSessionMs(endInputMs, 'end') ?? nowMs);
    this.#spans.set(itemId, { startMs, endMs });
  }

  /** Returns the session time at which the turn ends; null when it means nothing. */
  committed({ itemId, previousItemId }: FactOf<'input-committed'>): number | null {
    const { context, conversation, writer } = this.#deps;
    if (conversation.isGone(itemId)) return null;
    const span = this.#spans.get(itemId) ?? this.#held.shift();
    this.#spans.delete(itemId);
    if (this.#speakingId === itemId) this.#speakingId = null;
    const endMs = span?.endMs ?? this.#input.endMs() ?? context.nowMs();
    const startMs = Math.min(span?.startMs ?? endMs, endMs);
    writer.spoken(itemId, startMs);
    conversation.hold(itemId);
    conversation.place(itemId, previousItemId);
    conversation.patchMessage(itemId, { audioMs: endMs - startMs });
    this.#recent.push({ itemId, startMs, endMs });
    if (this.#recent.length > RECENT_TURNS) this.#recent.shift();
    context.emit('input.committed', { itemId, startMs, endMs });
    context.mark('committed', 'Your words were sent to the model', itemId);
    return endMs;
  }

  /** Push-to-talk: what was held down becomes the next committed item. */
  spoke(startMs: number, endMs: number): void {
    this.#held.push({ startMs, endMs });
  }

  /** The server listens for speech no more: it will not say when who speaks now stops. */
  detectionEnded(): void {
    this.#speakingId = null;
  }

  /** There was nothing to commit. */
  commitRefused(): void {
    this.#held.shift();
  }

  /** The server forgot what it had not committed. */
  cleared(): void {
    for (const itemId of this.#spans.keys()) this.#deps.conversation.remove(itemId);
    this.#spans.clear();
    this.#speakingId = null;
    this.#awaitingAnswer = false;
  }

  answered(): void {
    this.#awaitingAnswer = false;
  }

  /** The line is gone: nobody will say any more where speech that had begun ends. It stays shown until it is sent again. */
  lineLost(): void {
    this.#input = new InputClock();
    this.#unfinished.push(...this.#spans.keys());
    this.#spans.clear();
    this.#speakingId = null;
    this.#awaitingAnswer = false;
  }

  /** The next session gets the speech again and makes items of its own of it; `held`: turns that it is told the end of. */
  lineBack(held: Span[]): void {
    for (const itemId of this.#unfinished) this.#deps.conversation.remove(itemId);
    this.#unfinished = [];
    this.#held = held;
  }
}

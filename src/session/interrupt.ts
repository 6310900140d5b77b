/**
 * The one way an answer is interrupted, whoever does it: silence first, then cancel, then tell the server what was heard.
 * Owns which responses were cancelled and which interruptions are under way.
 */

import type { AnswerAudio } from './answer-audio.ts';
import type { SessionContext } from './context.ts';
import type { Conversation } from './conversation.ts';
import type { HeardLedger } from './heard-ledger.ts';
import type { AudioOutput, FlushedItem } from './ports.ts';
import { RecentIds } from './recent-ids.ts';
import type { ResponseSequencer } from './response-sequencer.ts';
import type { InterruptedItem } from './session-events.ts';
import { type Interruptions, REASON_LABELS } from './interruptions.ts';
import type { InterruptReason } from './types.ts';

export interface InterrupterDeps {
  context: SessionContext;
  output: Pick<AudioOutput, 'flush'>;
  ledger: HeardLedger;
  audio: AnswerAudio;
  conversation: Conversation;
  sequencer: ResponseSequencer;
  /** The person is done and the server will answer by itself, but has not begun. */
  awaitingAnswer: () => boolean;
  /** Tells the server how much was heard of an answer of which it has the words only. */
  correct: (itemId: string) => void;
}

export class Interrupter implements Interruptions {
  readonly #deps: InterrupterDeps;
  readonly #cancelled = new RecentIds();
  #reason: InterruptReason = 'stop';
  /** A response was cancelled before the server named it. */
  #cancelNext = false;
  /** The answer that the server is about to begin by itself is not wanted; it can be cancelled once it has begun. */
  #cancelComing = false;
  #pending: Promise<void> | null = null;

  constructor(deps: InterrupterDeps) {
    this.#deps = deps;
  }

  /**
   * Interrupts whatever is being answered. Null when there is nothing and nothing is under way; otherwise resolves when the
   * server has been told, so that a message sent then comes after it. Doing it twice does it once. `positions` overrides
   * what the output reports, in samples played.
   */
  interrupt(reason: InterruptReason, positions?: ReadonlyMap<string, number>): Promise<void> | null {
    const { context, output, audio, sequencer } = this.#deps;
    const responses = [...sequencer.active].filter((id) => !this.#cancelled.has(id));
    // The server cancels only what ran when it heard the speech; a request on its way is answered all the same.
    const unnamed = reason !== 'speech' && sequencer.busy && sequencer.active.size === 0 && !this.#cancelNext;
    const byHand = reason === 'stop' || reason === 'escape';
    const coming = byHand && sequencer.active.size === 0 && this.#deps.awaitingAnswer();
    if (coming && this.#cancelComing) return this.#pending;
    if (coming) this.#cancelComing = true;
    // Whoever speaks again wants an answer to that.
    if (reason === 'speech') this.#cancelComing = false;
    const targets = this.#targets(responses);
    sequencer.withdraw();
    if (targets.length === 0 && responses.length === 0 && !unnamed && !coming) return this.#pending;

    const flushed = output.flush();
    this.#reason = reason;
    for (const itemId of targets) this.#close(itemId, reason);
    for (const responseId of responses) this.#cancelled.add(responseId);
    if (unnamed) this.#cancelNext = true;
    audio.silenced();
    context.emit('conversation.interrupting', { reason, itemIds: targets });
    context.mark('interrupted', REASON_LABELS[reason], targets[0] ?? null);
    const serverCancels = reason === 'speech' || reason === 'disconnect' || reason === 'seam';
    if (!serverCancels && (responses.length > 0 || unnamed)) context.send({ kind: 'cancel-response' });
    // Nobody is left to tell, and the home is about to go: the last known positions have to do.
    if (reason === 'disconnect') {
      this.#settle(reason, targets, new Map());
      return null;
    }
    return this.#track(this.#finish(flushed, reason, targets, positions));
  }

  /** Interruptions whose exact positions are not known yet. */
  get pending(): Promise<void> | null {
    return this.#pending;
  }

  /** The answer that was asked for, or is to come by itself, is not wanted. */
  get unwanted(): boolean {
    return this.#cancelNext || this.#cancelComing;
  }

  /** No response of the lost session begins any more. */
  lineLost(): void {
    this.#cancelNext = false;
    this.#cancelComing = false;
  }

  /** True when the response is one that was interrupted before it had a name. */
  responseStarted(responseId: string): void {
    if (this.#cancelComing) {
      this.#cancelComing = false;
      this.#cancelled.add(responseId);
      this.#deps.context.send({ kind: 'cancel-response' });
    }
    if (!this.#cancelNext) return;
    this.#cancelNext = false;
    this.#cancelled.add(responseId);
  }

  /** A request was answered without a response, so there is none to cancel. */
  requestEnded(): void {
    this.#cancelNext = false;
  }

  isCancelled(responseId: string): boolean {
    return this.#cancelled.has(responseId);
  }

  /** Audio of a cancelled response for an item that was not known at the interruption: nobody will hear it. */
  lateItem(itemId: string): void {
    if (this.#deps.ledger.get(itemId)?.interrupted) return;
    this.#close(itemId, this.#reason);
    this.#cut(itemId, null);
  }

  #targets(responses: string[]): string[] {
    const { ledger, conversation } = this.#deps;
    const targets = new Set(ledger.unheard());
    for (const responseId of responses) {
      for (const item of conversation.ofResponse(responseId)) {
        const unsaid = item.kind === 'message' && item.medium === 'voice' && item.status === 'in-progress';
        if (unsaid && ledger.get(item.id) === null) targets.add(item.id);
      }
    }
    return [...targets];
  }

  async #finish(
    flushed: Promise<FlushedItem[]>,
    reason: InterruptReason,
    targets: string[],
    positions: ReadonlyMap<string, number> | undefined,
  ): Promise<void> {
    const played = new Map<string, number>();
    for (const { itemId, playedSamples } of await flushed) played.set(itemId, playedSamples);
    const all = new Set(targets);
    for (const itemId of played.keys()) {
      // Thrown out of the queue although it counted as heard: then it was not.
      if (this.#deps.ledger.get(itemId)?.interrupted !== null) continue;
      this.#close(itemId, reason);
      all.add(itemId);
    }
    for (const [itemId, samples] of positions ?? []) played.set(itemId, samples);
    this.#settle(reason, [...all], played);
  }

  #settle(reason: InterruptReason, targets: string[], played: ReadonlyMap<string, number>): void {
    const { context } = this.#deps;
    const items = targets.flatMap((itemId) => this.#cut(itemId, played.get(itemId) ?? null));
    const told = items.map(({ itemId, truncatedAtMs }) =>
      truncatedAtMs === 0 ? `${itemId} unheard` : `${itemId} heard until ${truncatedAtMs ?? 'its end'}`,
    );
    const summary = [REASON_LABELS[reason], ...told.map((text) => (/\d$/.test(text) ? `${text} ms` : text))];
    context.note({ type: 'sidetone.interrupted', summary: summary.join(' · '), facts: { reason, items } });
    context.emit('conversation.interrupted', { reason, items });
  }

  #close(itemId: string, reason: InterruptReason): void {
    this.#deps.ledger.interrupt(itemId, reason);
    this.#deps.audio.show(itemId);
  }

  #cut(itemId: string, playedSamples: number | null): InterruptedItem[] {
    const { context, ledger, audio, conversation } = this.#deps;
    const cut = ledger.settle(itemId, playedSamples);
    const entry = ledger.get(itemId);
    if (!entry || conversation.isGone(itemId)) return [];
    const carried = conversation.isCarried(itemId);
    // What the server does not hold (an answer outside the conversation) it cannot cut, nor the words of an earlier session.
    const held = conversation.isHeld(itemId) && !carried;
    if (cut.kind === 'truncate') context.mark('truncated', `Heard until ${cut.heardMs} ms`, itemId);
    if (cut.kind === 'truncate' && held)
      context.send({ kind: 'truncate-item', itemId, heardMs: cut.heardMs });
    if (cut.kind === 'delete') {
      if (held) context.send({ kind: 'delete-item', itemId });
      conversation.patchMessage(itemId, { forgotten: true });
    }
    audio.show(itemId);
    if (carried && cut.kind !== 'none') this.#deps.correct(itemId);
    const { receivedSamples, heardSamples, truncatedAtMs } = entry;
    return [{ itemId, receivedSamples, heardSamples, truncatedAtMs }];
  }

  #track(run: Promise<void>): Promise<void> {
    const pending: Promise<void> = this.#both(this.#pending, run, () => {
      if (this.#pending === pending) this.#pending = null;
    });
    this.#pending = pending;
    return pending;
  }

  async #both(earlier: Promise<void> | null, run: Promise<void>, after: () => void): Promise<void> {
    await earlier;
    await run;
    after();
  }
}

/**
 * Interruptions that somebody else decided: the recorded or watched side. Follows what it tells (notes, truncations, cancellations) and
 * sends nothing. Owns which responses were cancelled and which interruption is under way.
 */

import type { InterrupterDeps } from '../interrupt.ts';
import { type Interruptions, REASON_LABELS } from '../interruptions.ts';
import { RecentIds } from '../recent-ids.ts';
import type { InterruptedItem } from '../session-events.ts';
import { CORE_SAMPLE_RATE_HZ, type InterruptReason } from '../types.ts';

type Deps = Pick<InterrupterDeps, 'context' | 'ledger' | 'audio' | 'conversation' | 'sequencer'>;

export class ObservedInterruptions implements Interruptions {
  readonly pending = null;
  readonly unwanted = false;
  readonly #deps: Deps;
  readonly #cancelled = new RecentIds();
  #reason: InterruptReason = 'stop';
  /** A response was cancelled before the server named it. */
  #cancelNext = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The observed side decides, and is heard to have done so. */
  interrupt(): null {
    return null;
  }

  /** It has decided to; what was heard is told later. */
  begins(reason: InterruptReason, itemIds: readonly string[]): void {
    const { context, audio, ledger, sequencer } = this.#deps;
    this.#reason = reason;
    sequencer.withdraw();
    for (const itemId of itemIds) {
      ledger.interrupt(itemId, reason);
      audio.show(itemId);
    }
    for (const responseId of sequencer.active) this.#cancelled.add(responseId);
    audio.silenced();
    context.mark('interrupted', REASON_LABELS[reason], itemIds[0] ?? null);
  }

  /** It has told what was heard. */
  settled(reason: InterruptReason, items: InterruptedItem[]): void {
    const { context, ledger } = this.#deps;
    for (const { itemId, heardSamples } of items) {
      ledger.interrupt(itemId, reason);
      this.#cut(itemId, heardSamples);
    }
    context.emit('conversation.interrupted', { reason, items });
  }

  /** It says nothing of its interruptions, but corrects the server's memory of an answer: so it was interrupted. */
  truncated(itemId: string, heardMs: number, reason: InterruptReason): void {
    const { ledger } = this.#deps;
    const entry = ledger.get(itemId);
    if (!entry || entry.interrupted !== null) return;
    const heardSamples = Math.min(entry.receivedSamples, Math.round((heardMs * CORE_SAMPLE_RATE_HZ) / 1000));
    // Where it was in playing was only assumed until now.
    ledger.correct(itemId, heardSamples);
    this.begins(reason, [itemId]);
    const cut = { itemId, receivedSamples: entry.receivedSamples, heardSamples, truncatedAtMs: heardMs };
    this.settled(reason, [cut]);
  }

  /** It wants no more of the answer. */
  cancels(): void {
    const { sequencer } = this.#deps;
    for (const responseId of sequencer.active) this.#cancelled.add(responseId);
    if (sequencer.active.size === 0 && sequencer.busy) this.#cancelNext = true;
  }

  lineLost(): void {
    this.#cancelNext = false;
  }

  responseStarted(responseId: string): void {
    if (this.#cancelNext) this.#cancelled.add(responseId);
    this.#cancelNext = false;
  }

  requestEnded(): void {
    this.#cancelNext = false;
  }

  isCancelled(responseId: string): boolean {
    return this.#cancelled.has(responseId);
  }

  lateItem(itemId: string): void {
    const { ledger, audio } = this.#deps;
    if (ledger.get(itemId)?.interrupted) return;
    ledger.interrupt(itemId, this.#reason);
    audio.show(itemId);
    this.#cut(itemId, null);
  }

  #cut(itemId: string, playedSamples: number | null): void {
    const { context, ledger, audio, conversation } = this.#deps;
    const cut = ledger.settle(itemId, playedSamples);
    if (conversation.isGone(itemId)) return;
    if (cut.kind === 'truncate') context.mark('truncated', `Heard until ${cut.heardMs} ms`, itemId);
    if (cut.kind === 'delete') conversation.patchMessage(itemId, { forgotten: true });
    audio.show(itemId);
  }
}

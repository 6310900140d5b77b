/** What the parts of a session need to know of interruptions, whoever decides them: this side (`interrupt.ts`) or one that is only observed. */

import type { InterruptReason } from './types.ts';

export interface Interruptions {
  /**
   * Interrupts whatever is being answered. Null when there is nothing and nothing is under way; otherwise resolves when the server has
   * been told. `positions` overrides what the output reports, in samples played.
   */
  interrupt(reason: InterruptReason, positions?: ReadonlyMap<string, number>): Promise<void> | null;
  /** Interruptions whose exact positions are not known yet. */
  readonly pending: Promise<void> | null;
  /** The answer that was asked for, or is to come by itself, is not wanted. */
  readonly unwanted: boolean;
  /** No response of the lost session begins any more. */
  lineLost(): void;
  responseStarted(responseId: string): void;
  /** A request was answered without a response, so there is none to cancel. */
  requestEnded(): void;
  isCancelled(responseId: string): boolean;
  /** Audio of a cancelled response for an item that was not known at the interruption: nobody will hear it. */
  lateItem(itemId: string): void;
}

export const REASON_LABELS: Record<InterruptReason, string> = {
  speech: 'Interrupted by speech',
  text: 'Interrupted by a typed message',
  stop: 'Stopped',
  escape: 'Stopped with Escape',
  'push-to-talk': 'Interrupted by push-to-talk',
  disconnect: 'Cut off by disconnecting',
  seam: 'Cut off with the session',
};

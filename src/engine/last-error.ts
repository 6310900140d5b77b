/**
 * The last `error` event that could explain the end of a connection. Owns it for two seconds: an error that the session survived
 * says nothing about a later end. Holds its notice back for a moment: when the connection ends over it, its state says so instead.
 */

import type { Scope } from '../lib/scope.ts';
import type { RealtimeEvent } from '../session/session-events.ts';
import type { Notice } from '../session/types.ts';

const MEANT_FOR_MS = 2000;
/** A close comes with the error or a round trip later. */
const HELD_BACK_MS = 200;

interface KeptError {
  message: string;
  code: string | null;
  /** Notice in which the person is told of it; null when there is none. */
  noticeKey: string | null;
}

export class LastError {
  readonly #scope: Scope;
  readonly #tell: (notice: Notice) => void;
  #error: KeptError | null = null;
  #forget = () => {};
  #holdBack = () => {};

  /** `tell` shows a notice to the person. */
  constructor(scope: Scope, tell: (notice: Notice) => void) {
    this.#scope = scope;
    this.#tell = tell;
  }

  get current(): Readonly<KeptError> | null {
    return this.#error;
  }

  see({ direction, event }: RealtimeEvent): void {
    if (direction !== 'server' || event.kind !== 'known' || event.event.type !== 'error') return;
    const { error } = event.event;
    // The refusal of one command ends no session.
    if (typeof error.event_id === 'string') return;
    this.#error = { message: error.message, code: error.code ?? null, noticeKey: null };
    this.#forget();
    this.#forget = this.#scope.after(MEANT_FOR_MS, () => {
      this.#error = null;
    });
  }

  /** Tells a notice, in a moment when it is the one that came with the error. */
  notice(notice: Notice): void {
    if (this.#error === null || this.#error.noticeKey !== null) return this.#tell(notice);
    this.#error.noticeKey = notice.key;
    this.#holdBack = this.#scope.after(HELD_BACK_MS, () => this.#tell(notice));
  }

  /** The connection has ended, and its state says why. Returns the key of a notice that no longer holds. */
  take(): string | null {
    const key = this.#error?.noticeKey ?? null;
    this.#error = null;
    this.#forget();
    this.#holdBack();
    return key;
  }
}

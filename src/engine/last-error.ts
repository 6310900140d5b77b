/**
 * The last `error` event that could explain the end of a connection. Owns it for two seconds: an error that the session survived
 * says nothing about a later end.
 */

import type { Scope } from '../lib/scope.ts';
import type { RealtimeEvent } from '../session/session-events.ts';

const MEANT_FOR_MS = 2000;

interface KeptError {
  message: string;
  code: string | null;
  /** Notice in which the person was told of it; null when they were not. */
  noticeKey: string | null;
}

export class LastError {
  readonly #scope: Scope;
  #error: KeptError | null = null;
  #cancel = () => {};

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  get current(): Readonly<KeptError> | null {
    return this.#error;
  }

  see({ direction, event }: RealtimeEvent): void {
    if (direction !== 'server' || event.kind !== 'known' || event.event.type !== 'error') return;
    const { error } = event.event;
    // The refusal of one command ends no session.
    if (typeof error.event_id === 'string') return;
    this.set(error.message, error.code ?? null);
  }

  set(message: string, code: string | null): void {
    this.#error = { message, code, noticeKey: null };
    this.#cancel();
    this.#cancel = this.#scope.after(MEANT_FOR_MS, () => {
      this.#error = null;
    });
  }

  /** The notice that came with it. */
  told(noticeKey: string): void {
    if (this.#error) this.#error.noticeKey ??= noticeKey;
  }

  /** Forgets it; returns the key of its notice, which no longer holds. */
  take(): string | null {
    const key = this.#error?.noticeKey ?? null;
    this.#error = null;
    this.#cancel();
    return key;
  }
}

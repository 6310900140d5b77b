/** A word for the caller when an answer lets wait for itself, once a turn: a silent telephone is taken for a dead one. */

import type { Scope } from '../../../src/lib/scope.ts';
import type { Phase } from '../../../src/session/types.ts';

/** People begin to say “hello?” after about three seconds. */
const FILLER_AFTER_MS = 2500;

export class Filler {
  readonly #scope: Scope;
  readonly #say: () => void;
  #hasSaid = false;
  /** Null: nobody waits, or the word was said. */
  #cancel: (() => void) | null = null;

  constructor(scope: Scope, say: () => void) {
    this.#scope = scope;
    this.#say = say;
  }

  /** Who has the floor has changed. */
  phase(phase: Phase): void {
    // A new turn of the caller’s.
    if (phase === 'hearing') this.#hasSaid = false;
    const waits = phase === 'thinking' || phase === 'tool';
    if (!waits || this.#hasSaid) {
      this.#cancel?.();
      this.#cancel = null;
      return;
    }
    // From thinking to a tool and back it is one and the same silence.
    this.#cancel ??= this.#scope.after(FILLER_AFTER_MS, () => {
      this.#cancel = null;
      this.#hasSaid = true;
      this.#say();
    });
  }
}

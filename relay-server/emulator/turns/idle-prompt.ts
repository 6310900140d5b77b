/** Speaks up when nobody else does: a timer from the end of an answer's playback. Owns that one timer. */

import type { Scope } from '../../../src/lib/scope.ts';

export class IdlePrompt {
  readonly #scope: Scope;
  #cancel: () => void = () => undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Starts anew: `playbackMs` of the answer are still to be heard, then the silence of `timeoutMs` begins. */
  arm(playbackMs: number, timeoutMs: number, prompt: () => void): void {
    this.disarm();
    this.#cancel = this.#scope.after(Math.max(0, playbackMs) + timeoutMs, prompt);
  }

  disarm(): void {
    this.#cancel();
    this.#cancel = () => undefined;
  }
}

/**
 * Ends a call in good manners: after what the agent says last was heard, and not at all when the caller speaks up before. Owns that
 * waiting; what an end is, is the call's business.
 */

import type { Scope } from '../../../src/lib/scope.ts';

/** A goodbye that was not heard to its end by then will not be. */
const LATEST_MS = 20_000;

export interface GoodbyeDeps {
  /** Ends with the call. */
  scope: Scope;
  /** Nothing sounds, and nothing is being received or made. */
  isQuiet: () => boolean;
  /** Once: the goodbye was heard, or has taken too long. */
  end: () => void;
  /** The caller spoke up. */
  calledOff: () => void;
}

export class Goodbye {
  readonly #deps: GoodbyeDeps;
  readonly #scope: Scope;
  /** Something is to be said before: silence now is not the end yet. */
  #awaitsWords: boolean;
  #isOver = false;

  /** `hasSpoken`: the goodbye is being said, or was. Otherwise it is still to come. */
  constructor(deps: GoodbyeDeps, hasSpoken: boolean) {
    this.#deps = deps;
    this.#scope = deps.scope.child();
    this.#awaitsWords = !hasSpoken;
    this.#scope.after(LATEST_MS, () => this.#end());
    // Not at once: whoever asked for it first gets its answer.
    this.#scope.after(0, () => this.look());
  }

  /** The agent says something. */
  spoke(): void {
    this.#awaitsWords = false;
  }

  /** Something may have become quiet. */
  look(): void {
    if (!this.#awaitsWords && this.#deps.isQuiet()) this.#end();
  }

  /** The caller interrupted: they have something to say. */
  interrupted(): void {
    if (this.#isOver) return;
    this.#over();
    this.#deps.calledOff();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#over();
    this.#deps.end();
  }

  #over(): void {
    this.#isOver = true;
    this.#scope.dispose();
  }
}

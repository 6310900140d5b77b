/** Keys that the caller presses, gathered into what they meant to enter: until `#`, or a pause. */

import type { Scope } from '../../../src/lib/scope.ts';

const PAUSE_MS = 1500;
/** Longer than any card's number. */
const MOST_KEYS = 32;

export class PressedKeys {
  readonly #scope: Scope;
  readonly #onEntered: (keys: string) => void;
  #keys = '';
  #stopWaiting = (): void => {};

  constructor(scope: Scope, onEntered: (keys: string) => void) {
    this.#scope = scope;
    this.#onEntered = onEntered;
  }

  press(key: string): void {
    this.#stopWaiting();
    this.#keys += key;
    if (key === '#' || this.#keys.length >= MOST_KEYS) this.#enter();
    else this.#stopWaiting = this.#scope.after(PAUSE_MS, () => this.#enter());
  }

  #enter(): void {
    const keys = this.#keys;
    this.#keys = '';
    this.#onEntered(keys);
  }
}

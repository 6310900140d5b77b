/** Whether a token that somebody presents is the configured one. Keeps a digest only: the token itself cannot be read back from here. */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../secret.ts';

export class AccessToken {
  readonly #key = randomBytes(32);
  readonly #expected: Buffer;

  constructor(token: Secret) {
    this.#expected = this.#digest(token.reveal());
  }

  /** Takes the same time whatever is presented: both sides are hashed to one length first, with a key that nobody else knows. */
  matches(presented: string): boolean {
    return timingSafeEqual(this.#digest(presented), this.#expected);
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

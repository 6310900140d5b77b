/** Which of the configured tokens somebody presents. Keeps digests only: no token can be read back from here. */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { NamedToken } from './access-config.ts';

export class AccessTokens {
  readonly #key = randomBytes(32);
  readonly #expected: readonly { token: NamedToken; digest: Buffer }[];

  constructor(tokens: readonly NamedToken[]) {
    this.#expected = tokens.map((token) => ({ token, digest: this.#digest(token.token.reveal()) }));
  }

  /**
   * Takes the same time whatever is presented: all are compared, and both sides are hashed to one length first, with a key that nobody
   * else knows. Null when it is none of them.
   */
  find(presented: string): NamedToken | null {
    const digest = this.#digest(presented);
    let found: NamedToken | null = null;
    for (const expected of this.#expected) {
      if (timingSafeEqual(digest, expected.digest)) found = expected.token;
    }
    return found;
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

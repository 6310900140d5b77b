/** Tokens of a session, summed from what the server says at the end of each response. No prices. */

import type { ResponseUsage } from './facts.ts';
import type { TokenUsage } from './types.ts';

const NONE: TokenUsage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, responses: 0 };

export class UsageMeter {
  #total = NONE;

  get total(): TokenUsage {
    return this.#total;
  }

  /** Adds a response. Cached tokens are part of the input, so they are counted there too and never exceed it. */
  add(usage: ResponseUsage): TokenUsage {
    this.#total = {
      inputTokens: this.#total.inputTokens + usage.inputTokens,
      outputTokens: this.#total.outputTokens + usage.outputTokens,
      cachedTokens: this.#total.cachedTokens + Math.min(usage.cachedTokens, usage.inputTokens),
      responses: this.#total.responses + 1,
    };
    return this.#total;
  }
}

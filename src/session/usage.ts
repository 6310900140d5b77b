/** Tokens of a session, summed from what the server says at the end of each response. What they cost is `src/pricing`'s to say. */

import type { ResponseUsage } from './facts.ts';
import type { TokenUsage } from './types.ts';

export class UsageMeter {
  #total: TokenUsage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, responses: 0 };

  get total(): TokenUsage {
    return this.#total;
  }

  /** Adds a response. Cached tokens are part of the input, so they are counted there too and never exceed it. */
  add(usage: ResponseUsage): TokenUsage {
    const total = this.#total;
    this.#total = {
      inputTokens: total.inputTokens + usage.inputTokens,
      outputTokens: total.outputTokens + usage.outputTokens,
      cachedTokens: total.cachedTokens + Math.min(usage.cachedTokens, usage.inputTokens),
      responses: total.responses + 1,
    };
    return this.#total;
  }
}

/** Tokens of a session and their cost, summed from what the server says at the end of each response. */

import { responseCost } from './cost.ts';
import type { ResponseUsage } from './facts.ts';
import type { TokenUsage } from './types.ts';

export class UsageMeter {
  #model = '';
  #total: TokenUsage = {
    inputTokens: 0,
    outputTokens: 0,
    cachedTokens: 0,
    responses: 0,
    costUsd: null,
    unpriced: 0,
  };

  get total(): TokenUsage {
    return this.#total;
  }

  /** The model that answers from now on, as the server names it. */
  model(model: string): void {
    this.#model = model;
  }

  /** Adds a response. Cached tokens are part of the input, so they are counted there too and never exceed it. */
  add(usage: ResponseUsage): TokenUsage {
    const total = this.#total;
    const cost = usage.detail === null ? null : responseCost(usage.detail, this.#model);
    this.#total = {
      inputTokens: total.inputTokens + usage.inputTokens,
      outputTokens: total.outputTokens + usage.outputTokens,
      cachedTokens: total.cachedTokens + Math.min(usage.cachedTokens, usage.inputTokens),
      responses: total.responses + 1,
      costUsd: cost === null ? total.costUsd : (total.costUsd ?? 0) + cost.totalUsd,
      unpriced: total.unpriced + (cost === null ? 1 : 0),
    };
    return this.#total;
  }
}

/**
 * What turns cost, each and together, by kind of token, at the rates of a table. The one sum: header, panel and library all show it.
 * Knows of a turn only what is billed.
 */

import {
  responseCost,
  type ResponseCost,
  type TokenKinds,
  transcriptionCost,
  type TranscriptionUsage,
  type UsageDetail,
} from './cost.ts';
import type { PriceTable } from './prices.ts';

export interface BilledResponse {
  /** The model that answered. */
  model: string;
  /** null while it runs. */
  endMs: number | null;
  /** null when the service told none. */
  usage: { detail: UsageDetail | null } | null;
}

export interface BilledTurn {
  responses: readonly BilledResponse[];
  transcription: { usage: TranscriptionUsage; model: string } | null;
}

export interface CostTotals {
  responsesUsd: number;
  inputUsd: TokenKinds;
  cachedUsd: TokenKinds;
  outputUsd: { text: number; audio: number };
  transcriptionUsd: number;
  /** Responses and transcription; null when nothing could be priced. */
  totalUsd: number | null;
  priced: number;
  /** Responses that told no usage or whose model has no price, and transcriptions without one. */
  unpriced: number;
  /** The service did not say all kinds; see `UsageDetail`. */
  estimated: boolean;
}

/** Null when no usage was told, or the table does not know the model. */
export function costOfResponse({ usage, model }: BilledResponse, prices?: PriceTable): ResponseCost | null {
  return usage?.detail ? responseCost(usage.detail, model, prices) : null;
}

/** Null when there was none, or it has no price. */
export function costOfTranscription({ transcription }: BilledTurn, prices?: PriceTable): number | null {
  return transcription && transcriptionCost(transcription.usage, transcription.model, prices);
}

export function costTotals(turns: readonly BilledTurn[], prices?: PriceTable): CostTotals {
  const totals: CostTotals = {
    responsesUsd: 0,
    inputUsd: { text: 0, audio: 0, image: 0 },
    cachedUsd: { text: 0, audio: 0, image: 0 },
    outputUsd: { text: 0, audio: 0 },
    transcriptionUsd: 0,
    totalUsd: null,
    priced: 0,
    unpriced: 0,
    estimated: false,
  };
  for (const turn of turns) {
    for (const response of turn.responses) {
      const cost = costOfResponse(response, prices);
      if (cost) add(totals, cost);
      else if (response.endMs !== null) totals.unpriced += 1;
    }
    if (turn.transcription === null) continue;
    const usd = costOfTranscription(turn, prices);
    if (usd === null) totals.unpriced += 1;
    else {
      totals.transcriptionUsd += usd;
      totals.priced += 1;
    }
  }
  if (totals.priced > 0) totals.totalUsd = totals.responsesUsd + totals.transcriptionUsd;
  return totals;
}

/** Responses and transcription of a turn; null when nothing of it could be priced. */
export function turnCostUsd(turn: BilledTurn, prices?: PriceTable): number | null {
  return costTotals([turn], prices).totalUsd;
}

function add(totals: CostTotals, cost: ResponseCost): void {
  totals.responsesUsd += cost.totalUsd;
  totals.priced += 1;
  totals.estimated ||= cost.estimated;
  for (const kind of ['text', 'audio', 'image'] as const) {
    totals.inputUsd[kind] += cost.inputUsd[kind];
    totals.cachedUsd[kind] += cost.cachedUsd[kind];
  }
  totals.outputUsd.text += cost.outputUsd.text;
  totals.outputUsd.audio += cost.outputUsd.audio;
}

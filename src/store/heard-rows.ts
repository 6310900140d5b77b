/**
 * What became of each answer's sound, in milliseconds: received, heard, waiting to be heard, cut, told to the server, late. The session
 * keeps the counts (`heard-ledger.ts` there); this only reads them off the items. Pure.
 */

import type { CORE_SAMPLE_RATE_HZ, InterruptReason, Item } from '../session/types.ts';

const SAMPLE_RATE_HZ: typeof CORE_SAMPLE_RATE_HZ = 24_000;

/** Parts of one answer: `receivedMs` = `heardMs` + `queuedMs` + `cutMs`. */
export interface HeardParts {
  receivedMs: number;
  heardMs: number;
  /** Received, and still to be heard. */
  queuedMs: number;
  /** Received, and never to be heard: somebody or something interrupted. */
  cutMs: number;
  /** Came after the interruption and was dropped; not part of `receivedMs`. */
  lateMs: number;
}

export interface HeardRow extends HeardParts {
  itemId: string;
  startedAtMs: number;
  text: string;
  interrupted: InterruptReason | null;
  /** What the server was told was heard; 0 = the answer was deleted there; null = it was told nothing. */
  toldMs: number | null;
  /** No more audio will come. */
  complete: boolean;
}

/** A row for each spoken answer, in the order of the conversation. */
export function heardRows(items: Readonly<Record<string, Item>>, order: readonly string[]): HeardRow[] {
  return order.flatMap((itemId) => {
    const item = items[itemId];
    if (item?.kind !== 'message' || item.heard === null) return [];
    const { receivedSamples, heardSamples, lateSamples, interrupted, truncatedAtMs, complete } = item.heard;
    const rest = inMs(receivedSamples - heardSamples);
    return {
      itemId,
      startedAtMs: item.startedAtMs,
      text: item.text,
      receivedMs: inMs(receivedSamples),
      heardMs: inMs(heardSamples),
      queuedMs: interrupted === null ? rest : 0,
      cutMs: interrupted === null ? 0 : rest,
      lateMs: inMs(lateSamples),
      interrupted,
      toldMs: truncatedAtMs,
      complete,
    };
  });
}

export function heardTotals(rows: readonly HeardRow[]): HeardParts {
  const totals: HeardParts = { receivedMs: 0, heardMs: 0, queuedMs: 0, cutMs: 0, lateMs: 0 };
  for (const row of rows) {
    totals.receivedMs += row.receivedMs;
    totals.heardMs += row.heardMs;
    totals.queuedMs += row.queuedMs;
    totals.cutMs += row.cutMs;
    totals.lateMs += row.lateMs;
  }
  return totals;
}

function inMs(samples: number): number {
  return (samples / SAMPLE_RATE_HZ) * 1000;
}

/** What remains of a client's budget, in words. Pure. */

import type { BudgetLimit, BudgetReport } from '../../lib/budget-report.ts';

const MINUTE_MS = 60_000;
/** Below these it is said that little is left. */
const FEW_MINUTES = 2;
const SMALL_PART = 0.1;

export interface Remaining {
  /** `12 min · $0.40` */
  text: string;
  /** Each limit in a sentence. */
  details: string;
  isLittle: boolean;
}

/**
 * `report` is as old as `sinceReportMs`; meanwhile a running session has used time. `sessionMs`: how long it has run, null when none
 * does. Null when neither time nor money is limited.
 */
export function remaining(
  report: BudgetReport,
  sinceReportMs: number,
  sessionMs: number | null,
): Remaining | null {
  const limits = new Map(report.limits.map((limit) => [limit.kind, limit]));
  const session = limits.get('session-minutes');
  const dayMinutes = limits.get('day-minutes');
  const dayUsd = limits.get('day-usd');
  const usedSinceReport = sessionMs === null ? 0 : sinceReportMs / MINUTE_MS;
  const minutes: { left: number; limit: number }[] = [];
  const details: string[] = [];
  if (session !== undefined) {
    const left = Math.max(0, session.limit - (sessionMs ?? 0) / MINUTE_MS);
    if (sessionMs !== null) minutes.push({ left, limit: session.limit });
    details.push(`A session lasts ${minuteWords(session.limit)} at most.`);
  }
  if (dayMinutes !== undefined) {
    const left = Math.max(0, dayMinutes.limit - dayMinutes.used - usedSinceReport);
    minutes.push({ left, limit: dayMinutes.limit });
    details.push(`Today ${minuteWords(left)} of ${minuteWords(dayMinutes.limit)} are left.`);
  }
  const usd =
    dayUsd === undefined ? null : { left: Math.max(0, dayUsd.limit - dayUsd.used), limit: dayUsd.limit };
  if (usd !== null) details.push(`Today $${usd.left.toFixed(2)} of $${usd.limit.toFixed(2)} are left.`);
  const least = minutes.toSorted((a, b) => a.left - b.left)[0];
  if (least === undefined && usd === null) return null;
  const resets = resetWords(dayMinutes ?? dayUsd);
  if (resets !== null) details.push(resets);
  const parts = [least && minuteWords(least.left), usd && `$${usd.left.toFixed(2)}`].filter(Boolean);
  const isLittle =
    (least !== undefined && (least.left < FEW_MINUTES || least.left < least.limit * SMALL_PART)) ||
    (usd !== null && usd.left < usd.limit * SMALL_PART);
  return { text: parts.join(' · '), details: details.join(' '), isLittle };
}

/** Whole minutes, rounded down; seconds under one minute. */
function minuteWords(minutes: number): string {
  if (minutes < 1) return `${Math.floor(minutes * 60)} s`;
  return `${Math.floor(minutes)} min`;
}

function resetWords(limit: BudgetLimit | undefined): string | null {
  if (limit?.resetsAtEpochMs == null) return null;
  const at = new Date(limit.resetsAtEpochMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return `That starts again at ${at}.`;
}

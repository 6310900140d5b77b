/** Order statistics of measured samples. Pure. */

export interface Summary {
  count: number;
  median: number;
  p95: number;
  p99: number;
  worst: number;
}

/** Nearest-rank percentile, so that every figure printed is one that was measured. NaN when there is none. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    median: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    worst: percentile(sorted, 1),
  };
}

/** A comparison in words and numbers. Pure. */

import type { SessionNumbers } from '../../store/session-comparison.ts';
import { formatCount, formatDuration } from '../event-log/format.ts';
import { clockWords } from '../status/connection-words.ts';
import { formatUsd } from '../turns/words.ts';

interface FigureRow {
  key: keyof SessionNumbers;
  label: string;
  show: (value: number) => string;
}

const FIGURES: readonly FigureRow[] = [
  { key: 'lengthMs', label: 'Length', show: clockWords },
  { key: 'turns', label: 'Turns', show: formatCount },
  { key: 'p50Ms', label: 'Voice to voice, p50', show: formatDuration },
  { key: 'p95Ms', label: 'Voice to voice, p95', show: formatDuration },
  { key: 'interruptions', label: 'Interruptions', show: formatCount },
  { key: 'inputTokens', label: 'Input tokens', show: formatCount },
  { key: 'cachedTokens', label: 'of them cached', show: formatCount },
  { key: 'outputTokens', label: 'Output tokens', show: formatCount },
  { key: 'costUsd', label: 'Cost', show: formatUsd },
];

export interface FigureWords {
  label: string;
  a: string;
  b: string;
  /** From A to B: `+120 ms`, `−$0.02`; `same`, or `–` when it cannot be said. */
  difference: string;
}

export function figureRows(a: SessionNumbers, b: SessionNumbers): FigureWords[] {
  return FIGURES.map(({ key, label, show }) => ({
    label,
    a: orNone(a[key], show),
    b: orNone(b[key], show),
    difference: differenceWords(a[key], b[key], show),
  }));
}

/** From `a` to `b`, in the way that `show` writes a value. */
export function differenceWords(a: number | null, b: number | null, show: (value: number) => string): string {
  if (a === null || b === null) return '–';
  const shown = show(Math.abs(b - a));
  // What does not show is no difference.
  if (shown === show(0)) return 'same';
  return `${b > a ? '+' : '−'}${shown}`;
}

function orNone(value: number | null, show: (value: number) => string): string {
  return value === null ? '–' : show(value);
}

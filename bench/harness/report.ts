/** How a benchmark prints: a title, rows of figures beside their reference, and whether the budget is met. */

import type { Summary } from './statistics.ts';

export interface Row {
  label: string;
  cells: string[];
}

/** Milliseconds for a table. */
export function ms(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

export function ratio(ours: number, reference: number): string {
  return reference > 0 && Number.isFinite(ours) ? `× ${(ours / reference).toFixed(2)}` : '–';
}

export const LATENCY_HEADER = ['median', 'p95', 'p99', 'worst', 'n'];

export function latencyRow(label: string, summary: Summary): Row {
  const { median, p95, p99, worst, count } = summary;
  return { label, cells: [ms(median), ms(p95), ms(p99), ms(worst), String(count)] };
}

export function ratioRow(label: string, ours: Summary, reference: Summary): Row {
  const columns = ['median', 'p95', 'p99', 'worst'] as const;
  return { label, cells: [...columns.map((column) => ratio(ours[column], reference[column])), ''] };
}

export function printTable(title: string, header: string[], rows: Row[]): void {
  const labelWidth = Math.max(...rows.map(({ label }) => label.length));
  const widths = header.map((name, i) =>
    Math.max(name.length, ...rows.map(({ cells }) => cells[i]?.length ?? 0)),
  );
  const line = (label: string, cells: string[]) =>
    `  ${label.padEnd(labelWidth)}  ${widths.map((width, i) => (cells[i] ?? '').padStart(width)).join('  ')}`.trimEnd();
  print(`\n${title}`);
  print(line('', header));
  for (const { label, cells } of rows) print(line(label, cells));
}

export interface Limit {
  measured: number;
  atMost: number;
  /** The same figure of the floor, where it has one: says whether this machine could meet the budget at all. */
  floor?: number;
}

/** What is promised, in words, and whether all of it is kept. A figure that is not a number meets nothing. */
export function printBudget(words: string, limits: Limit[]): void {
  const met = limits.every(({ measured, atMost }) => measured <= atMost);
  const floorMet = limits.every(({ floor, atMost }) => floor === undefined || floor <= atMost);
  print(
    `  budget: ${words} – ${met ? 'met' : 'NOT MET'}${floorMet ? '' : '; here the floor does not meet it either'}`,
  );
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

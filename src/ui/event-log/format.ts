/** Numbers and words of the log's rows. Pure. */

import type { LogRow } from '../../engine/engine.messages.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Session time as seconds with milliseconds: `12.340`. */
export function formatSeconds(timeMs: number): string {
  return (Math.max(0, wholeMs(timeMs)) / 1000).toFixed(3);
}

/** Session time for the margin of what people said: `0:12.3`. */
export function formatMinutes(timeMs: number): string {
  const tenths = Math.floor(Math.max(0, timeMs) / 100);
  const seconds = Math.floor(tenths / 10);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${tenths % 10}`;
}

/** Milliseconds between two rows: `+616`, `+12,480`. */
export function formatDelta(deltaMs: number): string {
  return `+${whole.format(Math.max(0, wholeMs(deltaMs)))}`;
}

/** Milliseconds to a row that may be earlier: `+616`, `−80`. */
export function formatOffset(offsetMs: number): string {
  const rounded = wholeMs(offsetMs);
  return `${rounded < 0 ? '−' : '+'}${whole.format(Math.abs(rounded))}`;
}

export function formatCount(count: number): string {
  return whole.format(count);
}

/** A length of time in the unit that reads best: `48 ms`, `3.2 s`, `1:04 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 999.5) return `${whole.format(Math.round(durationMs))} ms`;
  const tenths = Math.round(durationMs / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}

/** A size on the wire: `312 B`, `1.3 KB`, `2.0 MB`; a kilobyte has 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Nouns of the API that have a dot inside. */
const COMPOUND_NOUNS = ['conversation.item.'];

/**
 * Parts a type into what it is about, which many neighbours share, and what happened: `conversation.item.` and `created`. A type without
 * a dot is all name.
 */
export function splitType(type: string): { prefix: string; name: string } {
  const noun = COMPOUND_NOUNS.find((compound) => type.startsWith(compound) && type.length > compound.length);
  const at = noun ? noun.length : type.indexOf('.') + 1;
  return at >= type.length ? { prefix: '', name: type } : { prefix: type.slice(0, at), name: type.slice(at) };
}

const DIRECTION_WORDS = { client: 'client', server: 'server', note: 'note' } as const;

/** What is wrong with a row, in a word; null when nothing is. */
export function rowTrouble(row: LogRow): string | null {
  if (row.parsed === 'malformed') return 'malformed';
  if (row.level === 'error') return 'error';
  if (row.level === 'warning') return 'warning';
  return row.parsed === 'unknown' ? 'unknown' : null;
}

/** How many rows are in trouble: `2 errors`, `1 error, 3 warnings`. */
export function countedTrouble(errors: number, warnings: number): string {
  const counted = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
  if (warnings === 0) return counted(errors, 'error');
  const words = counted(warnings, 'warning');
  return errors === 0 ? words : `${counted(errors, 'error')}, ${words}`;
}

/** A row for assistive technology, in the order in which it is read on screen. */
export function rowLabel(row: LogRow): string {
  const words = [`${formatSeconds(row.atMs)} s`, DIRECTION_WORDS[row.direction], row.type];
  const trouble = rowTrouble(row);
  if (trouble) words.push(trouble);
  if (row.count > 1) words.push(`${formatCount(row.count)} events`);
  if (row.summary) words.push(row.summary);
  if (row.audioMs !== null) words.push(`${formatDuration(row.audioMs)} of audio`);
  words.push(formatBytes(row.bytes));
  return words.join(', ');
}

/** By way of whole microseconds, as a session file keeps them: half a millisecond goes the same way live and when it is opened again. */
function wholeMs(ms: number): number {
  return Math.round(Math.round(ms * 1000) / 1000);
}

/** What the linter says in a line of the log beyond its summary: why it is a fault, and the fix. Pure. */

import type { LogEvent, LogRow } from '../../engine/engine.messages.ts';
import { parseJson } from './json-nodes.ts';

export interface LintWords {
  why: string;
  fix: string;
}

/** Null for any other line. */
export function lintWords(row: LogRow, event: LogEvent | undefined): LintWords | null {
  if (row.direction !== 'note' || !row.type.startsWith('sidetone.lint.') || !event) return null;
  const parsed = parseJson(event.text);
  const facts = parsed.ok ? (parsed.value as { facts?: Partial<LintWords> } | null)?.facts : undefined;
  return typeof facts?.why === 'string' && typeof facts.fix === 'string'
    ? { why: facts.why, fix: facts.fix }
    : null;
}

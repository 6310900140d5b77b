/**
 * Causes and effects of a row: where else in the log its command, tool call, item or response is. Looks at every row once, so it is asked
 * for rows that somebody opened, not for those that are drawn.
 */

import type { LogRow } from '../../engine/engine.messages.ts';
import type { LogMirror, ScannedRow } from '../../store/log-mirror.ts';

export interface RowLink {
  /** What is found there, as seen from the row. */
  label: string;
  seq: number;
}

type Find = (row: ScannedRow, type: string) => boolean;

export function rowLinks(log: LogMirror, row: LogRow): RowLink[] {
  const links: RowLink[] = [];
  const add = (label: string, seq: number) => {
    if (seq >= 0 && seq !== row.seq && links.every((link) => link.seq !== seq)) links.push({ label, seq });
  };
  const { command, call, item, response } = numbersOf(log, row);
  const isError = row.direction === 'server';
  if (command !== 0) {
    add(
      isError ? 'Caused by' : 'Refused',
      first(log, (other) => other.command === command && (other.direction === 'server') !== isError),
    );
  }
  if (call !== 0) {
    const isOutput = row.direction === 'client';
    const found = first(log, (other) => other.call === call && (other.direction === 'client') !== isOutput);
    add(isOutput ? 'The call' : 'Its output', found);
    const output = isOutput ? row.seq : found;
    if (output >= 0)
      add(
        'Next response',
        first(log, (_, type) => type === 'response.created', output),
      );
  }
  if (item !== 0) {
    add(
      'Item begins',
      first(log, (other) => other.item === item),
    );
    add(
      'Next of this item',
      first(log, (other) => other.item === item, row.seq + 1),
    );
  }
  const own = response === 0 && item !== 0 ? responseOf(log, item) : response;
  if (own !== 0) {
    add(
      'Response begins',
      first(log, (other) => other.response === own),
    );
    add(
      'Response ends',
      first(log, (other, type) => other.response === own && type === 'response.done'),
    );
  }
  return links;
}

function numbersOf(log: LogMirror, row: LogRow) {
  const number = (word: string | null) => (word === null ? 0 : log.numberOf(word));
  return {
    command: number(row.commandId),
    call: number(row.callId),
    item: number(row.itemId),
    response: number(row.responseId),
  };
}

function first(log: LogMirror, matches: Find, from = 0): number {
  let found = -1;
  log.scan(from, log.length, (row) => {
    if (found < 0 && matches(row, log.word(row.type) ?? '')) found = row.seq;
  });
  return found;
}

/** The response that made an item; 0 when none did. */
function responseOf(log: LogMirror, item: number): number {
  let response = 0;
  log.scan(0, log.length, (row) => {
    if (response === 0 && row.item === item) response = row.response;
  });
  return response;
}

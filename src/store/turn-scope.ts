/** What belongs to one turn: by name, and by time where a thing has none. Pure. */

import type { Turn } from '../session/turns.ts';
import type { Item } from '../session/types.ts';

export interface TurnScope {
  id: string;
  number: number;
  /** Ids of its items and responses. */
  own: ReadonlySet<string>;
  /** Ids of the turns before and after it, whose events may come late or early. */
  others: ReadonlySet<string>;
  /** Session time from its first moment to that of the next turn; without a next, for ever. */
  fromMs: number;
  toMs: number;
}

/** Null when there is no such turn. */
export function turnScope(
  id: string,
  turns: readonly Turn[],
  items: Readonly<Record<string, Item>>,
): TurnScope | null {
  const index = turns.findIndex((turn) => turn.id === id);
  const turn = turns[index];
  if (!turn) return null;
  const next = turns[index + 1];
  const neighbours = [turns[index - 1], next].filter((other) => other !== undefined);
  return {
    id,
    number: turn.number,
    own: new Set(idsOf(turn, items)),
    others: new Set(neighbours.flatMap((other) => idsOf(other, items))),
    fromMs: beginning(turn),
    toMs: next ? beginning(next) : Number.POSITIVE_INFINITY,
  };
}

function idsOf(turn: Turn, items: Readonly<Record<string, Item>>): string[] {
  const responses = turn.responses.map((response) => response.id);
  const made = Object.values(items)
    .filter((item) => 'responseId' in item && item.responseId !== null && responses.includes(item.responseId))
    .map((item) => item.id);
  const tools = turn.tools.map(({ itemId }) => itemId);
  return [...(turn.itemId === null ? [] : [turn.itemId]), ...responses, ...made, ...tools];
}

function beginning({ moments, responses }: Turn): number {
  const times = [...Object.values(moments), ...responses.map(({ startMs }) => startMs)];
  return Math.min(...times);
}

/** The turns panel without its looks: what is sorted how, what is open, and the figures over all turns. */

import { useCallback, useMemo, useState } from 'react';
import { percentile, voiceToVoiceMs } from '../../lib/latency.ts';
import type { Turn } from '../../session/turns.ts';
import type { PriceTable } from '../../pricing/prices.ts';
import { turnCostUsd } from '../../pricing/totals.ts';
import { cutByPerson, lastVoiceToVoiceMs, momentsOf, timeToSilenceMs } from '../../store/turn-figures.ts';
import type { Moment } from '../../store/time-cursor.ts';
import { useConsole, useConsoleParts } from '../kit/console-context.tsx';
import { useChosen } from '../kit/use-chosen.ts';
import { usePrices } from '../kit/use-prices.ts';
import { sorted, useSort } from './use-sort.ts';

type SortKey = 'number' | 'latency' | 'cost';

/** So many rows are drawn until all are asked for: the page stays small in an hour's session. */
const ROWS = 100;

function valueOf(key: SortKey, prices: PriceTable): (turn: Turn) => number | null {
  if (key === 'cost') return (turn) => turnCostUsd(turn, prices);
  return key === 'latency' ? voiceToVoiceMs : ({ number }) => number;
}

export function useTurns() {
  const { cursor } = useConsoleParts();
  const turns = useConsole((state) => state.turns);
  const prices = usePrices();
  const sorting = useSort<SortKey>({ key: 'number', descending: true });
  const { sort } = sorting;
  const [openIds, setOpenIds] = useState<readonly string[]>([]);
  const [all, setAll] = useState(false);
  const toggle = useCallback(
    (turn: Turn) => {
      const { id } = turn;
      setOpenIds((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]));
      const atMs = momentsOf(turn)[0]?.atMs;
      if (atMs === undefined) return;
      const { itemId } = turn;
      cursor.choose(itemId === null ? { atMs, turnId: id } : { atMs, turnId: id, itemId }, 'turns');
    },
    [cursor],
  );
  const inOrder = useMemo(
    () => sorted(turns, valueOf(sort.key, prices), sort.descending),
    [turns, sort, prices],
  );
  const figures = useMemo(() => figuresOf(turns), [turns]);
  const moment = useChosen();
  const chosenId = useMemo(() => moment && turnAt(turns, moment), [turns, moment]);
  return {
    turns,
    rows: all ? inOrder : inOrder.slice(0, ROWS),
    hidden: all ? 0 : Math.max(0, inOrder.length - ROWS),
    showAll: () => setAll(true),
    sorting,
    openIds,
    chosenId,
    prices,
    toggle,
    figures,
  };
}

/** The turn of a moment: the one that was meant, or the last that had begun. */
function turnAt(turns: readonly Turn[], { atMs, turnId }: Moment): string | null {
  if (turnId !== undefined) return turnId;
  return turns.findLast((turn) => (momentsOf(turn)[0]?.atMs ?? Infinity) <= atMs)?.id ?? null;
}

function figuresOf(turns: readonly Turn[]) {
  const latencies = turns.map(voiceToVoiceMs).filter((ms) => ms !== null);
  const cut = turns.filter(cutByPerson);
  return {
    lastMs: lastVoiceToVoiceMs(turns),
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    interruptions: cut.length,
    silenceMs: percentile(
      cut.map(timeToSilenceMs).filter((ms) => ms !== null),
      0.5,
    ),
    spokenOver: turns.filter(({ spokeOver }) => spokeOver).length,
  };
}

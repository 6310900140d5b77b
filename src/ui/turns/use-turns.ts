/** The turns panel without its looks: what is sorted how, what is open, and the figures over all turns. */

import { useCallback, useMemo, useState } from 'react';
import type { Turn } from '../../session/turns.ts';
import type { PriceTable } from '../../pricing/prices.ts';
import { turnCostUsd } from '../../pricing/totals.ts';
import {
  cutByPerson,
  lastVoiceToVoiceMs,
  percentile,
  timeToSilenceMs,
  voiceToVoiceMs,
} from '../../store/turn-figures.ts';
import { useConsole } from '../kit/console-context.tsx';
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
  const turns = useConsole((state) => state.turns);
  const prices = usePrices();
  const sorting = useSort<SortKey>({ key: 'number', descending: true });
  const { sort } = sorting;
  const [openIds, setOpenIds] = useState<readonly string[]>([]);
  const [all, setAll] = useState(false);
  const toggle = useCallback(
    (id: string) =>
      setOpenIds((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id])),
    [],
  );
  const inOrder = useMemo(
    () => sorted(turns, valueOf(sort.key, prices), sort.descending),
    [turns, sort, prices],
  );
  const figures = useMemo(() => figuresOf(turns), [turns]);
  return {
    turns,
    rows: all ? inOrder : inOrder.slice(0, ROWS),
    hidden: all ? 0 : Math.max(0, inOrder.length - ROWS),
    showAll: () => setAll(true),
    sorting,
    openIds,
    prices,
    toggle,
    figures,
  };
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

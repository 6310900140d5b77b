/** What each turn cost, sortable, and below a turn, when open, of what kind that was and why. */

import ChevronRight from 'lucide-react/icons/chevron-right';
import clsx from 'clsx';
import { useMemo, useState } from 'react';
import type { PriceTable } from '../../pricing/prices.ts';
import { type CostTotals, costTotals } from '../../pricing/totals.ts';
import type { Turn } from '../../session/turns.ts';
import { formatCount } from '../event-log/format.ts';
import { Button } from '../kit/Button.tsx';
import { CostTable } from './CostTable.tsx';
import { SortableHeader } from './SortableHeader.tsx';
import { TurnMoney } from './TurnMoney.tsx';
import { sorted, useSort } from './use-sort.ts';
import { formatUsd } from './words.ts';

interface Bill {
  turn: Turn;
  totals: CostTotals;
  /** Share of all input that was cached, 0…1; null without any. */
  cached: number | null;
}

type Column = 'number' | 'input' | 'cached' | 'output' | 'transcription' | 'hits' | 'total';

const COLUMNS: {
  key: Column;
  label: string;
  title: string;
  valueOf: (bill: Bill) => number | null;
}[] = [
  { key: 'total', label: 'Total', title: 'All of the turn', valueOf: ({ totals }) => totals.totalUsd },
  {
    key: 'input',
    label: 'Input',
    title: 'Input that was not cached',
    valueOf: ({ totals }) => kinds(totals.inputUsd),
  },
  {
    key: 'cached',
    label: 'Cached',
    title: 'Input that was cached',
    valueOf: ({ totals }) => kinds(totals.cachedUsd),
  },
  {
    key: 'hits',
    label: 'Hits',
    title: 'Share of the input that was cached',
    valueOf: ({ cached }) => cached,
  },
  {
    key: 'output',
    label: 'Output',
    title: 'What the model made',
    valueOf: ({ totals }) => totals.outputUsd.text + totals.outputUsd.audio,
  },
  {
    key: 'transcription',
    label: 'Transcr.',
    title: 'Transcription of what you said',
    valueOf: ({ totals }) => totals.transcriptionUsd,
  },
];

/** So many rows are drawn until all are asked for. */
const ROWS = 100;

export function CostTurns({ turns, prices }: { turns: readonly Turn[]; prices: PriceTable }) {
  const sorting = useSort<Column>({ key: 'number', descending: true });
  const [openIds, setOpenIds] = useState<readonly string[]>([]);
  const [all, setAll] = useState(false);
  const bills = useMemo(() => turns.map((turn) => billOf(turn, prices)), [turns, prices]);
  const { key, descending } = sorting.sort;
  const valueOf = COLUMNS.find((column) => column.key === key)?.valueOf ?? (({ turn }) => turn.number);
  const inOrder = sorted(bills, valueOf, descending);
  const shown = all ? inOrder : inOrder.slice(0, ROWS);
  const toggle = (id: string) =>
    setOpenIds((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]));
  return (
    <>
      <div className="overflow-x-auto">
        <table
          aria-label="Cost of each turn"
          className="w-full min-w-[440px] border-collapse border-t border-line text-left"
        >
          <thead>
            <tr className="font-mono text-wire text-ink-3">
              <SortableHeader sorting={sorting} column="number" label="Turn" className="w-16 pl-2" />
              {COLUMNS.map((column) => (
                <SortableHeader
                  key={column.key}
                  sorting={sorting}
                  column={column.key}
                  label={column.label}
                  title={column.title}
                  className="pr-3 text-right"
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((bill) => (
              <Row
                key={bill.turn.id}
                bill={bill}
                prices={prices}
                open={openIds.includes(bill.turn.id)}
                onToggle={toggle}
              />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < bills.length && (
        <Button look="bare" className="m-2" onClick={() => setAll(true)}>
          {`Show ${formatCount(bills.length - shown.length)} more`}
        </Button>
      )}
    </>
  );
}

interface RowProps {
  bill: Bill;
  prices: PriceTable;
  open: boolean;
  onToggle: (id: string) => void;
}

function Row({ bill, prices, open, onToggle }: RowProps) {
  const { turn, totals } = bill;
  const details = `${turn.id}-money`;
  return (
    <>
      <tr className={clsx('border-t border-line', open && 'bg-sunken')}>
        <th scope="row" className="h-6 p-0 font-normal">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? details : undefined}
            aria-label={`Cost of turn ${turn.number}`}
            onClick={() => onToggle(turn.id)}
            className="flex h-10 w-full items-center gap-1 pl-2 font-mono text-wire hover:bg-sunken md:h-6"
          >
            <ChevronRight size={12} aria-hidden className={clsx('shrink-0', open && 'rotate-90')} />
            {turn.number}
          </button>
        </th>
        {COLUMNS.map(({ key, valueOf }) => (
          <td
            key={key}
            className={clsx('pr-3 text-right font-mono text-wire', key !== 'total' && 'text-ink-2')}
          >
            {inWords(key, valueOf(bill))}
          </td>
        ))}
      </tr>
      {open && (
        <tr className="bg-sunken">
          <td id={details} colSpan={COLUMNS.length + 1} className="p-0 text-wire text-ink-2">
            {/* As wide as the panel, and in view, also where the table is scrolled sideways. */}
            <div className="sticky left-0 w-[100cqw] px-3 pt-1 pb-2">
              <CostTable totals={totals} />
              <div className="mt-1">
                <TurnMoney turn={turn} prices={prices} />
              </div>
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

function billOf(turn: Turn, prices: PriceTable): Bill {
  const usages = turn.responses.flatMap(({ usage }) => usage ?? []);
  const inputTokens = usages.reduce((sum, usage) => sum + usage.inputTokens, 0);
  const cachedTokens = usages.reduce(
    (sum, usage) => sum + Math.min(usage.cachedTokens, usage.inputTokens),
    0,
  );
  return {
    turn,
    totals: costTotals([turn], prices),
    cached: inputTokens === 0 ? null : cachedTokens / inputTokens,
  };
}

function kinds({ text, audio, image }: { text: number; audio: number; image: number }): number {
  return text + audio + image;
}

function inWords(key: Column, value: number | null): string {
  if (value === null) return '–';
  if (key === 'hits') return `${Math.round(value * 100)} %`;
  return value === 0 && key !== 'total' ? '–' : formatUsd(value);
}

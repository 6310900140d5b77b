/** The heard ledger: what of each answer's sound was received, heard, is queued, was cut, and came too late. */

import { useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { type HeardParts, type HeardRow, heardRows, heardTotals } from '../../store/heard-rows.ts';
import { formatCount, formatDuration, formatMinutes } from '../event-log/format.ts';
import { Button } from '../kit/Button.tsx';
import { useConsole, useConsoleParts } from '../kit/console-context.tsx';
import { SortableHeader } from './SortableHeader.tsx';
import { barWords, heardSummary, heardWords } from './heard-words.ts';
import { sorted, useSort } from './use-sort.ts';

type Column = 'at' | keyof HeardParts | 'told';

/** So many rows are drawn until all are asked for. */
const ROWS = 100;

const COLUMNS: { key: Column; label: string; title: string; valueOf: (row: HeardRow) => number | null }[] = [
  {
    key: 'receivedMs',
    label: 'Received',
    title: 'Sound that arrived and was kept',
    valueOf: (row) => row.receivedMs,
  },
  { key: 'heardMs', label: 'Heard', title: 'Sound that playback rendered', valueOf: (row) => row.heardMs },
  {
    key: 'queuedMs',
    label: 'Queued',
    title: 'Received and still to be heard',
    valueOf: (row) => row.queuedMs,
  },
  { key: 'cutMs', label: 'Cut', title: 'Received and never to be heard', valueOf: (row) => row.cutMs },
  {
    key: 'told',
    label: 'Told',
    title: 'What the server was told was heard (truncated there); 0 = deleted there',
    valueOf: (row) => row.toldMs,
  },
  {
    key: 'lateMs',
    label: 'Late',
    title: 'Came after the interruption and was dropped',
    valueOf: (row) => row.lateMs,
  },
];

function valueOf(key: Column): (row: HeardRow) => number | null {
  return COLUMNS.find((column) => column.key === key)?.valueOf ?? ((row) => row.startedAtMs);
}

export function HeardView() {
  const { items, order } = useConsole(useShallow((state) => ({ items: state.items, order: state.order })));
  const sorting = useSort<Column>({ key: 'at', descending: true });
  const [all, setAll] = useState(false);
  const rows = useMemo(() => heardRows(items, order), [items, order]);
  if (rows.length === 0) {
    return (
      <p className="p-3 text-ink-2">
        What was received and heard of each answer appears here. Press Connect and say something.
      </p>
    );
  }
  const { key, descending } = sorting.sort;
  const inOrder = sorted(rows, valueOf(key), descending);
  const shown = all ? inOrder : inOrder.slice(0, ROWS);
  const longestMs = Math.max(1, ...rows.map(({ receivedMs, lateMs }) => receivedMs + lateMs));
  return (
    <>
      <p className="px-3 pt-1 pb-2">{heardSummary(heardTotals(rows))}</p>
      <div className="overflow-x-auto">
        <table className="w-full min-w-[600px] border-collapse border-t border-line text-left">
          <thead>
            <tr className="font-mono text-wire text-ink-3">
              <SortableHeader sorting={sorting} column="at" label="at" className="w-16 pl-3" />
              <th scope="col" className="min-w-40 px-2 font-normal">
                Answer
              </th>
              {COLUMNS.map((column) => (
                <SortableHeader
                  key={column.key}
                  sorting={sorting}
                  column={column.key}
                  label={column.label}
                  title={column.title}
                  className="w-16 pr-2 text-right"
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.itemId} row={row} longestMs={longestMs} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < rows.length && (
        <Button look="bare" className="m-2" onClick={() => setAll(true)}>
          {`Show ${formatCount(rows.length - shown.length)} more`}
        </Button>
      )}
    </>
  );
}

function Row({ row, longestMs }: { row: HeardRow; longestMs: number }) {
  const { cursor } = useConsoleParts();
  const { itemId, startedAtMs, text, toldMs } = row;
  return (
    <tr className="border-t border-line align-top hover:bg-sunken">
      <th scope="row" className="py-1 pl-2 font-normal">
        <button
          type="button"
          title="Go there in the time line, the log and the transcript"
          onClick={() => cursor.choose({ atMs: startedAtMs, itemId }, 'turns')}
          className="h-6 rounded-sm px-1 font-mono text-wire text-ink-2 hover:bg-line hover:text-ink"
        >
          {formatMinutes(startedAtMs)}
        </button>
      </th>
      <td className="max-w-0 px-2 pt-1.5 pb-1">
        <HeardBar row={row} longestMs={longestMs} />
        <p className="truncate" title={text}>
          {text}
        </p>
        <p className="text-wire text-ink-2">{heardWords(row)}</p>
      </td>
      {COLUMNS.map((column) => (
        <td
          key={column.key}
          className="pt-2 pr-2 text-right font-mono text-wire whitespace-nowrap text-ink-2"
        >
          {column.key === 'told' && toldMs === 0 ? 'deleted' : inWords(column.valueOf(row))}
        </td>
      ))}
    </tr>
  );
}

/** Heard, queued, cut and late one behind the other, to one scale for all answers. */
function HeardBar({ row, longestMs }: { row: HeardRow; longestMs: number }) {
  const parts = [
    { name: 'heard', ms: row.heardMs, look: 'bg-assistant' },
    { name: 'queued', ms: row.queuedMs, look: 'border border-assistant' },
    { name: 'cut', ms: row.cutMs, look: 'hatched' },
    { name: 'late', ms: row.lateMs, look: 'border border-dashed border-error' },
  ];
  return (
    <div role="img" aria-label={barWords(row)} title={barWords(row)} className="mb-0.5 flex h-2 w-full">
      {parts
        .filter(({ ms }) => ms > 0)
        .map(({ name, ms, look }) => (
          <span key={name} className={look} style={{ width: `${(ms / longestMs) * 100}%` }} />
        ))}
    </div>
  );
}

function inWords(ms: number | null): string {
  return ms === null || ms === 0 ? '–' : formatDuration(ms);
}

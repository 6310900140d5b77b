/** How fast turns were answered: the headline and its chart, and a row for each turn, which opens to its spans. */

import { useRef } from 'react';
import { formatCount, formatDuration } from '../event-log/format.ts';
import { Button } from '../kit/Button.tsx';
import { type InstantList, useInstantMark } from '../kit/use-instant-mark.ts';
import { LatencyChart } from './LatencyChart.tsx';
import { SortableHeader } from './SortableHeader.tsx';
import { TurnRow } from './TurnRow.tsx';
import { useTurns } from './use-turns.ts';

type View = ReturnType<typeof useTurns>;

export function LatencyView() {
  const view = useTurns();
  return view.turns.length === 0 ? (
    <p className="p-3 text-ink-2">
      Each exchange appears here with its time and its cost. Press Connect and say something.
    </p>
  ) : (
    <>
      <Headline view={view} />
      <Table view={view} />
    </>
  );
}

function Headline({ view: { figures, turns } }: { view: View }) {
  const { lastMs, p50Ms, p95Ms, interruptions, silenceMs, spokenOver } = figures;
  return (
    <div className="px-3 pt-1 pb-2">
      <p className="flex flex-wrap items-baseline gap-x-4">
        <span>
          <span className="text-ink-2">Voice to voice </span>
          <span className="font-mono text-said font-semibold">{inMs(lastMs)}</span>
        </span>
        <span className="font-mono text-wire text-ink-2">{`p50 ${inMs(p50Ms)}`}</span>
        <span className="font-mono text-wire text-ink-2">{`p95 ${inMs(p95Ms)}`}</span>
      </p>
      {p50Ms !== null && p95Ms !== null && <LatencyChart turns={turns} p50Ms={p50Ms} p95Ms={p95Ms} />}
      {(interruptions > 0 || spokenOver > 0) && (
        <p className="mt-1 text-wire text-ink-2">
          {`You interrupted ${times(interruptions)}`}
          {silenceMs !== null && `, silent after ${formatDuration(silenceMs)} (p50)`}
          {`. The assistant began while you spoke ${times(spokenOver)}.`}
        </p>
      )}
    </div>
  );
}

const ROWS: InstantList = {
  source: 'turns',
  selector: '[data-start]',
  timeOf: ({ dataset }) => Number(dataset['start']),
};

function Table({ view }: { view: View }) {
  const { rows, openIds, chosenId, toggle, hidden, showAll, sorting, prices } = view;
  const table = useRef<HTMLTableElement>(null);
  useInstantMark(table, ROWS, rows.length === 0);
  return (
    <>
      <table ref={table} className="w-full border-collapse border-t border-line text-left">
        <thead>
          <tr className="font-mono text-wire text-ink-3">
            <SortableHeader sorting={sorting} column="number" label="Turn" className="w-16 pl-2" />
            <th scope="col" className="hidden w-16 pr-2 text-right font-normal @min-[440px]:table-cell">
              at
            </th>
            <th scope="col" className="px-2 font-normal">
              You
            </th>
            <SortableHeader
              sorting={sorting}
              column="latency"
              label="Voice to voice"
              className="w-32 px-2 text-right"
            />
            <SortableHeader sorting={sorting} column="cost" label="Cost" className="w-20 pr-3 text-right" />
          </tr>
        </thead>
        <tbody>
          {rows.map((turn) => (
            <TurnRow
              key={turn.id}
              turn={turn}
              prices={prices}
              open={openIds.includes(turn.id)}
              chosen={turn.id === chosenId}
              onToggle={toggle}
            />
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <Button look="bare" className="m-2" onClick={showAll}>
          {`Show ${formatCount(hidden)} more`}
        </Button>
      )}
    </>
  );
}

function inMs(ms: number | null): string {
  return ms === null ? '–' : `${Math.round(ms)} ms`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}

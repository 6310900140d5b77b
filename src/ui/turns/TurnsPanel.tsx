/** Turns: how fast each was answered, where its time went, and what it cost. */

import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { useState } from 'react';
import { formatCount, formatDuration } from '../event-log/format.ts';
import { Button } from '../kit/Button.tsx';
import { PanelHeader } from '../kit/PanelHeader.tsx';
import { CostSummary } from './CostSummary.tsx';
import { LatencyChart } from './LatencyChart.tsx';
import { TurnRow } from './TurnRow.tsx';
import { type SortKey, useTurns } from './use-turns.ts';
import { DEFINITIONS } from './words.ts';

type View = ReturnType<typeof useTurns>;

export function TurnsPanel() {
  const view = useTurns();
  const [defining, setDefining] = useState(false);
  return (
    <section aria-label="Turns" className="@container flex h-full min-h-0 flex-col bg-ground">
      <PanelHeader title="Turns">
        <span className="font-mono text-wire text-ink-3">{formatCount(view.turns.length)}</span>
        <Button
          look="bare"
          aria-expanded={defining}
          className="text-wire"
          onClick={() => setDefining(!defining)}
        >
          Definitions
        </Button>
      </PanelHeader>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {defining && <Definitions />}
        {view.turns.length === 0 ? (
          <p className="p-3 text-ink-2">
            Each exchange appears here with its time and its cost. Press Connect and say something.
          </p>
        ) : (
          <>
            <Headline view={view} />
            <Table view={view} />
            <CostSummary turns={view.turns} />
          </>
        )}
      </div>
    </section>
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

function Table({ view }: { view: View }) {
  const { rows, openIds, chosenId, toggle, hidden, showAll } = view;
  return (
    <>
      <table className="w-full border-collapse border-t border-line text-left">
        <thead>
          <tr className="font-mono text-wire text-ink-3">
            <Sortable view={view} column="number" label="Turn" className="w-16 pl-2" />
            <th scope="col" className="hidden w-16 pr-2 text-right font-normal @min-[440px]:table-cell">
              at
            </th>
            <th scope="col" className="px-2 font-normal">
              You
            </th>
            <Sortable view={view} column="latency" label="Voice to voice" className="w-32 px-2 text-right" />
            <Sortable view={view} column="cost" label="Cost" className="w-20 pr-3 text-right" />
          </tr>
        </thead>
        <tbody>
          {rows.map((turn) => (
            <TurnRow
              key={turn.id}
              turn={turn}
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

interface SortableProps {
  view: View;
  column: SortKey;
  label: string;
  className: string;
}

function Sortable({ view: { sort, sortBy }, column, label, className }: SortableProps) {
  const chosen = sort.key === column;
  const order = sort.descending ? 'descending' : 'ascending';
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={chosen ? order : undefined} className={className}>
      <button
        type="button"
        onClick={() => sortBy(column)}
        className="inline-flex h-6 items-center gap-0.5 font-normal whitespace-nowrap hover:text-ink"
      >
        {label}
        {chosen && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}

function Definitions() {
  return (
    <dl aria-label="Definitions" className="border-b border-line px-3 py-2 text-wire">
      {DEFINITIONS.map(({ term, words }) => (
        <div key={term} className="pb-1.5">
          <dt className="font-semibold">{term}</dt>
          <dd className="text-ink-2">{words}</dd>
        </div>
      ))}
    </dl>
  );
}

function inMs(ms: number | null): string {
  return ms === null ? '–' : `${Math.round(ms)} ms`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}

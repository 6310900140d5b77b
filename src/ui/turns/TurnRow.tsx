/** One turn of the table, and below it, when open, where its time and money went. */

import ChevronRight from 'lucide-react/icons/chevron-right';
import clsx from 'clsx';
import { memo } from 'react';
import type { PriceTable } from '../../pricing/prices.ts';
import { turnCostUsd } from '../../pricing/totals.ts';
import type { Turn } from '../../session/turns.ts';
import { voiceToVoiceMs } from '../../lib/latency.ts';
import { momentsOf, toolTimeMs } from '../../store/turn-figures.ts';
import { formatDuration, formatMinutes } from '../event-log/format.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { TurnMoney } from './TurnMoney.tsx';
import { Waterfall } from './Waterfall.tsx';
import { formatUsd, troubleWords, turnWords } from './words.ts';

interface TurnRowProps {
  turn: Turn;
  prices: PriceTable;
  open: boolean;
  /** The moment that was chosen is in it. */
  chosen: boolean;
  onToggle: (turn: Turn) => void;
}

export const TurnRow = memo(function TurnRow({ turn, prices, open, chosen, onToggle }: TurnRowProps) {
  const item = useConsole((state) => (turn.itemId === null ? null : (state.items[turn.itemId] ?? null)));
  const latencyMs = voiceToVoiceMs(turn);
  const costUsd = turnCostUsd(turn, prices);
  const trouble = troubleWords(turn);
  const startMs = momentsOf(turn)[0]?.atMs ?? null;
  const details = `${turn.id}-details`;
  return (
    <>
      <tr
        data-start={startMs ?? undefined}
        aria-current={chosen || undefined}
        className={clsx(
          'border-t border-line data-instant:bg-sunken data-instant:shadow-[inset_2px_0_var(--ink-3)]',
          (open || chosen) && 'bg-sunken',
          chosen && 'shadow-[inset_2px_0_var(--ink)]',
        )}
      >
        <th scope="row" className="h-6 p-0 font-normal">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? details : undefined}
            aria-label={`Turn ${turn.number}`}
            onClick={() => onToggle(turn)}
            className="flex h-10 w-full items-center gap-1 pl-2 font-mono text-wire hover:bg-sunken md:h-6"
          >
            <ChevronRight size={12} aria-hidden className={clsx('shrink-0', open && 'rotate-90')} />
            {turn.number}
          </button>
        </th>
        <td className="hidden pr-2 text-right font-mono text-wire text-ink-3 @min-[440px]:table-cell">
          {startMs === null ? '–' : formatMinutes(startMs)}
        </td>
        <td className="max-w-0 truncate px-2" title={trouble ?? undefined}>
          {trouble !== null && (
            <span className="mr-1.5 font-mono text-wire text-error-ink">
              {turn.interruption ? 'cut' : '!'}
            </span>
          )}
          {turnWords(turn, item)}
        </td>
        <td className="px-2 text-right font-mono text-wire whitespace-nowrap">
          {latencyMs === null ? '–' : `${Math.round(latencyMs)} ms`}
        </td>
        <td className="pr-3 text-right font-mono text-wire">{costUsd === null ? '–' : formatUsd(costUsd)}</td>
      </tr>
      {open && (
        <tr className="bg-sunken">
          <td id={details} colSpan={5} className="px-3 pt-1 pb-2">
            <Waterfall turn={turn} />
            <TurnNotes turn={turn} prices={prices} trouble={trouble} />
          </td>
        </tr>
      )}
    </>
  );
});

interface TurnNotesProps {
  turn: Turn;
  prices: PriceTable;
  trouble: string | null;
}

function TurnNotes({ turn, prices, trouble }: TurnNotesProps) {
  const { showTurnEvents } = useActions();
  const toolMs = toolTimeMs(turn, turn.moments.end ?? 0);
  return (
    <div className="mt-1 text-wire text-ink-2">
      {trouble !== null && <p>{trouble}</p>}
      {turn.tools.length > 0 && <p>{`Tools ran for ${formatDuration(toolMs)} of it.`}</p>}
      <TurnMoney turn={turn} prices={prices} />
      <Button look="bare" className="-ml-1.5 text-wire" onClick={() => showTurnEvents(turn.id)}>
        Show its events
      </Button>
    </div>
  );
}

/** One model of the table: its prices in a line, and opened, each of them to change. */

import ChevronRight from 'lucide-react/icons/chevron-right';
import clsx from 'clsx';
import { useId, useState } from 'react';
import type { Confidence } from '../../pricing/prices.ts';
import { Button } from '../kit/Button.tsx';
import { PriceField } from './PriceField.tsx';
import type { Rate } from './price-rates.ts';

interface PriceRowProps<Edit> {
  row: { model: string; shutdown: string | null; confidence: Confidence; source: string | null };
  line: string;
  unit: string;
  rates: Rate<Edit>[];
  /** Something of the session was counted by it. */
  used: boolean;
  /** Is in the dated table, which a reset brings back. */
  dated: boolean;
  odd: string | null;
  onEdit: (edit: Edit) => void;
  onReset: () => void;
}

export function PriceRow<Edit>(props: PriceRowProps<Edit>) {
  const { row, line, unit, rates, used, dated, odd, onEdit, onReset } = props;
  const [open, setOpen] = useState(used);
  const id = useId();
  const { model, shutdown, confidence, source } = row;
  const own = confidence === 'own';
  return (
    <li className="border-t border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        className="flex min-h-8 w-full flex-wrap items-center gap-x-2 px-4 py-1 text-left hover:bg-sunken"
      >
        <ChevronRight size={14} aria-hidden className={clsx('shrink-0 text-ink-2', open && 'rotate-90')} />
        <span className="min-w-0 font-medium wrap-anywhere">{model}</span>{' '}
        {used && <span className="text-wire text-ink-2">in this session </span>}
        {own && <span className="text-wire text-ink-2">{dated ? 'changed by you ' : 'added by you '}</span>}
        {shutdown !== null && <span className="text-wire text-error-ink">{`retires ${shutdown} `}</span>}
        <span className="ml-auto font-mono text-wire text-ink-3">{line}</span>
      </button>
      {open && (
        <div id={id} className="px-4 pb-3 pl-9">
          <div className="grid max-w-120 grid-cols-3 items-start gap-x-3 gap-y-1.5">
            {rates.map(({ label, usd, changed }) => (
              <PriceField
                // A reset shows the table's figure, also where something unreadable stood.
                key={`${label} ${confidence}`}
                label={label}
                usd={usd}
                onCommit={(next) => onEdit(changed(next))}
              />
            ))}
          </div>
          {odd !== null && <p className="mt-1 text-wire text-ink">{odd}</p>}
          <p className="mt-1.5 flex flex-wrap items-center gap-x-3 text-wire text-ink-2">
            <span>{unit}</span>
            {!own && <span>{`Confidence: ${confidence}`}</span>}
            {source !== null && (
              <a href={source} target="_blank" rel="noreferrer" className="underline">
                Source
              </a>
            )}
            {own && (
              <Button look="bare" className="text-wire" onClick={onReset}>
                {dated ? `Reset ${model}` : `Remove ${model}`}
              </Button>
            )}
          </p>
        </div>
      )}
    </li>
  );
}

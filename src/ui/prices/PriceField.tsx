/** One price in dollars. Committed on Enter and on leaving the field; what is no price stays to be mended, with words, and does not count. */

import clsx from 'clsx';
import { useId, useState } from 'react';
import { readPrice } from './read-price.ts';

interface PriceFieldProps {
  label: string;
  usd: number;
  onCommit: (usd: number) => void;
}

export function PriceField({ label, usd, onCommit }: PriceFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const commit = () => {
    if (draft === null) return;
    const read = readPrice(draft, label);
    if (!read.ok) {
      setProblem(read.problem);
      return;
    }
    setDraft(null);
    setProblem(null);
    if (read.usd !== usd) onCommit(read.usd);
  };
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="block truncate text-wire text-ink-2">
        {label}
      </label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={draft ?? String(usd)}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={(event) => {
          setDraft(event.target.value);
          setProblem(null);
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
        className={clsx(
          'h-7 w-full min-w-0 rounded-sm border bg-raised px-2 text-right text-control tabular-nums',
          problem ? 'border-error' : 'border-edge hover:border-ink-2',
        )}
      />
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className="text-wire text-error-ink">
          {problem}
        </p>
      )}
    </div>
  );
}

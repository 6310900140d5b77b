/** A native select in the page's clothes: the platform's own list, keyboard and type-ahead. */

import clsx from 'clsx';
import ChevronDown from 'lucide-react/icons/chevron-down';

export interface Choice {
  value: string;
  label: string;
}

interface SelectProps {
  id: string;
  value: string;
  choices: Choice[];
  onChange: (value: string) => void;
  disabled?: boolean;
  describedBy?: string;
}

/** A value that is not among the choices is listed all the same: what is asked is always shown. */
export function Select({ id, value, choices, onChange, disabled = false, describedBy }: SelectProps) {
  const listed = choices.some((choice) => choice.value === value)
    ? choices
    : [{ value, label: value === '' ? 'None' : value }, ...choices];
  return (
    <span className="relative flex min-w-0 flex-1 items-center">
      <select
        id={id}
        value={value}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.value)}
        className={clsx(
          'h-7 w-full min-w-0 appearance-none truncate rounded-sm border border-edge bg-raised pr-6 pl-2 text-control text-ink',
          'hover:border-ink-2 disabled:border-line disabled:text-ink-3',
        )}
      >
        {listed.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden className="pointer-events-none absolute right-1.5 text-ink-2" />
    </span>
  );
}

/**
 * A number with its unit, and a slider beside it when the range is worth sliding over. Sends nothing while one types or drags: the value
 * is committed on Enter, on leaving the field and on letting go of the slider. What cannot be read stays, with words, and is not sent.
 */

import clsx from 'clsx';
import { useId, useRef, useState } from 'react';
import { Field } from './Field.tsx';
import type { FieldState } from './field-state.ts';
import { readNumber } from './read-number.ts';

interface NumberFieldProps {
  label: string;
  wireName?: string;
  /** null = empty. */
  value: number | null;
  onCommit: (value: number | null) => void;
  min: number;
  max: number;
  step: number;
  unit?: string;
  whole?: boolean;
  /** Lets the field be empty; the words say what that stands for. */
  emptyMeans?: string;
  /** Upper end of the slider, where it is worth less than `max`; 0 = no slider. */
  slideTo?: number;
  state?: FieldState;
}

export function NumberField(props: NumberFieldProps) {
  const { label, wireName, value, onCommit, min, max, step, unit, state } = props;
  const { whole = false, emptyMeans = null, slideTo = max } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const text = draft ?? (value === null ? '' : String(value));

  const field = useRef<HTMLInputElement>(null);

  const commit = (typed: string) => {
    // The browser hides text that is no number behind an empty value, which would otherwise pass for "empty".
    const unreadable = field.current?.validity.badInput === true;
    const read = readNumber(unreadable ? 'unreadable' : typed, label, { min, max, whole, emptyMeans });
    if (!read.ok) {
      setProblem(read.problem);
      return;
    }
    setProblem(null);
    setDraft(null);
    if (read.value !== value) onCommit(read.value);
  };
  const edit = (typed: string) => {
    setDraft(typed);
    setProblem(null);
  };
  const commitDraft = () => {
    if (draft !== null) commit(draft);
  };

  return (
    <Field controlId={id} label={label} wireName={wireName} state={state} problem={problem}>
      {slideTo > 0 && (
        <input
          type="range"
          // The number beside it is the accessible control, with arrow keys of its own; this is for the pointer.
          aria-hidden
          tabIndex={-1}
          min={min}
          max={slideTo}
          step={step}
          value={Number.isFinite(Number(text)) && text !== '' ? Number(text) : min}
          onChange={(event) => edit(event.target.value)}
          onPointerUp={commitDraft}
          className="range min-w-0 flex-1"
        />
      )}
      <span className={clsx('flex items-baseline gap-1.5', slideTo === 0 && 'ml-auto')}>
        <input
          ref={field}
          id={id}
          type="number"
          inputMode={whole ? 'numeric' : 'decimal'}
          min={min}
          max={max}
          step={step}
          autoComplete="off"
          value={text}
          placeholder={emptyMeans ?? undefined}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-notes`}
          onChange={(event) => edit(event.target.value)}
          onBlur={commitDraft}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit(text);
          }}
          className={clsx(
            'h-7 w-16 rounded-sm border bg-raised px-2 text-right text-control tabular-nums placeholder:text-ink-3',
            problem ? 'border-error' : 'border-edge hover:border-ink-2',
          )}
        />
        <span className="w-5 text-wire text-ink-3">{unit}</span>
      </span>
    </Field>
  );
}

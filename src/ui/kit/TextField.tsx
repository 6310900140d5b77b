/** A short text that is committed on Enter and on leaving the field. Text that is not valid stays, with words, and is not sent. */

import clsx from 'clsx';
import { useId, useState } from 'react';
import { Field } from './Field.tsx';
import type { FieldState } from './field-state.ts';

interface TextFieldProps {
  label: string;
  wireName?: string;
  value: string;
  onCommit: (value: string) => void;
  placeholder?: string;
  /** Words when the text cannot be sent, else null. */
  check?: (value: string) => string | null;
  state?: FieldState;
}

export function TextField({ label, wireName, value, onCommit, placeholder, check, state }: TextFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const commit = () => {
    if (draft === null) return;
    const found = check?.(draft.trim()) ?? null;
    setProblem(found);
    if (found !== null) return;
    setDraft(null);
    if (draft.trim() !== value) onCommit(draft.trim());
  };
  return (
    <Field controlId={id} label={label} wireName={wireName} state={state} problem={problem}>
      <input
        id={id}
        type="text"
        autoComplete="off"
        value={draft ?? value}
        placeholder={placeholder}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-notes`}
        onChange={(event) => {
          setDraft(event.target.value);
          setProblem(null);
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
        className={clsx(
          'h-7 w-full min-w-0 rounded-sm border bg-raised px-2 text-control placeholder:text-ink-3',
          problem ? 'border-error' : 'border-edge hover:border-ink-2',
        )}
      />
    </Field>
  );
}

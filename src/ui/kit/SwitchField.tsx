/** A labelled switch. */

import { type ReactNode, useId } from 'react';
import { Field } from './Field.tsx';
import type { FieldState } from './field-state.ts';
import { Switch } from './Switch.tsx';

interface SwitchFieldProps {
  label: string;
  wireName?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  state?: FieldState;
  hint?: ReactNode;
}

export function SwitchField({ label, wireName, checked, onChange, state, hint }: SwitchFieldProps) {
  const id = useId();
  return (
    <Field controlId={id} label={label} wireName={wireName} state={state} hint={hint}>
      <span className="ml-auto flex">
        <Switch id={id} checked={checked} onChange={onChange} describedBy={`${id}-notes`} />
      </span>
    </Field>
  );
}

/** A labelled select. Choosing commits at once. */

import { type ReactNode, useId } from 'react';
import { Field } from './Field.tsx';
import type { FieldState } from './field-state.ts';
import { type Choice, Select } from './Select.tsx';

interface SelectFieldProps<T extends string> {
  label: string;
  wireName?: string;
  value: T;
  choices: (Choice & { value: T })[];
  onChange: (value: T) => void;
  state?: FieldState;
  hint?: ReactNode;
  arrange?: 'row' | 'stacked';
  disabled?: boolean;
}

export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { label, wireName, value, choices, onChange, state, hint, arrange, disabled } = props;
  const id = useId();
  return (
    <Field controlId={id} label={label} wireName={wireName} state={state} hint={hint} arrange={arrange}>
      <Select
        id={id}
        value={value}
        choices={choices}
        disabled={disabled}
        describedBy={`${id}-notes`}
        onChange={(chosen) => {
          const choice = choices.find((each) => each.value === chosen);
          if (choice) onChange(choice.value);
        }}
      />
    </Field>
  );
}

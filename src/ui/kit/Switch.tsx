/** On or off, at once. The mark moves and fills, so it reads without colour. */

import clsx from 'clsx';

interface SwitchProps {
  id: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  describedBy?: string;
}

/** Give it a `<label htmlFor={id}>`. */
export function Switch({ id, checked, onChange, disabled = false, describedBy }: SwitchProps) {
  return (
    // Its label is a label element, which the rule does not follow.
    // oxlint-disable-next-line jsx-a11y/control-has-associated-label
    <button
      type="button"
      role="switch"
      id={id}
      aria-checked={checked}
      aria-describedby={describedBy}
      disabled={disabled}
      onClick={() => onChange(!checked)}
      className={clsx(
        'relative h-4 w-7 shrink-0 rounded-full border disabled:cursor-not-allowed',
        checked ? 'border-ink bg-ink' : 'border-edge bg-raised',
        disabled && 'opacity-50',
      )}
    >
      <span
        className={clsx(
          'absolute top-0.5 size-2.5 rounded-full',
          checked ? 'right-0.5 bg-ground' : 'left-0.5 bg-edge',
        )}
      />
    </button>
  );
}

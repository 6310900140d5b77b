/** One row of a form: label, control, what the server says about it, and a line of help or complaint below. */

import clsx from 'clsx';
import Check from 'lucide-react/icons/check';
import CircleAlert from 'lucide-react/icons/circle-alert';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Lock from 'lucide-react/icons/lock';
import EqualNot from 'lucide-react/icons/equal-not';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { settingsForm } from '../../store/shown.ts';
import { useConsole } from './console-context.tsx';
import { type FieldState, unknownState } from './field-state.ts';

interface FieldProps {
  /** Id of the control, which the label names. */
  controlId: string;
  label: string;
  /** The field's name on the wire, shown on hover. */
  wireName?: string | undefined;
  state?: FieldState | undefined;
  hint?: ReactNode;
  /** Words about input that cannot be sent. Announced. */
  problem?: string | null | undefined;
  /** `stacked` puts the label above the control. */
  arrange?: 'row' | 'stacked';
  children: ReactNode;
}

export function Field(props: FieldProps) {
  const {
    controlId,
    label,
    wireName,
    state = unknownState,
    hint,
    problem,
    arrange = 'row',
    children,
  } = props;
  const stacked = arrange === 'stacked';
  return (
    <div className="min-w-0 py-0.5" title={wireName}>
      <div className={clsx(stacked ? 'flex flex-col gap-1' : 'flex min-h-7 items-center gap-3')}>
        <span className={clsx('flex items-center gap-1', !stacked && 'w-36 shrink-0')}>
          <label htmlFor={controlId} className="truncate text-ink-2">
            {label}
          </label>
          {/* What stands in the field was not sent, so the server's word is about something else. */}
          {!problem && <FieldMark state={state} />}
        </span>
        <fieldset
          disabled={state.status === 'set-by-server'}
          className="flex min-w-0 flex-1 items-center gap-2"
        >
          {children}
        </fieldset>
      </div>
      <div id={`${controlId}-notes`}>
        {problem && (
          <p role="alert" className="text-wire text-error-ink">
            {problem}
          </p>
        )}
        {!problem && <FieldWords state={state} />}
        {hint && <p className="max-w-prose text-wire text-ink-3">{hint}</p>}
      </div>
    </div>
  );
}

type KnownStatus = Exclude<FieldState['status'], 'unknown'>;

const marks: Record<KnownStatus, { Icon: LucideIcon; words: string; className: string }> = {
  'set-by-server': { Icon: Lock, words: 'Set by the server', className: 'text-ink-3' },
  pending: { Icon: Ellipsis, words: 'Sent, waiting for the server', className: 'text-ink-2' },
  accepted: { Icon: Check, words: 'Accepted by the server', className: 'text-ink-3' },
  differs: { Icon: EqualNot, words: 'Accepted with another value', className: 'text-ink' },
  refused: { Icon: CircleAlert, words: 'Refused by the server', className: 'text-error-ink' },
};

function FieldMark({ state }: { state: FieldState }) {
  if (state.status === 'unknown') return null;
  const { Icon, words, className } = marks[state.status];
  return (
    <span title={words} className={clsx('shrink-0', className)}>
      <Icon size={12} aria-hidden />
      <span className="sr-only">{words}</span>
    </span>
  );
}

/** Under the control: only what needs reading. `again`: how what was refused is asked for once more. */
export function FieldWords({
  state,
  again = 'Change the value, and it is asked again.',
}: {
  state: FieldState;
  again?: string;
}) {
  if (state.status === 'set-by-server' && state.value !== null) {
    return (
      <p className="font-mono text-wire text-ink-2">
        set by the server to <span className="font-semibold text-ink">{state.value}</span>
      </p>
    );
  }
  if (state.status === 'differs') {
    return (
      <p className="font-mono text-wire text-ink-2">
        asked <span className="text-ink">{state.asked}</span>, accepted{' '}
        <span className="font-semibold text-ink">{state.accepted}</span>
      </p>
    );
  }
  return state.status === 'refused' ? <RefusedWords words={state.words} again={again} /> : null;
}

/** What can only be looked at is not asked for again. */
function RefusedWords({ words, again }: { words: string; again: string }) {
  const isReadOnly = useConsole((state) => settingsForm(state) === 'read-only');
  return (
    <p className="text-wire break-words text-error-ink">
      Refused: {words} {!isReadOnly && again}
    </p>
  );
}

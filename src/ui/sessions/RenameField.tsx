/** A session's name, in place: Enter and leaving the field keep what was typed, Escape does not. */

import { useRef } from 'react';
import type { LibrarySession } from '../../engine/library/library.messages.ts';
import { titleOf } from '../../store/session-title.ts';

const MOST_CHARS = 200;

interface RenameFieldProps {
  session: LibrarySession;
  /** null: nothing is to change. '' takes the name away. Called once. */
  onDone: (title: string | null) => void;
}

export function RenameField({ session, onDone }: RenameFieldProps) {
  const done = useRef(false);
  const finish = (title: string | null) => {
    // Taking the field away takes its focus too.
    if (done.current) return;
    done.current = true;
    onDone(title === session.title ? null : title);
  };
  return (
    <input
      ref={select}
      type="text"
      aria-label={`Name of ${titleOf(session)}`}
      autoComplete="off"
      defaultValue={session.title}
      placeholder={titleOf({ ...session, title: '' })}
      maxLength={MOST_CHARS}
      onBlur={(event) => finish(event.target.value.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(event.currentTarget.value.trim());
        if (event.key !== 'Escape') return;
        // The same key must not also close the dialog.
        event.preventDefault();
        finish(null);
      }}
      className="h-7 w-full min-w-0 rounded-sm border border-edge bg-raised px-2 text-control font-medium hover:border-ink-2"
    />
  );
}

function select(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}

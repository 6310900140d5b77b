/** A session whose tab was closed or crashed is offered, until the person has said what becomes of it. Not while they talk. */

import History from 'lucide-react/icons/history';
import { useState } from 'react';
import type { LibrarySession } from '../../engine/library/library.messages.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { recoveryWords } from './recorded-words.ts';
import { UndoLine } from './UndoLine.tsx';
import { useDeletion } from './use-deletion.ts';

/** The newest; the others have their turn after it, and are in the list all the time. */
function unfinished({ library, shown, connection }: ConsoleState): LibrarySession | null {
  const isFree = shown.kind === 'live' && (connection.status === 'idle' || connection.status === 'failed');
  if (library.status !== 'ready' || !isFree) return null;
  return library.sessions.find(({ state }) => state === 'unfinished') ?? null;
}

export function RecoveryNote() {
  const session = useConsole(unfinished);
  const { library } = useActions();
  const deletion = useDeletion();
  const [openedEpochMs] = useState(() => Date.now());
  if (deletion.words !== null) return <UndoLine deletion={deletion} />;
  if (session === null) return null;
  const { id } = session;
  const keep = () => {
    library.keep(id, true);
    library.settle(id);
  };
  return (
    <section
      aria-label="Unfinished session"
      className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-t border-line bg-sunken py-1 pr-2 pl-3"
    >
      <History size={16} aria-hidden className="shrink-0 text-ink-2" />
      <p role="status" className="min-w-0 flex-1 basis-56 font-medium">
        {recoveryWords(session, openedEpochMs)}
      </p>
      <div className="flex gap-2">
        <Button look="plain" className="h-7" onClick={() => void library.open(id)}>
          Open
        </Button>
        <Button look="plain" className="h-7" onClick={keep}>
          Keep
        </Button>
        <Button
          look="plain"
          className="h-7"
          onClick={() => deletion.remove([id], 'Deleted the unfinished session.')}
        >
          Delete
        </Button>
      </div>
    </section>
  );
}

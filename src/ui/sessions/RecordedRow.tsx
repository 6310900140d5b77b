/** One past session: what it was, and what can be done with it. */

import Download from 'lucide-react/icons/download';
import Pencil from 'lucide-react/icons/pencil';
import Pin from 'lucide-react/icons/pin';
import Trash from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import type { LibrarySession } from '../../engine/library/library.messages.ts';
import { titleOf } from '../../store/session-title.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { useActions } from '../kit/console-context.tsx';
import { figureWords, sourceWords, stateWords } from './recorded-words.ts';
import { RenameField } from './RenameField.tsx';

interface RecordedRowProps {
  session: LibrarySession;
  excerpt: string | null;
  onOpen: (id: string) => void;
  onRemove: (session: LibrarySession) => void;
}

export function RecordedRow({ session, excerpt, onOpen, onRemove }: RecordedRowProps) {
  const { library } = useActions();
  const [renaming, setRenaming] = useState(false);
  const { id, kept, state } = session;
  const title = titleOf(session);
  const isRunning = state === 'running';
  const trouble = stateWords(session);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
      <div className="min-w-0 flex-1 basis-64">
        {renaming ? (
          <RenameField
            session={session}
            onDone={(name) => {
              setRenaming(false);
              if (name !== null) library.rename(id, name);
            }}
          />
        ) : (
          <p className="truncate font-medium">{title}</p>
        )}
        <p className="font-mono text-wire text-ink-2 tabular-nums">{figureWords(session)}</p>
        <p className="truncate text-wire text-ink-3">{sourceWords(session)}</p>
        {excerpt !== null && <p className="text-wire text-ink-2">{excerpt}</p>}
        {trouble !== null && <p className="text-wire break-words text-ink-2">{trouble}</p>}
      </div>
      <div className="ml-auto flex items-center">
        <IconButton
          label={kept ? `Do not keep ${title}` : `Keep ${title}`}
          aria-pressed={kept}
          className="aria-pressed:text-ink"
          onClick={() => library.keep(id, !kept)}
        >
          <Pin size={14} fill={kept ? 'currentColor' : 'none'} aria-hidden />
        </IconButton>
        <IconButton label={`Rename ${title}`} onClick={() => setRenaming(true)}>
          <Pencil size={14} aria-hidden />
        </IconButton>
        <IconButton
          label={`Save ${title} as a file`}
          disabled={isRunning}
          onClick={() => void library.save(id)}
        >
          <Download size={14} aria-hidden />
        </IconButton>
        <IconButton label={`Delete ${title}`} disabled={isRunning} onClick={() => onRemove(session)}>
          <Trash size={14} aria-hidden />
        </IconButton>
        <Button aria-label={`Open ${title}`} className="ml-2" disabled={isRunning} onClick={() => onOpen(id)}>
          Open
        </Button>
      </div>
    </li>
  );
}

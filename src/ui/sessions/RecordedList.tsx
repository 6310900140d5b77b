/** Past sessions, by day: find, open, name, keep, save and delete them, and bring others in. */

import Search from 'lucide-react/icons/search';
import { useRef } from 'react';
import { canConverse } from '../../store/connection.ts';
import { titleOf } from '../../store/session-title.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { Notices } from '../status/Notices.tsx';
import { byDay } from './recorded-words.ts';
import { RecordedRow } from './RecordedRow.tsx';
import { RecordingSwitch } from './RecordingSwitch.tsx';
import { StorageLine } from './StorageLine.tsx';
import { UndoLine } from './UndoLine.tsx';
import { type Deletion, useDeletion } from './use-deletion.ts';
import { type RecordedListView, useRecordedList } from './use-recorded-list.ts';

export function RecordedList({ onChosen }: { onChosen: () => void }) {
  const actions = useActions();
  const library = useConsole((state) => state.library);
  const view = useRecordedList();
  const deletion = useDeletion();
  const open = (id: string) => {
    onChosen();
    void actions.library.open(id);
  };
  const deleteAll = () => {
    const ids = view.all?.filter(({ state }) => state !== 'running').map(({ id }) => id) ?? [];
    deletion.remove(ids, ids.length === 1 ? 'Deleted the session.' : `Deleted ${ids.length} sessions.`);
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-col gap-2 border-b border-line px-4 py-2">
        <RecordingSwitch />
        <Toolbar view={view} />
      </div>
      <UndoLine deletion={deletion} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Sessions view={view} deletion={deletion} onOpen={open} />
      </div>
      <Notices about="device-library" />
      {library.status === 'ready' && <StorageLine library={library} onDeleteAll={deleteAll} />}
    </div>
  );
}

function Toolbar({ view }: { view: RecordedListView }) {
  const actions = useActions();
  const files = useRef<HTMLInputElement>(null);
  const talks = useConsole((state) => canConverse(state.connection));
  return (
    <>
      <div className="flex items-center gap-2">
        <span className="relative flex min-w-0 flex-1 items-center">
          <Search size={14} aria-hidden className="pointer-events-none absolute left-2 text-ink-2" />
          <input
            type="search"
            aria-label="Search sessions"
            placeholder="Search names and what was said"
            autoComplete="off"
            value={view.text}
            onChange={(event) => view.search(event.target.value)}
            className="h-8 w-full min-w-0 rounded-sm border border-edge bg-raised pr-2 pl-7 text-control placeholder:text-ink-3 hover:border-ink-2"
          />
        </span>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label="Session files"
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            // So that the same file can be chosen again.
            event.target.value = '';
            if (chosen.length > 0) void actions.library.add(chosen, false);
          }}
        />
        <Button onClick={() => files.current?.click()}>Import</Button>
      </div>
      {talks && <p className="text-wire text-ink-2">Opening a session ends your conversation.</p>}
    </>
  );
}

interface SessionsProps {
  view: RecordedListView;
  deletion: Deletion;
  onOpen: (id: string) => void;
}

function Sessions({ view, deletion, onOpen }: SessionsProps) {
  const { all, shown, hidden, showMore, excerptOf, text } = view;
  const library = useConsole((state) => state.library);
  if (library.status === 'opening') return <p className="p-4 text-ink-2">Opening the library…</p>;
  if (all === null) {
    return <p className="p-4 text-ink-2">Drop a session file onto the page to open it.</p>;
  }
  if (all.length === 0) {
    return (
      <p className="p-4 text-ink-2">
        Sessions appear here as they are recorded. Drop a session file anywhere onto the page to open it.
      </p>
    );
  }
  if (shown.length === 0) return <p className="p-4 text-ink-2">{`No session has “${text.trim()}” in it.`}</p>;
  return (
    <>
      {byDay(shown, view.openedEpochMs).map((day) => (
        <section key={day.sessions[0]?.id} aria-label={day.words}>
          <h3 className="px-4 pt-3 pb-1 text-wire font-semibold text-ink-2">{day.words}</h3>
          <ul>
            {day.sessions.map((session) => (
              <RecordedRow
                key={session.id}
                session={session}
                excerpt={excerptOf(session.id)}
                onOpen={onOpen}
                onRemove={() => deletion.remove([session.id], `Deleted “${titleOf(session)}”.`)}
              />
            ))}
          </ul>
        </section>
      ))}
      {hidden > 0 && (
        <Button look="bare" className="m-2" onClick={showMore}>
          {`Show more of ${hidden}`}
        </Button>
      )}
    </>
  );
}

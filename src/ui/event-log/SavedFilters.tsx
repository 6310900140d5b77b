/** Filters kept by name: choose one, keep the present one, delete one. */

import Bookmark from 'lucide-react/icons/bookmark';
import BookmarkCheck from 'lucide-react/icons/bookmark-check';
import Check from 'lucide-react/icons/check';
import Trash from 'lucide-react/icons/trash-2';
import { type FormEvent, useState } from 'react';
import { EVERYTHING, isEverything, type LogQuery } from '../../store/log-query.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { Popover } from '../kit/Popover.tsx';
import { usePreference } from '../kit/use-preference.ts';
import { currentFilter, likedFilter, withFilter, withoutFilter } from './saved-filters.ts';

const LONGEST_NAME = 40;

interface SavedFiltersProps {
  query: LogQuery;
  onChoose: (filter: Partial<LogQuery>) => void;
}

export function SavedFilters({ query, onChoose }: SavedFiltersProps) {
  const [saved, setSaved] = usePreference('savedFilters');
  const current = currentFilter(saved, query);
  return (
    <Popover
      opens="down"
      label={current ? `Saved filters, ${current.name} chosen` : 'Saved filters'}
      icon={
        current ? (
          <BookmarkCheck size={16} aria-hidden className="text-ink" />
        ) : (
          <Bookmark size={16} aria-hidden />
        )
      }
    >
      <p className="font-medium">Saved filters</p>
      {saved.length === 0 && <p className="py-1 text-ink-2">None yet. Narrow the log, then name it here.</p>}
      <ul>
        {saved.map(({ name, filter }) => (
          <li key={name} className="flex items-center gap-1">
            <Button
              look="bare"
              aria-pressed={name === current?.name}
              className="h-8 min-w-0 flex-1 justify-start"
              onClick={() => onChoose({ ...filter })}
            >
              <Check size={14} aria-hidden className={name === current?.name ? undefined : 'invisible'} />
              <span className="truncate">{name}</span>
            </Button>
            <IconButton
              label={`Delete the filter ${name}`}
              onClick={() => setSaved(withoutFilter(saved, name))}
            >
              <Trash size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      {current && (
        <Button look="bare" onClick={() => onChoose(likedFilter(EVERYTHING))}>
          Show all again
        </Button>
      )}
      {!current && <NameForm query={query} onName={(name) => setSaved(withFilter(saved, name, query))} />}
    </Popover>
  );
}

function NameForm({ query, onName }: { query: LogQuery; onName: (name: string) => void }) {
  const [name, setName] = useState('');
  const nothing = isEverything({ ...EVERYTHING, ...likedFilter(query) });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || nothing) return;
    onName(name.trim());
    setName('');
  };
  return (
    <form onSubmit={save} className="mt-1 flex gap-2 border-t border-line pt-2">
      <input
        type="text"
        aria-label="Name of the present filter"
        placeholder="Name of the present filter"
        maxLength={LONGEST_NAME}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        className="h-8 min-w-0 flex-1 rounded-sm border border-edge bg-ground px-2 text-control text-ink placeholder:text-ink-3"
      />
      <Button type="submit" disabled={name.trim() === '' || nothing} title={nothing ? NOTHING : undefined}>
        Save
      </Button>
    </form>
  );
}

const NOTHING = 'Nothing is filtered out. Narrow the log first.';

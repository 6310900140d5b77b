/** What narrows the event log: text or pattern, direction, types, one item, response or turn, trouble only; all of it by name. */

import clsx from 'clsx';
import Braces from 'lucide-react/icons/braces';
import CircleAlert from 'lucide-react/icons/circle-alert';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import type { LogQuery } from '../../store/log-query.ts';
import { SegmentedControl } from '../kit/SegmentedControl.tsx';
import { countedTrouble } from './format.ts';
import { SavedFilters } from './SavedFilters.tsx';
import { SearchProgress } from './SearchProgress.tsx';
import { TypeFilter } from './TypeFilter.tsx';
import type { EventLogView } from './use-event-log.ts';

const DIRECTIONS: { value: LogQuery['direction']; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'client', label: '↑ Client' },
  { value: 'server', label: '↓ Server' },
];

export function LogToolbar({ view }: { view: EventLogView }) {
  const { query, problem, setQuery, log } = view;
  return (
    <div className="relative flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b border-line px-2 py-1">
      <SearchBox view={view} />
      <SegmentedControl
        label="Direction"
        value={query.direction}
        segments={DIRECTIONS}
        onChange={(direction) => setQuery({ direction })}
      />
      <TypeFilter
        counts={() => log.typeCounts()}
        hidden={query.hiddenTypes}
        onChange={(hiddenTypes) => setQuery({ hiddenTypes })}
      />
      <SavedFilters query={query} onChoose={setQuery} />
      <TroubleButton view={view} />
      <SearchProgress search={view.search} />
      {problem !== null && (
        <p role="alert" className="basis-full text-wire text-error-ink">
          Not a regular expression: {problem}. The list stays as it was.
        </p>
      )}
      {(query.itemId !== null || query.responseId !== null || query.turn !== null) && (
        <div className="flex basis-full flex-wrap gap-1">
          {query.turn !== null && (
            <Chip noun="Turn" id={String(query.turn.number)} onRemove={() => setQuery({ turn: null })} />
          )}
          {query.itemId !== null && (
            <Chip noun="Item" id={query.itemId} onRemove={() => setQuery({ itemId: null })} />
          )}
          {query.responseId !== null && (
            <Chip noun="Response" id={query.responseId} onRemove={() => setQuery({ responseId: null })} />
          )}
        </div>
      )}
    </div>
  );
}

function SearchBox({ view }: { view: EventLogView }) {
  const { text, pattern, problem, setQuery } = view;
  const { frames } = view.query;
  const search = (next: string) => setQuery({ text: next });
  return (
    <div className="relative min-w-0 flex-1 basis-full @min-[600px]:basis-0">
      <input
        type="text"
        aria-label="Filter events"
        aria-invalid={problem !== null}
        placeholder={placeholder(pattern, frames)}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => search(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return;
          event.stopPropagation();
          search('');
        }}
        className="h-8 w-full min-w-0 rounded-sm border border-edge bg-raised pr-23 pl-2 font-mono text-wire text-ink placeholder:text-ink-3 aria-invalid:border-error-ink"
      />
      {text !== '' && (
        <button
          type="button"
          aria-label="Clear the filter"
          onClick={() => search('')}
          className="absolute top-0 right-15 inline-flex size-8 items-center justify-center text-ink-2 hover:text-ink"
        >
          <X size={14} aria-hidden />
        </button>
      )}
      <div className="absolute top-1 right-1 flex gap-1">
        <Toggle label="Search the frames too" pressed={frames} onPress={() => setQuery({ frames: !frames })}>
          <Braces size={14} aria-hidden />
        </Toggle>
        <Toggle label="Regular expression" pressed={pattern} onPress={() => setQuery({ pattern: !pattern })}>
          .*
        </Toggle>
      </div>
    </div>
  );
}

function placeholder(pattern: boolean, frames: boolean): string {
  if (pattern) return frames ? 'Regular expression, in frames too' : 'Regular expression';
  return frames ? 'Filter by anything in a frame' : 'Filter by type, summary or id';
}

interface ToggleProps {
  label: string;
  pressed: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Toggle({ label, pressed, onPress, children }: ToggleProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onPress}
      className={clsx(
        'inline-flex size-6 items-center justify-center rounded-sm font-mono text-wire',
        pressed ? 'bg-ink text-ground' : 'text-ink-2 hover:bg-sunken hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}

function TroubleButton({ view }: { view: EventLogView }) {
  const { query, setQuery, log } = view;
  const { errorCount, warningCount } = log;
  if (errorCount + warningCount === 0 && !query.troubleOnly) return null;
  const Icon = errorCount > 0 ? CircleAlert : TriangleAlert;
  return (
    <button
      type="button"
      aria-pressed={query.troubleOnly}
      title="Show only errors and warnings"
      onClick={() => setQuery({ troubleOnly: !query.troubleOnly })}
      className={clsx(
        'inline-flex h-8 shrink-0 items-center gap-1 rounded-sm px-1.5 text-control font-medium whitespace-nowrap',
        errorCount > 0
          ? query.troubleOnly
            ? 'bg-error-ink text-ground'
            : 'text-error-ink hover:bg-error-wash'
          : query.troubleOnly
            ? 'bg-ink text-ground'
            : 'text-ink-2 hover:bg-sunken hover:text-ink',
      )}
    >
      <Icon size={14} aria-hidden />
      {countedTrouble(errorCount, warningCount)}
    </button>
  );
}

function Chip({ noun, id, onRemove }: { noun: string; id: string; onRemove: () => void }) {
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-1 rounded-sm border border-edge pl-2 text-wire">
      <span className="text-ink-2">{noun}</span>
      <span className="truncate font-mono">{id}</span>
      <button
        type="button"
        aria-label={`Show all, not only ${noun.toLowerCase()} ${id}`}
        onClick={onRemove}
        className="inline-flex size-6 shrink-0 items-center justify-center text-ink-2 hover:text-ink"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}

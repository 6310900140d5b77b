/** The event log: every event that crossed the wire, in order, and notes of ours between them. */

import clsx from 'clsx';
import ArrowDown from 'lucide-react/icons/arrow-down';
import CircleAlert from 'lucide-react/icons/circle-alert';
import X from 'lucide-react/icons/x';
import { Virtualizer } from 'virtua';
import type { LogQuery } from '../../store/log-filter.ts';
import { Button } from '../kit/Button.tsx';
import { PanelHeader } from '../kit/PanelHeader.tsx';
import { SegmentedControl } from '../kit/SegmentedControl.tsx';
import { EventRow } from './EventRow.tsx';
import { formatCount } from './format.ts';
import { useEventLog } from './use-event-log.ts';

const ROW_PX = 24;

const DIRECTIONS: { value: LogQuery['direction']; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'client', label: '↑ Client' },
  { value: 'server', label: '↓ Server' },
];

export function EventLog() {
  const view = useEventLog();
  const { log, filter, query, length, scroller, list, atEnd, toEnd, onScroll, onResize } = view;
  const filtered = query.text !== '' || query.direction !== 'all' || query.errorsOnly;
  return (
    <section aria-label="Event log" className="@container flex h-full min-h-0 flex-col bg-ground">
      <PanelHeader title="Event log">
        <span className="font-mono text-wire text-ink-3 tabular-nums">
          {filtered ? `${formatCount(length)} of ${formatCount(log.length)}` : formatCount(log.length)}
        </span>
      </PanelHeader>
      <Toolbar view={view} />
      {log.length === 0 ? (
        <p className="p-3 text-ink-2">Events appear here as they cross the wire. Press Connect.</p>
      ) : length === 0 ? (
        <NoMatch view={view} />
      ) : (
        <>
          <ColumnNames />
          <div className="relative min-h-0 flex-1">
            <div
              ref={scroller}
              role="log"
              aria-label="Events"
              // Hundreds of rows a minute must not be read out; who listens opens the transcript.
              aria-live="off"
              className="h-full overflow-y-auto overscroll-contain"
            >
              <Virtualizer
                key={view.generation}
                ref={list}
                data={{ length }}
                itemSize={ROW_PX}
                keepMounted={view.keepMounted}
                onScroll={onScroll}
                onResize={onResize}
              >
                {(_: unknown, position: number) => {
                  const seq = filter.seqAt(position);
                  const row = log.row(seq);
                  const previous = position > 0 ? log.atMs(filter.seqAt(position - 1)) : Number.NaN;
                  return row ? (
                    <EventRow
                      key={seq}
                      row={row}
                      previousAtMs={Number.isNaN(previous) ? null : previous}
                      open={view.open.includes(seq)}
                      tabStop={seq === view.tabStopSeq}
                      onToggle={view.toggle}
                      onDetails={view.onDetails}
                      onFocus={view.setActive}
                      onKeyDown={view.onKeyDown}
                    />
                  ) : (
                    <div key={`missing-${position}`} className="h-6" />
                  );
                }}
              </Virtualizer>
            </div>
            {!atEnd && (
              <Button
                look="solid"
                className="absolute bottom-3 left-1/2 h-7 -translate-x-1/2"
                onClick={toEnd}
              >
                <ArrowDown size={14} aria-hidden />
                Jump to latest
              </Button>
            )}
          </div>
        </>
      )}
    </section>
  );
}

type View = ReturnType<typeof useEventLog>;

function Toolbar({ view }: { view: View }) {
  const { query, text, setQuery, log } = view;
  const search = (next: string) => setQuery({ text: next });
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b border-line px-2 py-1">
      <div className="relative min-w-0 flex-1 basis-full @min-[480px]:basis-0">
        <input
          type="text"
          aria-label="Filter events"
          placeholder="Filter by type, summary or id"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => search(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || text === '') return;
            event.stopPropagation();
            search('');
          }}
          className="h-8 w-full min-w-0 rounded-sm border border-edge bg-raised pr-7 pl-2 font-mono text-wire text-ink placeholder:text-ink-3"
        />
        {text !== '' && (
          <button
            type="button"
            aria-label="Clear the filter"
            onClick={() => search('')}
            className="absolute top-0 right-0 inline-flex size-8 items-center justify-center text-ink-2 hover:text-ink"
          >
            <X size={14} aria-hidden />
          </button>
        )}
      </div>
      <SegmentedControl
        label="Direction"
        value={query.direction}
        segments={DIRECTIONS}
        onChange={(direction) => setQuery({ direction })}
      />
      {(log.errorCount > 0 || query.errorsOnly) && (
        <button
          type="button"
          aria-pressed={query.errorsOnly}
          title="Show only errors"
          onClick={() => setQuery({ errorsOnly: !query.errorsOnly })}
          className={clsx(
            'inline-flex h-8 shrink-0 items-center gap-1 rounded-sm px-1.5 text-control font-medium whitespace-nowrap',
            query.errorsOnly ? 'bg-error-ink text-ground' : 'text-error-ink hover:bg-error-wash',
          )}
        >
          <CircleAlert size={14} aria-hidden />
          {log.errorCount === 1 ? '1 error' : `${formatCount(log.errorCount)} errors`}
        </button>
      )}
    </div>
  );
}

/** Names and units of the columns, so that the rows need not repeat them. */
function ColumnNames() {
  return (
    <div
      aria-hidden
      className="flex h-5 shrink-0 items-center gap-2 border-b border-line pr-3 pl-1 font-mono text-wire text-ink-3"
    >
      <span className="w-15 shrink-0 text-right">s</span>
      <span className="hidden w-13 shrink-0 text-right @min-[480px]:block">Δ ms</span>
      <span className="w-2 shrink-0" />
      <span className="min-w-0 flex-1 truncate">event</span>
      <span className="hidden w-16 shrink-0 text-right @min-[400px]:block">size</span>
    </div>
  );
}

function NoMatch({ view }: { view: View }) {
  const { query, log, setQuery } = view;
  const what = query.text === '' ? 'No event matches' : `No event matches “${query.text}”`;
  return (
    <p className="p-3 text-ink-2">
      {what} among {formatCount(log.length)}. Change the filter, or{' '}
      <button
        type="button"
        className="text-ink underline"
        onClick={() => setQuery({ direction: 'all', errorsOnly: false, text: '' })}
      >
        show all
      </button>
      .
    </p>
  );
}

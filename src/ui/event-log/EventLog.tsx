/** The event log: every event that crossed the wire, in order, and notes of ours between them. */

import ArrowDown from 'lucide-react/icons/arrow-down';
import Pencil from 'lucide-react/icons/pencil-line';
import { lazy, Suspense } from 'react';
import { invitationTo } from '../../store/shown.ts';
import { EVERYTHING, isEverything } from '../../store/log-query.ts';
import { Button } from '../kit/Button.tsx';
import { useConsole } from '../kit/console-context.tsx';
import { PanelHeader } from '../kit/PanelHeader.tsx';
import { usePreference } from '../kit/use-preference.ts';
import { EventRow } from './EventRow.tsx';
import { formatCount } from './format.ts';
import { LogToolbar } from './LogToolbar.tsx';
import { RowList } from './RowList.tsx';
import { currentFilter } from './saved-filters.ts';
import { type EventLogView, useEventLog } from './use-event-log.ts';

// It brings an editor, which nobody pays for before they want it.
const Composer = lazy(async () => ({ default: (await import('../composer/Composer.tsx')).Composer }));

export function EventLog() {
  const view = useEventLog();
  const { log, filter, query, length, scroller, list, atEnd, toEnd, onScroll, onResize } = view;
  const filtered = !isEverything(query);
  const invitation = useConsole(invitationTo);
  return (
    <section aria-label="Event log" className="@container flex h-full min-h-0 flex-col bg-ground">
      <PanelHeader title="Event log">
        <SavedName query={query} />
        <span className="font-mono text-wire text-ink-3 tabular-nums">
          {filtered ? `${formatCount(view.count)} of ${formatCount(log.length)}` : formatCount(log.length)}
        </span>
        <Button
          look="bare"
          aria-expanded={view.composing}
          onClick={() => (view.composing ? view.closeComposer() : view.compose(null))}
        >
          <Pencil size={14} aria-hidden />
          Compose
        </Button>
      </PanelHeader>
      <LogToolbar view={view} />
      {log.length === 0 ? (
        <p className="p-3 text-ink-2">Events appear here as they cross the wire.{invitation}</p>
      ) : length === 0 ? (
        <NoMatch view={view} />
      ) : (
        <>
          <ColumnNames withSelected={view.selectedAtMs !== null} />
          <div className="relative min-h-0 flex-1 overflow-hidden">
            <div
              ref={scroller}
              role="log"
              aria-label="Events"
              // Hundreds of rows a minute must not be read out; who listens opens the transcript.
              aria-live="off"
              // Opaque, or the browser does not give the list a layer of its own and paints the page again wherever it scrolls.
              className="h-full overflow-y-auto overscroll-contain bg-ground"
            >
              <RowList
                ref={list}
                filter={filter}
                scroller={scroller}
                open={view.open}
                kept={view.kept}
                atEnd={atEnd}
                onScroll={onScroll}
                onResize={onResize}
              >
                {(seq, position) => {
                  const row = log.row(seq);
                  const previous = position > 0 ? log.atMs(filter.seqAt(position - 1)) : Number.NaN;
                  return (
                    row && (
                      <EventRow
                        row={row}
                        previousAtMs={Number.isNaN(previous) ? null : previous}
                        open={view.open.includes(seq)}
                        selected={seq === view.selectedSeq}
                        selectedAtMs={view.selectedAtMs}
                        tabStop={seq === view.tabStopSeq}
                        onToggle={view.toggle}
                        onDetails={view.onDetails}
                        onGoTo={view.goTo}
                        onNarrow={view.setQuery}
                        onCompose={view.compose}
                        onFocus={view.choose}
                        onKeyDown={view.onKeyDown}
                      />
                    )
                  );
                }}
              </RowList>
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
      {view.composing && (
        <>
          {(log.length === 0 || length === 0) && <div className="flex-1" />}
          <Suspense fallback={<p className="border-t border-line p-3 text-ink-2">Opening the composer…</p>}>
            <Composer onGoTo={view.goTo} onClose={view.closeComposer} />
          </Suspense>
        </>
      )}
    </section>
  );
}

/** Names and units of the columns, so that the rows need not repeat them. */
function ColumnNames({ withSelected }: { withSelected: boolean }) {
  return (
    <div
      aria-hidden
      className="flex h-5 shrink-0 items-center gap-2 border-b border-line pr-3 pl-1 font-mono text-wire text-ink-3"
    >
      <span className="w-15 shrink-0 text-right">s</span>
      <span className="hidden w-13 shrink-0 text-right @min-[480px]:block">Δ ms</span>
      {withSelected && (
        <span className="hidden w-18 shrink-0 text-right whitespace-nowrap @min-[560px]:block">
          to selected
        </span>
      )}
      <span className="w-2 shrink-0" />
      <span className="min-w-0 flex-1 truncate">event</span>
      <span className="hidden w-16 shrink-0 text-right @min-[400px]:block">size</span>
    </div>
  );
}

/** The saved filter that is in force, by its name. */
function SavedName({ query }: { query: EventLogView['query'] }) {
  const [saved] = usePreference('savedFilters');
  const current = currentFilter(saved, query);
  return current && <span className="min-w-0 truncate text-control text-ink-2">{current.name}</span>;
}

function NoMatch({ view }: { view: EventLogView }) {
  const { query, log, search, looking, setQuery } = view;
  if (looking || search.state.status === 'searching') return <p className="p-3 text-ink-2">Searching…</p>;
  const what = query.text === '' ? 'No event matches' : `No event matches “${query.text}”`;
  return (
    <p className="p-3 text-ink-2">
      {what} among {formatCount(log.length)}. Change the filter, or{' '}
      <button type="button" className="text-ink underline" onClick={() => setQuery(EVERYTHING)}>
        show all
      </button>
      .
    </p>
  );
}

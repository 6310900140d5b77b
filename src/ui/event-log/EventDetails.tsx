/** What is inside an open row: its JSON, or its events one by one when it folds several. */

import Check from 'lucide-react/icons/check';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Copy from 'lucide-react/icons/copy';
import { useMemo, useState } from 'react';
import type { LogEvent, LogRow } from '../../engine/engine.messages.ts';
import { Button } from '../kit/Button.tsx';
import { formatBytes, formatCount, formatSeconds } from './format.ts';
import { parseJson } from './json-nodes.ts';
import { JsonTree } from './JsonTree.tsx';
import { useCopy } from './use-copy.ts';
import { useRowEvents } from './use-row-events.ts';

/** Small events start with every branch open; a `session.updated` of several kilobytes would push its neighbours off the screen. */
const OPEN_WHOLE_CHARS = 1500;

export function EventDetails({ row }: { row: LogRow }) {
  const { events, loading, failure, more } = useRowEvents(row.seq);
  const left = Math.max(0, row.count - events.length);
  const single = row.count === 1 && events.length === 1;
  return (
    <div className="border-l-2 border-line py-1 pr-2 pl-3 text-wire" data-details={row.seq}>
      {events.map((event, index) => (
        <EventText
          // Events are only ever added at the end.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          event={event}
          heading={single ? null : `${formatCount(index + 1)} of ${formatCount(row.count)}`}
        />
      ))}
      {loading && <p className="text-ink-3">Reading from the log…</p>}
      {failure !== null && (
        <p className="flex items-center gap-2 text-error-ink" role="alert">
          <span>This event could not be read: {failure}</span>
          <Button look="bare" onClick={more}>
            Try again
          </Button>
        </p>
      )}
      {!loading && failure === null && left > 0 && (
        <Button look="bare" className="mt-1" onClick={more}>
          Load more ({formatCount(left)} left)
        </Button>
      )}
    </div>
  );
}

function EventText({ event, heading }: { event: LogEvent; heading: string | null }) {
  const [open, setOpen] = useState(heading === null);
  return (
    <div className="relative">
      {heading !== null && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-6 items-center gap-2 font-mono text-ink-2 hover:text-ink"
        >
          <ChevronRight size={12} aria-hidden className={open ? 'rotate-90' : undefined} />
          <span>{heading}</span>
          <span className="text-ink-3">{formatSeconds(event.atMs)} s</span>
          <span className="text-ink-3">{formatBytes(event.bytes)}</span>
        </button>
      )}
      {open && <EventBody text={event.text} />}
    </div>
  );
}

function EventBody({ text }: { text: string }) {
  const parsed = useMemo(() => parseJson(text), [text]);
  const { state, copy } = useCopy(text);
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        {parsed.ok ? (
          <JsonTree value={parsed.value} openDepth={text.length <= OPEN_WHOLE_CHARS ? 8 : 1} />
        ) : (
          <>
            <p className="text-error-ink">This is not JSON. It arrived as:</p>
            <pre className="max-h-48 overflow-auto font-mono break-all whitespace-pre-wrap">
              {text.slice(0, 20_000)}
            </pre>
          </>
        )}
      </div>
      <Button look="bare" className="sticky top-0 text-wire" onClick={copy}>
        {state === 'copied' ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
        {state === 'failed' ? 'Copying is blocked; select the text' : state === 'copied' ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}

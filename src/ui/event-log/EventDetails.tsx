/** What is inside an open row: its JSON, or its events one by one when it folds several. */

import Check from 'lucide-react/icons/check';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Copy from 'lucide-react/icons/copy';
import Pencil from 'lucide-react/icons/pencil-line';
import CornerDownRight from 'lucide-react/icons/corner-down-right';
import { useCallback, useLayoutEffect, useMemo, useState } from 'react';
import type { LogEvent, LogRow } from '../../engine/engine.messages.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsoleParts } from '../kit/console-context.tsx';
import { formatBytes, formatCount, formatOffset, formatSeconds } from './format.ts';
import { parseJson } from './json-nodes.ts';
import { JsonTree } from './JsonTree.tsx';
import { type LintWords, lintWords } from './lint-words.ts';
import { rowLinks } from './row-links.ts';
import { editable, sendingCode } from './sending-code.ts';
import { useCopy } from './use-copy.ts';
import { useRowEvents } from './use-row-events.ts';

/** Small events start with every branch open; a `session.updated` of several kilobytes would push its neighbours off the screen. */
const OPEN_WHOLE_CHARS = 1500;
/** A malformed frame may be of any size; its beginning says what it is. */
const MOST_PLAIN_CHARS = 20_000;
/** What an editor on the page still takes without a pause. */
const MOST_EDITED_BYTES = 100_000;

interface EventDetailsProps {
  row: LogRow;
  /** Time of the selected row; null when none is, or this one. */
  selectedAtMs: number | null;
  onGoTo: (seq: number) => void;
  /** Shows only what belongs to an item or a response. */
  onNarrow: (patch: { itemId: string } | { responseId: string }) => void;
  /** Opens the composer with the text of an event of the client. */
  onCompose: (text: string) => void;
  /** Called once, when the first events have been read. */
  onDrawn: (seq: number) => void;
}

export function EventDetails({ row, selectedAtMs, onDrawn, onGoTo, onNarrow, onCompose }: EventDetailsProps) {
  const { events, loading, failure, more } = useRowEvents(row.seq);
  const drawn = events.length > 0;
  useLayoutEffect(() => {
    if (drawn) onDrawn(row.seq);
  }, [drawn, onDrawn, row.seq]);
  const left = Math.max(0, row.count - events.length);
  const single = row.count === 1 && events.length === 1;
  const words = lintWords(row, events[0]);
  return (
    <div className="border-l-2 border-line py-1 pr-2 pl-3 text-wire" data-details={row.seq}>
      <Figures row={row} selectedAtMs={selectedAtMs} />
      <Related row={row} onGoTo={onGoTo} onNarrow={onNarrow} />
      {words && <Explanation words={words} />}
      {events.map((event, index) => (
        <EventText
          // Events are only ever added at the end.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          event={event}
          place={{ seq: row.seq, index }}
          onCompose={row.direction === 'client' ? onCompose : null}
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

/** Its size, and how long after its neighbour in the whole log and after the selected row it came. */
function Figures({ row, selectedAtMs }: Pick<EventDetailsProps, 'row' | 'selectedAtMs'>) {
  const { log } = useConsoleParts();
  const previousAtMs = log.atMs(row.seq - 1);
  return (
    <p className="flex flex-wrap gap-x-4 font-mono text-ink-2 tabular-nums">
      <span>{formatBytes(row.bytes)}</span>
      {!Number.isNaN(previousAtMs) && (
        <span>{`${formatOffset(row.atMs - previousAtMs)} ms to the previous`}</span>
      )}
      {selectedAtMs !== null && <span>{`${formatOffset(row.atMs - selectedAtMs)} ms to the selected`}</span>}
    </p>
  );
}

function Explanation({ words: { why, fix } }: { words: LintWords }) {
  return (
    <dl className="mb-1 grid max-w-prose grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-control">
      <dt className="text-ink-2">Why</dt>
      <dd>{why}</dd>
      <dt className="text-ink-2">Fix</dt>
      <dd>{fix}</dd>
    </dl>
  );
}

type RelatedProps = Pick<EventDetailsProps, 'row' | 'onGoTo' | 'onNarrow'>;

/** Causes and effects, to follow with a click. */
function Related({ row, onGoTo, onNarrow }: RelatedProps) {
  const { log } = useConsoleParts();
  const links = useMemo(() => rowLinks(log, row), [log, row]);
  const { itemId, responseId } = row;
  if (links.length === 0 && itemId === null && responseId === null) return null;
  return (
    <div className="-ml-1.5 flex flex-wrap items-center gap-x-2">
      {links.map(({ label, seq }) => {
        const to = log.row(seq);
        return (
          <Button key={seq} look="bare" className="text-wire" onClick={() => onGoTo(seq)}>
            <CornerDownRight size={12} aria-hidden />
            {label}{' '}
            <span className="font-mono text-ink-3">
              {to ? `${to.type} ${formatOffset(to.atMs - row.atMs)} ms` : ''}
            </span>
          </Button>
        );
      })}
      {itemId !== null && (
        <Button look="bare" className="text-wire" onClick={() => onNarrow({ itemId })}>
          Only this item
        </Button>
      )}
      {responseId !== null && (
        <Button look="bare" className="text-wire" onClick={() => onNarrow({ responseId })}>
          Only this response
        </Button>
      )}
    </div>
  );
}

/** Where an event stands in the log, for reading it again whole. */
interface Place {
  seq: number;
  index: number;
}

interface EventTextProps {
  event: LogEvent;
  place: Place;
  /** Null for what no client sends. */
  onCompose: ((text: string) => void) | null;
  heading: string | null;
}

function EventText({ event, place, onCompose, heading }: EventTextProps) {
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
      {open && <EventBody event={event} place={place} onCompose={onCompose} />}
    </div>
  );
}

function EventBody({ event, place: { seq, index }, onCompose }: Omit<EventTextProps, 'heading'>) {
  const { readEvents } = useActions();
  const [exact, setExact] = useState<string | null>(null);
  const readExact = useCallback(async () => {
    if (!event.cut) return event.text;
    const { events } = await readEvents(seq, index, 1, true);
    return events[0]?.text ?? event.text;
  }, [readEvents, event, seq, index]);
  const readCode = useCallback(async () => sendingCode(await readExact()), [readExact]);
  const edit = async (compose: (text: string) => void) => compose(editable(await readExact()));
  const showExact = async () => setExact(exact === null ? await readExact() : null);
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        {exact === null ? <Shown text={event.text} /> : <Plain text={exact} />}
        {event.cut && (
          <Button look="bare" className="mt-1 -ml-1.5 text-wire" onClick={() => void showExact()}>
            {exact === null ? 'Show the whole text' : 'Show it cut'}
          </Button>
        )}
      </div>
      <div className="sticky top-0 flex flex-col items-end">
        <CopyButton label="Copy" read={readExact} />
        {onCompose && <CopyButton label="Copy as code" read={readCode} />}
        {onCompose && event.bytes <= MOST_EDITED_BYTES && (
          <Button look="bare" className="text-wire" onClick={() => void edit(onCompose)}>
            <Pencil size={12} aria-hidden />
            Edit and send
          </Button>
        )}
      </div>
    </div>
  );
}

function CopyButton({ label, read }: { label: string; read: () => Promise<string> }) {
  const { state, copy } = useCopy(read);
  return (
    <Button look="bare" className="text-wire" onClick={copy}>
      {state === 'copied' ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
      {state === 'failed' ? 'Copying is blocked; select the text' : state === 'copied' ? 'Copied' : label}
    </Button>
  );
}

function Shown({ text }: { text: string }) {
  const parsed = useMemo(() => parseJson(text), [text]);
  if (parsed.ok) return <JsonTree value={parsed.value} openDepth={text.length <= OPEN_WHOLE_CHARS ? 8 : 1} />;
  return (
    <>
      <p className="text-error-ink">This is not JSON. It arrived as:</p>
      <Plain text={text.slice(0, MOST_PLAIN_CHARS)} />
    </>
  );
}

function Plain({ text }: { text: string }) {
  return <pre className="max-h-48 overflow-auto font-mono break-all whitespace-pre-wrap">{text}</pre>;
}

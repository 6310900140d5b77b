/** One row of the event log, 24 px, and its details when it is open. */

import clsx from 'clsx';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { type KeyboardEvent, memo } from 'react';
import type { LogRow } from '../../engine/engine.messages.ts';
import { EventDetails } from './EventDetails.tsx';
import {
  formatBytes,
  formatCount,
  formatDelta,
  formatDuration,
  formatOffset,
  formatSeconds,
  rowLabel,
  rowTrouble,
  splitType,
} from './format.ts';

const ARROWS = { client: '↑', server: '↓', note: '·' } as const;
const ARROW_COLOURS = { client: 'text-you-ink', server: 'text-assistant-ink', note: 'text-ink-3' } as const;

interface EventRowProps {
  row: LogRow;
  /** Time of the row above; null for the first. */
  previousAtMs: number | null;
  open: boolean;
  selected: boolean;
  /** Time of the selected row, which may be this one; null while none is. */
  selectedAtMs: number | null;
  /** The one row that the Tab key reaches. */
  tabStop: boolean;
  onToggle: (seq: number) => void;
  /** Its details were read and are drawn. */
  onDetails: (seq: number) => void;
  onGoTo: (seq: number) => void;
  onNarrow: (patch: { itemId: string } | { responseId: string }) => void;
  onCompose: (text: string) => void;
  onFocus: (seq: number) => void;
  onKeyDown: (event: KeyboardEvent, seq: number) => void;
}

export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { row, previousAtMs, open, selected, selectedAtMs, tabStop } = props;
  const { onToggle, onDetails, onGoTo, onNarrow, onCompose, onFocus, onKeyDown } = props;
  const { prefix, name } = splitType(row.type);
  const trouble = rowTrouble(row);
  const bad = trouble === 'error' || trouble === 'malformed';
  return (
    <>
      <button
        type="button"
        data-seq={row.seq}
        aria-expanded={open}
        aria-current={selected || undefined}
        aria-label={rowLabel(row)}
        tabIndex={tabStop ? 0 : -1}
        onClick={() => onToggle(row.seq)}
        onFocus={() => onFocus(row.seq)}
        onKeyDown={(event) => onKeyDown(event, row.seq)}
        className={clsx(
          'flex h-6 w-full items-center gap-2 pr-3 pl-1 text-left font-mono text-wire whitespace-nowrap -outline-offset-2',
          bad ? 'bg-error-wash' : open || selected ? 'bg-sunken' : 'hover:bg-sunken',
          selected && 'shadow-[inset_2px_0_var(--ink)]',
          'data-instant:bg-sunken data-instant:shadow-[inset_2px_0_var(--ink-3)]',
        )}
      >
        <span className="w-15 shrink-0 text-right text-ink-2 tabular-nums">{formatSeconds(row.atMs)}</span>
        <span className="hidden w-13 shrink-0 text-right text-ink-3 tabular-nums @min-[480px]:block">
          {previousAtMs === null ? '' : formatDelta(row.atMs - previousAtMs)}
        </span>
        {selectedAtMs !== null && (
          <span className="hidden w-18 shrink-0 text-right text-ink-3 tabular-nums @min-[560px]:block">
            {formatOffset(row.atMs - selectedAtMs)}
          </span>
        )}
        <span
          aria-hidden
          className={clsx('w-2 shrink-0 text-center font-semibold', ARROW_COLOURS[row.direction])}
        >
          {ARROWS[row.direction]}
        </span>
        {trouble && <Trouble word={trouble} bad={bad} said={trouble === row.type} />}
        <span className="flex min-w-0 shrink" title={row.type}>
          <span className="min-w-0 truncate text-ink-3">{prefix}</span>
          <span className={clsx('max-w-full shrink-0 truncate', bad ? 'text-error-ink' : 'text-ink')}>
            {name}
          </span>
        </span>
        {row.count > 1 && <span className="shrink-0 text-ink-2 tabular-nums">×{formatCount(row.count)}</span>}
        {row.audioMs !== null && (
          <span className="shrink-0 text-ink-2 tabular-nums">{formatDuration(row.audioMs)}</span>
        )}
        <span
          className={clsx('min-w-0 flex-1 shrink-[999] truncate', bad ? 'text-error-ink' : 'text-ink-2')}
          title={row.summary}
        >
          {row.summary}
        </span>
        <span className="hidden w-16 shrink-0 text-right text-ink-3 tabular-nums @min-[400px]:block">
          {formatBytes(row.bytes)}
        </span>
      </button>
      {open && (
        <EventDetails
          // Drawn in an element that showed another row, it has read nothing of this one.
          key={row.seq}
          row={row}
          selectedAtMs={selected ? null : selectedAtMs}
          onDrawn={onDetails}
          onGoTo={onGoTo}
          onNarrow={onNarrow}
          onCompose={onCompose}
        />
      )}
    </>
  );
});

/** The sign, and the word unless the type `said` it already. */
function Trouble({ word, bad, said }: { word: string; bad: boolean; said: boolean }) {
  const Icon = bad ? CircleAlert : word === 'warning' ? TriangleAlert : CircleHelp;
  return (
    <span
      className={clsx(
        'inline-flex shrink-0 items-center gap-1 font-semibold',
        bad ? 'text-error-ink' : 'text-ink-2',
      )}
    >
      <Icon size={12} aria-hidden />
      {!said && word}
    </span>
  );
}

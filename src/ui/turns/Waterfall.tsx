/** One turn to scale: a bar for each span, one below the other, and the tools in rows of their own. */

import clsx from 'clsx';
import { useState } from 'react';
import type { Moment, Turn } from '../../session/turns.ts';
import type { TurnSpan } from '../../store/turn-figures.ts';
import { waterfallOf } from '../../store/waterfall.ts';
import { formatDuration, formatSeconds } from '../event-log/format.ts';
import { spanDefinition, TOOL_WORDS } from './definitions.ts';

/** Whose time it is. */
function colourOf({ from, to }: TurnSpan): string {
  if (to === 'speechEnd') return 'bg-you';
  return from === 'audible' ? 'bg-assistant' : 'bg-edge';
}

export function Waterfall({ turn }: { turn: Turn }) {
  const { spans, tools } = waterfallOf(turn);
  if (spans.length === 0) return <p className="text-ink-3">Nothing of this turn was timed yet.</p>;
  return (
    <ul aria-label={`Spans of turn ${turn.number}`} className="font-mono text-wire">
      {spans.map(({ span, from, share }) => (
        <Bar
          key={span.to}
          label={spanDefinition(span).term}
          means={spanDefinition(span).words}
          title={`${nameOf(span.from)} ${formatSeconds(span.startMs)} s → ${nameOf(span.to)} ${formatSeconds(span.endMs)} s`}
          from={from}
          share={share}
          value={formatDuration(span.endMs - span.startMs)}
          colour={colourOf(span)}
        />
      ))}
      {tools.map(({ tool: { itemId, name, startMs, endMs, failed }, from, share }) => (
        <Bar
          key={itemId}
          label={`Tool ${name}${failed ? ' (failed)' : ''}`}
          means={TOOL_WORDS}
          title={`${name} from ${formatSeconds(startMs)} s`}
          from={from}
          share={share}
          value={endMs === null ? 'runs' : formatDuration(endMs - startMs)}
          colour="bg-tool"
        />
      ))}
    </ul>
  );
}

interface BarProps {
  label: string;
  /** Its definition, shown below the bar when the label is pressed. */
  means: string;
  title: string;
  /** Of the whole turn, 0…1. */
  from: number;
  share: number;
  value: string;
  colour: string;
}

function Bar({ label, means, title, from, share, value, colour }: BarProps) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <span className="flex h-6 items-center gap-2" title={title}>
        <button
          type="button"
          aria-expanded={open}
          title={means}
          onClick={() => setOpen(!open)}
          className="h-6 w-44 shrink-0 truncate text-left text-ink-2 hover:text-ink"
        >
          {label}
        </button>
        <span aria-hidden className="relative h-2 min-w-0 flex-1">
          <span
            className={clsx('absolute h-full min-w-px', colour)}
            style={{ left: `${from * 100}%`, width: `${share * 100}%` }}
          />
        </span>
        <span className="w-16 shrink-0 text-right text-ink">{value}</span>
      </span>
      {open && <p className="pb-1 font-sans text-control text-ink-2">{means}</p>}
    </li>
  );
}

function nameOf(moment: Moment): string {
  return moment.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

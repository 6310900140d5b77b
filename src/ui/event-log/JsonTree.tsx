/**
 * JSON as a tree that builds a branch only when it is opened. Long strings are cut and say how long they are, long lists come in pages,
 * so that a megabyte of JSON costs a handful of elements.
 */

import ChevronRight from 'lucide-react/icons/chevron-right';
import { useState } from 'react';
import { formatBytes, formatCount } from './format.ts';
import { type JsonChild, childrenOf, countChildren, kindOf, preview } from './json-nodes.ts';

const PAGE = 100;
/** Longer strings are cut; even longer ones are not shown whole at all, but can be copied. */
const CUT_AT = 240;
const MOST_SHOWN = 20_000;

interface JsonTreeProps {
  value: unknown;
  /** Branches down to this depth start open. */
  openDepth?: number;
}

export function JsonTree({ value, openDepth = 1 }: JsonTreeProps) {
  const kind = kindOf(value);
  return (
    <div className="font-mono text-wire break-words whitespace-pre-wrap text-ink select-text">
      {kind === 'object' || kind === 'array' ? (
        <Children value={value} depth={0} openDepth={openDepth} />
      ) : (
        <Leaf value={value} />
      )}
    </div>
  );
}

interface BranchProps {
  value: unknown;
  depth: number;
  openDepth: number;
}

function Children({ value, depth, openDepth }: BranchProps) {
  const [shown, setShown] = useState(PAGE);
  const count = countChildren(value);
  if (count === 0) return <span className="text-ink-3">{preview(value)}</span>;
  return (
    <ul>
      {childrenOf(value, shown).map((child) => (
        <Node key={child.key} child={child} depth={depth} openDepth={openDepth} />
      ))}
      {count > shown && (
        <li>
          <button type="button" className="pl-4 text-ink-2 underline" onClick={() => setShown(shown + PAGE)}>
            Show {formatCount(Math.min(PAGE, count - shown))} more of {formatCount(count)}
          </button>
        </li>
      )}
    </ul>
  );
}

function Node({ child, depth, openDepth }: { child: JsonChild; depth: number; openDepth: number }) {
  const [open, setOpen] = useState(depth + 1 < openDepth);
  const kind = kindOf(child.value);
  if ((kind !== 'object' && kind !== 'array') || countChildren(child.value) === 0) {
    return (
      <li className="pl-4">
        <span className="text-ink-3">{child.key}: </span>
        {kind === 'object' || kind === 'array' ? preview(child.value) : <Leaf value={child.value} />}
      </li>
    );
  }
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex max-w-full items-start text-left hover:bg-sunken"
      >
        <ChevronRight
          size={12}
          aria-hidden
          className={open ? 'mt-0.5 mr-1 shrink-0 rotate-90 text-ink-3' : 'mt-0.5 mr-1 shrink-0 text-ink-3'}
        />
        <span className="min-w-0 truncate">
          <span className="text-ink-3">{child.key}: </span>
          {open ? (
            <span className="text-ink-3">{kind === 'array' ? `[${countChildren(child.value)}]` : ''}</span>
          ) : (
            <span className="text-ink-2">{preview(child.value)}</span>
          )}
        </span>
      </button>
      {open && (
        <div className="ml-1.5 border-l border-line pl-2">
          <Children value={child.value} depth={depth + 1} openDepth={openDepth} />
        </div>
      )}
    </li>
  );
}

function Leaf({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== 'string') return <span className="text-ink">{String(value)}</span>;
  if (value.length <= CUT_AT || whole) return <span className="text-ink">{JSON.stringify(value)}</span>;
  return (
    <span className="text-ink">
      {JSON.stringify(value.slice(0, CUT_AT)).slice(0, -1)}…{' '}
      {value.length <= MOST_SHOWN ? (
        <button type="button" className="text-ink-2 underline" onClick={() => setWhole(true)}>
          Show all, {formatBytes(value.length)}
        </button>
      ) : (
        <span className="text-ink-2">({formatBytes(value.length)}; copy the event to read it whole)</span>
      )}
    </span>
  );
}

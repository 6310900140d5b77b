/** A part of a panel that can be folded away, and stays so. While folded it says in a few words what it holds. */

import ChevronRight from 'lucide-react/icons/chevron-right';
import CircleAlert from 'lucide-react/icons/circle-alert';
import clsx from 'clsx';
import { type ReactNode, useId } from 'react';
import { usePreference } from './use-preference.ts';

interface SectionProps {
  /** Remembered under this name. */
  name: string;
  title: string;
  summary: string;
  /** Words about trouble inside, so that folding does not hide it. */
  trouble?: string | null;
  children: ReactNode;
}

export function Section({ name, title, summary, trouble, children }: SectionProps) {
  const [collapsed, setCollapsed] = usePreference('collapsedSections');
  const open = !collapsed.includes(name);
  const id = useId();
  const toggle = () =>
    setCollapsed(open ? [...collapsed, name] : collapsed.filter((other) => other !== name));
  return (
    <div className="border-t border-line">
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={toggle}
          className="flex h-8 w-full items-center gap-1.5 px-3 text-left hover:bg-sunken"
        >
          <ChevronRight size={14} aria-hidden className={clsx('shrink-0 text-ink-2', open && 'rotate-90')} />
          <span className="shrink-0 font-semibold">{title}</span>
          {!open && trouble && (
            <span title={trouble} className="text-error-ink">
              <CircleAlert size={12} aria-hidden />
              <span className="sr-only">{trouble}</span>
            </span>
          )}
          {!open && (
            <span className="ml-auto min-w-0 truncate pl-3 font-mono text-wire text-ink-3">{summary}</span>
          )}
        </button>
      </h3>
      {open && (
        <div id={id} className="px-3 pt-1 pb-3">
          {children}
        </div>
      )}
    </div>
  );
}

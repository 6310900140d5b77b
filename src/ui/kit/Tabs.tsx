/** Tabs over one panel. Only the chosen panel is mounted; arrow keys move the choice. */

import clsx from 'clsx';
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { UnderTab } from './PanelHeader.tsx';
import { nextIndex } from './roving.ts';

export interface Tab<T extends string> {
  value: T;
  label: string;
  /** After the label: a count, a mark. */
  badge?: ReactNode;
}

interface TabsProps<T extends string> {
  label: string;
  value: T;
  tabs: Tab<T>[];
  onChange: (value: T) => void;
  /** The chosen tab's panel. */
  children: ReactNode;
}

export function Tabs<T extends string>({ label, value, tabs, onChange, children }: TabsProps<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent, index: number) => {
    const next = nextIndex(event.key, index, tabs.length);
    const tab = next === null ? undefined : tabs[next];
    if (next === null || !tab) return;
    event.preventDefault();
    onChange(tab.value);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  return (
    <div className="flex h-full min-h-0 min-w-0 flex-col">
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        className="flex h-10 shrink-0 border-b border-line px-1 md:h-8"
      >
        {tabs.map((tab, index) => {
          const chosen = tab.value === value;
          return (
            <button
              key={tab.value}
              type="button"
              role="tab"
              id={`${id}-${tab.value}`}
              aria-selected={chosen}
              aria-controls={chosen ? `${id}-panel` : undefined}
              tabIndex={chosen ? 0 : -1}
              onClick={() => onChange(tab.value)}
              onKeyDown={(event) => move(event, index)}
              className={clsx(
                'relative inline-flex flex-1 items-center justify-center gap-1.5 px-3 text-control md:flex-none',
                chosen
                  ? 'font-semibold text-ink after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:bg-ink'
                  : 'text-ink-2 hover:text-ink',
              )}
            >
              {tab.label}
              {tab.badge}
            </button>
          );
        })}
      </div>
      <div
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-${value}`}
        className="min-h-0 min-w-0 flex-1"
      >
        <UnderTab value>{children}</UnderTab>
      </div>
    </div>
  );
}

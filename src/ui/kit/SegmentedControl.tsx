/** A radio group drawn as one bar. Arrow keys move the choice, as in any radio group. */

import clsx from 'clsx';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { nextIndex } from './roving.ts';

interface Segment<T extends string> {
  value: T;
  label: string;
  /** Drawn in place of the label, which then only names it. */
  icon?: ReactNode;
}

interface SegmentedControlProps<T extends string> {
  label: string;
  value: T;
  segments: Segment<T>[];
  onChange: (value: T) => void;
  className?: string;
}

export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>) {
  const { label, value, segments, onChange, className } = props;
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent, index: number) => {
    const next = nextIndex(event.key, index, segments.length);
    const segment = next === null ? undefined : segments[next];
    if (next === null || !segment) return;
    event.preventDefault();
    onChange(segment.value);
    const buttons = group.current?.querySelectorAll<HTMLElement>('[role="radio"]');
    buttons?.[next]?.focus();
  };
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      className={clsx('inline-flex h-8 shrink-0 rounded-sm border border-edge p-px', className)}
    >
      {segments.map((segment, index) => {
        const checked = segment.value === value;
        return (
          <button
            key={segment.value}
            type="button"
            // A button, not an input: a press by pointer must not leave the focus where Space would press again.
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
            role="radio"
            aria-checked={checked}
            aria-label={segment.icon ? segment.label : undefined}
            title={segment.icon ? segment.label : undefined}
            tabIndex={checked ? 0 : -1}
            onClick={() => onChange(segment.value)}
            onKeyDown={(event) => move(event, index)}
            className={clsx(
              'inline-flex flex-1 items-center justify-center rounded-[3px] px-2.5 whitespace-nowrap text-control',
              checked ? 'bg-ink font-medium text-ground' : 'text-ink-2 hover:bg-sunken hover:text-ink',
            )}
          >
            {segment.icon ?? segment.label}
          </button>
        );
      })}
    </div>
  );
}

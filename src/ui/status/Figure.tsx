/** One figure of the top line: what it is, and how much. */

import clsx from 'clsx';
import type { ReactNode } from 'react';

interface FigureProps {
  label: string;
  /** What it means, on hover. */
  title: string;
  /** Wants to be noticed. */
  strong?: boolean;
  children: ReactNode;
}

export function Figure({ label, title, strong = false, children }: FigureProps) {
  return (
    <span className="flex items-baseline gap-1.5 whitespace-nowrap" title={title}>
      <span className={clsx('text-wire', strong ? 'font-semibold text-ink' : 'text-ink-3')}>{label}</span>
      <span className={clsx('font-mono text-wire text-ink', strong && 'font-semibold')}>{children}</span>
    </span>
  );
}

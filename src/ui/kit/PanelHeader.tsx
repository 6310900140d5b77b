/** The 32 px line at the top of a panel: its name, and its tools on the right. */

import type { ReactNode } from 'react';

export function PanelHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="flex h-8 shrink-0 items-center gap-2 border-b border-line pr-1 pl-3">
      <h2 className="font-semibold">{title}</h2>
      <div className="ml-auto flex min-w-0 items-center gap-1">{children}</div>
    </header>
  );
}

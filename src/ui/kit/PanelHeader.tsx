/** The 32 px line at the top of a panel: its name, and its tools on the right. Under a tab, which names it already, only the tools. */

import { createContext, type ReactNode, useContext } from 'react';

/** True inside a tab's panel. */
export const UnderTab = createContext(false);

export function PanelHeader({ title, children }: { title: string; children?: ReactNode }) {
  if (useContext(UnderTab)) {
    return (
      <>
        <h2 className="sr-only">{title}</h2>
        {children && <div className="flex h-7 shrink-0 items-center justify-end gap-1 px-3">{children}</div>}
      </>
    );
  }
  return (
    <header className="flex h-8 shrink-0 items-center gap-2 border-b border-line px-3">
      <h2 className="font-semibold">{title}</h2>
      <div className="ml-auto flex min-w-0 items-center gap-1">{children}</div>
    </header>
  );
}

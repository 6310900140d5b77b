/** A modal dialog with tabs, as large as there is room. Its content is there only while it is open. */

import X from 'lucide-react/icons/x';
import { type ReactNode, type RefObject, useId, useState } from 'react';
import { IconButton } from './Button.tsx';
import { type Tab, Tabs } from './Tabs.tsx';

interface TabbedDialogProps<Name extends string> {
  dialog: RefObject<HTMLDialogElement | null>;
  title: string;
  tabs: Tab<Name>[];
  tab: Name;
  onTab: (tab: Name) => void;
  /** Beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

export function TabbedDialog<Name extends string>(props: TabbedDialogProps<Name>) {
  const { dialog, title, tabs, tab, onTab, action, children } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      // What is in it follows the relay only while somebody looks.
      onToggle={(event) => setOpen(event.newState === 'open')}
      className="m-auto h-[min(40rem,calc(100dvh-32px))] w-[min(56rem,calc(100vw-16px))] rounded-md border border-edge bg-raised p-0 text-ink"
    >
      <div className="flex h-full flex-col">
        <div className="flex items-center justify-between py-1 pr-1 pl-4">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {action}
          <IconButton label="Close" onClick={() => dialog.current?.close()}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        <div className="min-h-0 flex-1">
          {open && (
            <Tabs label={title} value={tab} tabs={tabs} onChange={onTab}>
              {children}
            </Tabs>
          )}
        </div>
      </div>
    </dialog>
  );
}

/** Sessions other than the one that is held here. A modal dialog: choosing one closes it. */

import X from 'lucide-react/icons/x';
import { type RefObject, useState } from 'react';
import { Button, IconButton } from '../kit/Button.tsx';
import { type Tab, Tabs } from '../kit/Tabs.tsx';
import { LiveList } from './LiveList.tsx';
import { RecordedList } from './RecordedList.tsx';

type TabName = 'recorded' | 'live';

const tabs: Tab<TabName>[] = [
  { value: 'recorded', label: 'Recorded' },
  { value: 'live', label: 'Live at the relay' },
];

interface SessionsDialogProps {
  dialog: RefObject<HTMLDialogElement | null>;
  /** Shows two sessions side by side. */
  onCompare: () => void;
}

export function SessionsDialog({ dialog, onCompare }: SessionsDialogProps) {
  const [open, setOpen] = useState(false);
  const [tab, setTab] = useState<TabName>('recorded');
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-labelledby="sessions-title"
      // What is in it follows the relay only while somebody looks.
      onToggle={(event) => setOpen(event.newState === 'open')}
      className="m-auto h-[min(40rem,calc(100dvh-32px))] w-[min(56rem,calc(100vw-16px))] rounded-md border border-edge bg-raised p-0 text-ink"
    >
      <div className="flex h-full flex-col">
        <div className="flex items-center justify-between py-1 pr-1 pl-4">
          <h2 id="sessions-title" className="font-semibold">
            Sessions
          </h2>
          <Button
            look="bare"
            className="mr-1 ml-auto"
            onClick={() => {
              close();
              onCompare();
            }}
          >
            Compare two sessions
          </Button>
          <IconButton label="Close" onClick={close}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        <div className="min-h-0 flex-1">
          {open && (
            <Tabs label="Sessions" value={tab} tabs={tabs} onChange={setTab}>
              {tab === 'recorded' ? <RecordedList onChosen={close} /> : <LiveList onChosen={close} />}
            </Tabs>
          )}
        </div>
      </div>
    </dialog>
  );
}

/** The telephone: calls under way and past, recorded ones, what new ones begin with, and whether a number leads here. A modal dialog: choosing a call closes it. */

import X from 'lucide-react/icons/x';
import { type RefObject, useState } from 'react';
import { IconButton } from '../kit/Button.tsx';
import { type Tab, Tabs } from '../kit/Tabs.tsx';
import { CallList } from './CallList.tsx';
import { NewCalls } from './NewCalls.tsx';
import { PhoneSetup } from './PhoneSetup.tsx';
import { RecordedCalls } from './RecordedCalls.tsx';

type TabName = 'calls' | 'recorded' | 'new-calls' | 'setup';

const tabs: Tab<TabName>[] = [
  { value: 'calls', label: 'Calls' },
  { value: 'recorded', label: 'Recorded' },
  { value: 'new-calls', label: 'New calls' },
  { value: 'setup', label: 'Setup' },
];

export function CallsDialog({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const [open, setOpen] = useState(false);
  const [tab, setTab] = useState<TabName>('calls');
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-labelledby="calls-title"
      // What is in it follows the relay only while somebody looks.
      onToggle={(event) => setOpen(event.newState === 'open')}
      className="m-auto h-[min(40rem,calc(100dvh-32px))] w-[min(56rem,calc(100vw-16px))] rounded-md border border-edge bg-raised p-0 text-ink"
    >
      <div className="flex h-full flex-col">
        <div className="flex items-center justify-between py-1 pr-1 pl-4">
          <h2 id="calls-title" className="font-semibold">
            Telephone
          </h2>
          <IconButton label="Close" onClick={close}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        <div className="min-h-0 flex-1">
          {open && (
            <Tabs label="Telephone" value={tab} tabs={tabs} onChange={setTab}>
              {tab === 'calls' && <CallList onChosen={close} />}
              {tab === 'recorded' && <RecordedCalls onChosen={close} />}
              {tab === 'new-calls' && <NewCalls />}
              {tab === 'setup' && <PhoneSetup onPlaced={() => setTab('calls')} />}
            </Tabs>
          )}
        </div>
      </div>
    </dialog>
  );
}

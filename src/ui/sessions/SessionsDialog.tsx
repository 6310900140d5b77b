/** Sessions other than the one that is held here. Choosing one closes it. */

import { type RefObject, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { TabbedDialog } from '../kit/TabbedDialog.tsx';
import type { Tab } from '../kit/Tabs.tsx';
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
  const [tab, setTab] = useState<TabName>('recorded');
  const close = () => dialog.current?.close();
  const compare = (
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
  );
  return (
    <TabbedDialog dialog={dialog} title="Sessions" tabs={tabs} tab={tab} onTab={setTab} action={compare}>
      {tab === 'recorded' ? <RecordedList onChosen={close} /> : <LiveList onChosen={close} />}
    </TabbedDialog>
  );
}

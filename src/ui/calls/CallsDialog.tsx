/** The telephone: calls under way and past, recorded ones, what new ones begin with, whether a number leads here. Choosing a call closes it. */

import { type RefObject, useState } from 'react';
import { TabbedDialog } from '../kit/TabbedDialog.tsx';
import type { Tab } from '../kit/Tabs.tsx';
import { CallList } from './CallList.tsx';
import { NewCalls } from './NewCalls.tsx';
import { PhoneSetup } from './PhoneSetup.tsx';
import { RecordedCalls } from './RecordedCalls.tsx';

type TabName = 'calls' | 'recorded' | 'agent' | 'setup';

const tabs: Tab<TabName>[] = [
  { value: 'calls', label: 'Calls' },
  { value: 'recorded', label: 'Recorded' },
  { value: 'agent', label: 'Agent' },
  { value: 'setup', label: 'Setup' },
];

export function CallsDialog({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const [tab, setTab] = useState<TabName>('calls');
  const close = () => dialog.current?.close();
  return (
    <TabbedDialog dialog={dialog} title="Telephone" tabs={tabs} tab={tab} onTab={setTab}>
      {tab === 'calls' && <CallList onChosen={close} />}
      {tab === 'recorded' && <RecordedCalls onChosen={close} />}
      {tab === 'agent' && <NewCalls />}
      {tab === 'setup' && <PhoneSetup onPlaced={() => setTab('calls')} />}
    </TabbedDialog>
  );
}

/** From 1,200 px: session, transcript, and beside them events or turns. */

import { EventLog } from '../../ui/event-log/EventLog.tsx';
import { type Tab, Tabs } from '../../ui/kit/Tabs.tsx';
import { usePreference } from '../../ui/kit/use-preference.ts';
import { SessionPanel } from '../../ui/settings/SessionPanel.tsx';
import { Transcript } from '../../ui/transcript/Transcript.tsx';
import { TurnsPanel } from '../../ui/turns/TurnsPanel.tsx';
import { Columns } from './Columns.tsx';

const tabs: Tab<'events' | 'turns'>[] = [
  { value: 'events', label: 'Events' },
  { value: 'turns', label: 'Turns' },
];

export function WideLayout() {
  const [panel, setPanel] = usePreference('panel');
  const shown = panel === 'turns' ? 'turns' : 'events';
  return (
    <Columns
      name="wide"
      columns={[
        { id: 'session', label: 'Session', width: 24, children: <SessionPanel /> },
        { id: 'transcript', label: 'Transcript', width: 32, children: <Transcript /> },
        {
          id: 'events',
          label: 'Events and turns',
          width: 44,
          children: (
            <Tabs label="Panel beside the transcript" value={shown} tabs={tabs} onChange={setPanel}>
              {shown === 'turns' ? <TurnsPanel /> : <EventLog />}
            </Tabs>
          ),
        },
      ]}
    />
  );
}

/** From 900 to 1,200 px: the transcript, and beside it either the events or the session. */

import { EventLog } from '../../ui/event-log/EventLog.tsx';
import { type Tab, Tabs } from '../../ui/kit/Tabs.tsx';
import { usePreference } from '../../ui/kit/use-preference.ts';
import { SessionPanel } from '../../ui/settings/SessionPanel.tsx';
import { Transcript } from '../../ui/transcript/Transcript.tsx';
import { Columns } from './Columns.tsx';

const tabs: Tab<'events' | 'session'>[] = [
  { value: 'events', label: 'Events' },
  { value: 'session', label: 'Session' },
];

export function MediumLayout() {
  const [panel, setPanel] = usePreference('panel');
  const shown = panel === 'session' ? 'session' : 'events';
  return (
    <Columns
      name="medium"
      columns={[
        { id: 'transcript', label: 'Transcript', width: 48, children: <Transcript /> },
        {
          id: 'beside',
          label: 'Events and session',
          width: 52,
          children: (
            <Tabs label="Panel beside the transcript" value={shown} tabs={tabs} onChange={setPanel}>
              {shown === 'session' ? <SessionPanel /> : <EventLog />}
            </Tabs>
          ),
        },
      ]}
    />
  );
}

/** From 900 to 1,200 px: the transcript, and beside it the events, the turns or the session. */

import { EventLog } from '../../ui/event-log/EventLog.tsx';
import { type Tab, Tabs } from '../../ui/kit/Tabs.tsx';
import { usePreference } from '../../ui/kit/use-preference.ts';
import { SessionPanel } from '../../ui/settings/SessionPanel.tsx';
import { Transcript } from '../../ui/transcript/Transcript.tsx';
import { TurnsPanel } from '../../ui/turns/TurnsPanel.tsx';
import { Columns } from './Columns.tsx';

const tabs: Tab<'events' | 'turns' | 'session'>[] = [
  { value: 'events', label: 'Events' },
  { value: 'turns', label: 'Turns' },
  { value: 'session', label: 'Session' },
];
const panels = { events: EventLog, turns: TurnsPanel, session: SessionPanel };

export function MediumLayout() {
  const [panel, setPanel] = usePreference('panel');
  const shown = panel === 'transcript' ? 'events' : panel;
  const Shown = panels[shown];
  return (
    <Columns
      name="medium"
      columns={[
        { id: 'transcript', label: 'Transcript', width: 48, children: <Transcript /> },
        {
          id: 'beside',
          label: 'Events, turns and session',
          width: 52,
          children: (
            <Tabs label="Panel beside the transcript" value={shown} tabs={tabs} onChange={setPanel}>
              <Shown />
            </Tabs>
          ),
        },
      ]}
    />
  );
}

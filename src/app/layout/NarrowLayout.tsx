/** Below 900 px: one panel at a time. */

import { EventLog } from '../../ui/event-log/EventLog.tsx';
import { type Tab, Tabs } from '../../ui/kit/Tabs.tsx';
import { usePreference } from '../../ui/kit/use-preference.ts';
import { SessionPanel } from '../../ui/settings/SessionPanel.tsx';
import { Transcript } from '../../ui/transcript/Transcript.tsx';
import { TurnsPanel } from '../../ui/turns/TurnsPanel.tsx';

const tabs: Tab<'transcript' | 'events' | 'turns' | 'session'>[] = [
  { value: 'transcript', label: 'Transcript' },
  { value: 'events', label: 'Events' },
  { value: 'turns', label: 'Turns' },
  { value: 'session', label: 'Session' },
];
const panels = { transcript: Transcript, events: EventLog, turns: TurnsPanel, session: SessionPanel };

export function NarrowLayout() {
  const [panel, setPanel] = usePreference('panel');
  const Shown = panels[panel];
  return (
    <div className="min-h-0 flex-1">
      <Tabs label="Panel" value={panel} tabs={tabs} onChange={setPanel}>
        <Shown />
      </Tabs>
    </div>
  );
}

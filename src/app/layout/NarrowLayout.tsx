/** Below 900 px: one panel at a time. */

import { EventLog } from '../../ui/event-log/EventLog.tsx';
import { type Tab, Tabs } from '../../ui/kit/Tabs.tsx';
import { usePreference } from '../../ui/kit/use-preference.ts';
import { SessionPanel } from '../../ui/settings/SessionPanel.tsx';
import { Transcript } from '../../ui/transcript/Transcript.tsx';

const tabs: Tab<'transcript' | 'events' | 'session'>[] = [
  { value: 'transcript', label: 'Transcript' },
  { value: 'events', label: 'Events' },
  { value: 'session', label: 'Session' },
];
const panels = { transcript: Transcript, events: EventLog, session: SessionPanel };

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

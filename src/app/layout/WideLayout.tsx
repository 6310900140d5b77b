/** From 1,200 px: all three panels. */

import { EventLog } from '../../ui/event-log/EventLog.tsx';
import { SessionPanel } from '../../ui/settings/SessionPanel.tsx';
import { Transcript } from '../../ui/transcript/Transcript.tsx';
import { Columns } from './Columns.tsx';

export function WideLayout() {
  return (
    <Columns
      name="wide"
      columns={[
        { id: 'session', label: 'Session', width: 24, children: <SessionPanel /> },
        { id: 'transcript', label: 'Transcript', width: 32, children: <Transcript /> },
        { id: 'events', label: 'Event log', width: 44, children: <EventLog /> },
      ]}
    />
  );
}

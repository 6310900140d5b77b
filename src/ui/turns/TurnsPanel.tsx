/** Turns: how fast each was answered and where its time went, what was heard of the answers, and what it all cost. */

import { useState } from 'react';
import { formatCount } from '../event-log/format.ts';
import { Button } from '../kit/Button.tsx';
import { useConsole } from '../kit/console-context.tsx';
import { PanelHeader } from '../kit/PanelHeader.tsx';
import { SegmentedControl } from '../kit/SegmentedControl.tsx';
import { usePreference } from '../kit/use-preference.ts';
import { CostView } from './CostView.tsx';
import { HeardView } from './HeardView.tsx';
import { LatencyView } from './LatencyView.tsx';
import { DEFINITIONS } from './definitions.ts';

const VIEWS: { value: 'latency' | 'heard' | 'cost'; label: string }[] = [
  { value: 'latency', label: 'Latency' },
  { value: 'heard', label: 'Heard' },
  { value: 'cost', label: 'Cost' },
];

export function TurnsPanel() {
  const count = useConsole((state) => state.turns.length);
  const [view, setView] = usePreference('turnsView');
  const [defining, setDefining] = useState(false);
  return (
    <section aria-label="Turns" className="@container flex h-full min-h-0 flex-col bg-ground">
      <PanelHeader title="Turns">
        <SegmentedControl
          label="What of the turns"
          value={view}
          segments={VIEWS}
          onChange={setView}
          className="mr-auto h-6!"
        />
        <span className="font-mono text-wire text-ink-3">{formatCount(count)}</span>
        <Button
          look="bare"
          aria-expanded={defining}
          className="text-wire"
          onClick={() => setDefining(!defining)}
        >
          Definitions
        </Button>
      </PanelHeader>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {defining && <Definitions />}
        {view === 'latency' && <LatencyView />}
        {view === 'heard' && <HeardView />}
        {view === 'cost' && <CostView />}
      </div>
    </section>
  );
}

function Definitions() {
  return (
    <dl aria-label="Definitions" className="border-b border-line px-3 py-2 text-wire">
      {DEFINITIONS.map(({ term, words }) => (
        <div key={term} className="pb-1.5">
          <dt className="font-semibold">{term}</dt>
          <dd className="text-ink-2">{words}</dd>
        </div>
      ))}
    </dl>
  );
}

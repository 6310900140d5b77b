/** Who ends a turn: the server, by voice activity, or the person, by letting go. */

import { SegmentedControl } from '../kit/SegmentedControl.tsx';
import { useTurnDetection } from '../settings/use-turn-detection.ts';

const segments: { value: 'voice' | 'hold'; label: string }[] = [
  { value: 'voice', label: 'Voice activity' },
  { value: 'hold', label: 'Hold to talk' },
];

export function ModeControl({ className }: { className?: string }) {
  const { asked, chooseMode } = useTurnDetection();
  return (
    <SegmentedControl
      label="Turns"
      value={asked.kind === 'none' ? 'hold' : 'voice'}
      segments={segments}
      onChange={chooseMode}
      className={className}
    />
  );
}

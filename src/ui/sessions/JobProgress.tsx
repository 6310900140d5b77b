/** How far a job is, with the way to stop it. */

import { Button } from '../kit/Button.tsx';

interface JobProgressProps {
  /** What is being done. */
  label: string;
  /** 0…1 */
  share: number;
  onCancel: () => void;
}

export function JobProgress({ label, share, onCancel }: JobProgressProps) {
  const percent = Math.round(share * 100);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3">
      <progress
        aria-label={label}
        value={percent}
        max={100}
        className="h-1.5 min-w-0 flex-1 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-ink"
      />
      <span className="w-10 text-right font-mono text-wire text-ink-2 tabular-nums">{percent} %</span>
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}

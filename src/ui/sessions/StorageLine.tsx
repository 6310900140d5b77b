/** How much the kept sessions take, how much they may, and the way to be rid of them all. */

import { useId } from 'react';
import type { LibraryState } from '../../engine/library/library.messages.ts';
import { formatBytes } from '../event-log/format.ts';
import { Button } from '../kit/Button.tsx';
import { useActions } from '../kit/console-context.tsx';
import { Select } from '../kit/Select.tsx';
import { usePreference } from '../kit/use-preference.ts';

const LIMITS = [250_000_000, 1_000_000_000, 4_000_000_000, 16_000_000_000];

const limitWords = (bytes: number) =>
  bytes < 1_000_000_000
    ? `${Math.round(bytes / 1_000_000)} MB`
    : `${Math.round(bytes / 100_000_000) / 10} GB`;

interface StorageLineProps {
  library: Extract<LibraryState, { status: 'ready' }>;
  onDeleteAll: () => void;
}

export function StorageLine({ library, onDeleteAll }: StorageLineProps) {
  const { usedBytes, sessions } = library;
  const actions = useActions();
  const [limitBytes] = usePreference('storageLimitBytes');
  const id = useId();
  const all = [...new Set([...LIMITS, limitBytes])].toSorted((a, b) => a - b);
  const isOver = usedBytes > limitBytes;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 py-2">
      <span className="font-mono text-wire tabular-nums">{`${formatBytes(usedBytes)} used`}</span>
      <span className="flex items-center gap-2">
        <label htmlFor={id} className="text-ink-2">
          At most
        </label>
        <Select
          id={id}
          value={String(limitBytes)}
          choices={all.map((bytes) => ({ value: String(bytes), label: limitWords(bytes) }))}
          onChange={(value) => actions.library.setLimit(Number(value))}
          describedBy={`${id}-words`}
        />
      </span>
      <p id={`${id}-words`} className="min-w-0 flex-1 basis-64 text-wire text-ink-2">
        {isOver
          ? 'Kept and running sessions take more than that. Delete some, or raise the limit.'
          : 'Beyond that the oldest are removed, except those that you keep.'}
      </p>
      <Button look="bare" disabled={!sessions.some(({ state }) => state !== 'running')} onClick={onDeleteAll}>
        Delete all
      </Button>
    </div>
  );
}

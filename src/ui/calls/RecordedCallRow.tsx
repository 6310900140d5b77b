/** One recorded call: what it was, and what can be done with it. Deleting cannot be taken back, so it is asked for twice. */

import Download from 'lucide-react/icons/download';
import Trash from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import type { RecordedCall } from '../../lib/recording-messages.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { JobProgress } from '../sessions/JobProgress.tsx';
import { recordedFigures, recordedName, recordedSource } from './recorded-call-words.ts';

interface RecordedCallRowProps {
  recording: RecordedCall;
  /** How much of it has come, 0…1, while it is being opened. */
  share: number | null;
  onOpen: () => void;
  onCancel: () => void;
  onDownload: () => void;
  onRemove: () => void;
}

export function RecordedCallRow(props: RecordedCallRowProps) {
  const { recording, share, onOpen, onCancel, onDownload, onRemove } = props;
  const [isAsking, setAsking] = useState(false);
  const { isRunning } = recording;
  const name = recordedName(recording);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 last:border-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="truncate font-medium tabular-nums">{name}</p>
        <p className="font-mono text-wire text-ink-2 tabular-nums">{recordedFigures(recording)}</p>
        <p className="truncate text-wire text-ink-3">{recordedSource(recording)}</p>
      </div>
      {share !== null ? (
        <JobProgress label={`Fetching ${name}`} share={share} onCancel={onCancel} />
      ) : isAsking ? (
        <div
          ref={focusLast}
          role="group"
          aria-label={`Delete ${name}`}
          className="ml-auto flex items-center gap-2"
        >
          <span>Delete it for good?</span>
          <Button
            onClick={() => {
              setAsking(false);
              onRemove();
            }}
          >
            Delete
          </Button>
          <Button onClick={() => setAsking(false)}>Keep</Button>
        </div>
      ) : (
        <div className="ml-auto flex items-center">
          <IconButton label={`Save ${name} as a file`} disabled={isRunning} onClick={onDownload}>
            <Download size={14} aria-hidden />
          </IconButton>
          <IconButton label={`Delete ${name}`} disabled={isRunning} onClick={() => setAsking(true)}>
            <Trash size={14} aria-hidden />
          </IconButton>
          <Button aria-label={`Open ${name}`} className="ml-2" disabled={isRunning} onClick={onOpen}>
            Open
          </Button>
        </div>
      )}
    </li>
  );
}

/** What does no harm has the focus: where that was is gone. */
function focusLast(group: HTMLElement | null): void {
  group?.querySelector<HTMLElement>('button:last-of-type')?.focus();
}

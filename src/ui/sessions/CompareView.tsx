/** Two sessions side by side, over the whole page. Reads each in a worker; shows nothing of them elsewhere. */

import ArrowLeft from 'lucide-react/icons/arrow-left';
import { type RefObject, useState } from 'react';
import type { SessionDigest } from '../../engine/export/session-digest.ts';
import type { SessionSource } from '../../store/export-actions.ts';
import { Button } from '../kit/Button.tsx';
import { useActions } from '../kit/console-context.tsx';
import { CompareTables } from './CompareTables.tsx';
import { SessionChoice } from './SessionChoice.tsx';
import { useJob } from './use-job.ts';

export function CompareView({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const [a, b] = [useSide(), useSide()];
  const [first, second] = [a.state, b.state];
  return (
    <dialog
      ref={dialog}
      aria-labelledby="compare-title"
      className="m-0 h-dvh max-h-none w-screen max-w-none border-0 bg-ground p-0 text-ink"
    >
      <div className="flex h-full flex-col">
        <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line px-2">
          <Button look="bare" className="h-8" onClick={() => dialog.current?.close()}>
            <ArrowLeft size={16} aria-hidden />
            Back
          </Button>
          <h2 id="compare-title" className="font-semibold">
            Compare two sessions
          </h2>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto pb-8">
          <div className="grid max-w-[72rem] border-b border-line md:grid-cols-2">
            <SessionChoice side="A" {...a} />
            <SessionChoice side="B" {...b} />
          </div>
          {first.status === 'done' && second.status === 'done' ? (
            <CompareTables a={first.result} b={second.result} />
          ) : (
            <p className="p-4 text-ink-2">
              Choose two sessions: what differs in their settings, how fast they were, what they cost, and
              what was said, turn by turn.
            </p>
          )}
        </div>
      </div>
    </dialog>
  );
}

function useSide() {
  const { exports } = useActions();
  const [source, setSource] = useState<SessionSource | null>(null);
  const { state, start, cancel } = useJob<SessionDigest>();
  const onChoose = (chosen: SessionSource) => {
    setSource(chosen);
    void start((onProgress) => exports.digest(chosen, onProgress));
  };
  const onCancel = () => {
    setSource(null);
    cancel();
  };
  return { source, state, onChoose, onCancel };
}

/** Calls that the relay has recorded: open them on this screen, save them, delete them. */

import { useState } from 'react';
import type { RecordedCall, RecordedCallList } from '../../lib/recording-messages.ts';
import { canConverse } from '../../store/connection.ts';
import type { Job } from '../../store/export-actions.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { useJob } from '../sessions/use-job.ts';
import { keepsWords, recordedName } from './recorded-call-words.ts';
import { RecordedCallRow } from './RecordedCallRow.tsx';
import { useRecordedCalls } from './use-recorded-calls.ts';

interface RecordedCallsProps {
  /** Something was chosen, and is shown. */
  onChosen: () => void;
}

export function RecordedCalls({ onChosen }: RecordedCallsProps) {
  const { view, refresh } = useRecordedCalls();
  if (view.status === 'loading') return <p className="p-4 text-ink-2">Asking the relay…</p>;
  if (view.status === 'failed') {
    return (
      <div className="flex flex-col items-start gap-3 p-4">
        <p className="text-error-ink">{view.words}</p>
        <Button onClick={() => void refresh()}>Try again</Button>
      </div>
    );
  }
  const { keeps, recordings } = view.list;
  if (keeps === null) return <RecordingIsOff />;
  if (recordings.length === 0) {
    return <p className="p-4 text-ink-2">{`No call was recorded yet. ${keepsWords(keeps)}`}</p>;
  }
  return <Recordings keeps={keeps} recordings={recordings} onChosen={onChosen} refresh={refresh} />;
}

function RecordingIsOff() {
  return (
    <p className="p-4 text-ink-2">
      Calls are not recorded. To have the relay record them, add{' '}
      <code className="font-mono text-wire">{'"recording": {}'}</code> to the section{' '}
      <code className="font-mono text-wire">phone</code> of sidetone.config.json and start it again. Callers
      must be told where the law says so.
    </p>
  );
}

interface RecordingsProps extends RecordedCallsProps {
  keeps: NonNullable<RecordedCallList['keeps']>;
  recordings: readonly RecordedCall[];
  refresh: () => Promise<void>;
}

function Recordings({ keeps, recordings, onChosen, refresh }: RecordingsProps) {
  const actions = useActions();
  const talks = useConsole((state) => canConverse(state.connection));
  const { state, start, cancel } = useJob<null>();
  const [openingId, setOpeningId] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const closeWhenShown = async ({ outcome }: Job<null>) => {
    if ((await outcome).status === 'done') onChosen();
  };
  const open = (recording: RecordedCall) => {
    setProblem(null);
    setOpeningId(recording.id);
    void start((onProgress) => {
      const job = actions.recordings.open(recording.id, recordedName(recording), onProgress);
      void closeWhenShown(job);
      return job;
    });
  };
  const remove = async (id: string) => {
    setProblem(await actions.recordings.remove(id));
    await refresh();
  };
  const words = state.status === 'failed' ? state.words : problem;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <p className="border-b border-line px-4 py-2 text-wire text-ink-2">
        {keepsWords(keeps)}
        {talks && ' Opening one ends your conversation.'}
      </p>
      {words !== null && (
        <p role="alert" className="border-b border-line px-4 py-2 text-error-ink">
          {words}
        </p>
      )}
      <ul aria-label="Recorded calls" className="min-h-0 flex-1 overflow-y-auto">
        {recordings.map((recording) => (
          <RecordedCallRow
            key={recording.id}
            recording={recording}
            share={state.status === 'running' && openingId === recording.id ? state.share : null}
            onOpen={() => open(recording)}
            onCancel={cancel}
            onDownload={() => actions.recordings.download(recording.id)}
            onRemove={() => void remove(recording.id)}
          />
        ))}
      </ul>
    </div>
  );
}

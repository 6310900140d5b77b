/** One side of a comparison: which session it is, from the screen, the library or a file, and how far it has been read. */

import { useId, useRef } from 'react';
import type { SessionDigest } from '../../engine/export/session-digest.ts';
import type { SessionSource } from '../../store/export-actions.ts';
import { dateWords, titleOf } from '../../store/session-title.ts';
import { Button } from '../kit/Button.tsx';
import { useConsole } from '../kit/console-context.tsx';
import { Select } from '../kit/Select.tsx';
import { JobProgress } from './JobProgress.tsx';
import type { JobState } from './use-job.ts';

interface SessionChoiceProps {
  /** `A` or `B`. */
  side: string;
  source: SessionSource | null;
  state: JobState<SessionDigest>;
  onChoose: (source: SessionSource) => void;
  onCancel: () => void;
}

export function SessionChoice({ side, source, state, onChoose, onCancel }: SessionChoiceProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const library = useConsole((store) => store.library);
  const past = library.status === 'ready' ? library.sessions.filter((each) => each.state !== 'running') : [];
  const choices = [
    { value: '', label: 'Choose a session' },
    ...(source?.kind === 'file' ? [{ value: 'file', label: source.name }] : []),
    { value: 'shown', label: 'The session that is shown' },
    ...past.map((session) => ({ value: `library ${session.id}`, label: titleOf(session) })),
  ];
  const choose = (value: string) => {
    if (value === 'shown') onChoose({ kind: 'shown' });
    const session = past.find((each) => value === `library ${each.id}`);
    if (session) onChoose({ kind: 'library', id: session.id, name: titleOf(session) });
  };
  return (
    <section aria-label={`Session ${side}`} className="min-w-0 px-4 py-2">
      <div className="flex items-center gap-2">
        <label htmlFor={id} className="font-semibold">
          {side}
        </label>
        <Select id={id} value={chosen(source)} choices={choices} onChange={choose} />
        <input
          ref={input}
          type="file"
          hidden
          tabIndex={-1}
          accept=".jsonl"
          aria-label={`Session file for ${side}`}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) onChoose({ kind: 'file', file, name: file.name });
            // So that the same file can be chosen again.
            event.target.value = '';
          }}
        />
        <Button className="h-7" aria-label={`Open a file for ${side}`} onClick={() => input.current?.click()}>
          Open file
        </Button>
      </div>
      <div className="mt-1 flex min-h-8 items-center text-wire" role="status">
        {state.status === 'running' && (
          <JobProgress label={`Reading ${side}`} share={state.share} onCancel={onCancel} />
        )}
        {state.status === 'failed' && <p className="text-error-ink">{state.words}</p>}
        {state.status === 'done' && <DigestWords digest={state.result} />}
      </div>
    </section>
  );
}

function DigestWords({ digest }: { digest: SessionDigest }) {
  const { title, startedAtEpochMs, upstream, model, damage } = digest;
  return (
    <div className="min-w-0">
      <p className="truncate text-ink-2">
        {[title, dateWords(startedAtEpochMs), upstream, model].filter((part) => part !== '').join(' · ')}
      </p>
      {damage !== null && <p className="text-error-ink">{damage} What comes before it is compared.</p>}
    </div>
  );
}

function chosen(source: SessionSource | null): string {
  if (source === null) return '';
  return source.kind === 'library' ? `library ${source.id}` : source.kind;
}

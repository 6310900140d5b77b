/** Takes the session that is shown out of the browser: what it will be, what will be in it, and how far it is. */

import X from 'lucide-react/icons/x';
import { type ReactNode, type RefObject, useId, useState } from 'react';
import type { ExportFormat } from '../../engine/export/export.messages.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { useActions } from '../kit/console-context.tsx';
import { type FormatWords, FORMATS, redactionWords } from './export-words.ts';
import { JobProgress } from './JobProgress.tsx';
import { useJob } from './use-job.ts';

export function ExportDialog({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const { exports } = useActions();
  const id = useId();
  const [format, setFormat] = useState<ExportFormat>('session');
  const [redaction, setRedaction] = useState({ audio: true, text: true });
  const { state, start, cancel } = useJob<string>();
  const words = redactionWords(redaction);
  const isEmpty = format === 'redacted' && words === null;
  const save = () => void start((onProgress) => exports.save({ format, redaction }, onProgress));
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      className="m-auto max-h-[calc(100dvh-32px)] w-[min(34rem,calc(100vw-16px))] rounded-md border border-edge bg-raised p-0 text-ink"
    >
      <div className="flex max-h-[calc(100dvh-34px)] flex-col">
        <div className="flex shrink-0 items-center justify-between py-1 pr-1 pl-4">
          <h2 id={`${id}-title`} className="font-semibold">
            Export this session
          </h2>
          <IconButton label="Close" onClick={() => dialog.current?.close()}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        <fieldset className="min-h-0 flex-1 overflow-y-auto border-y border-line px-2 py-1">
          <legend className="sr-only">Export as</legend>
          {FORMATS.map((each) => (
            <FormatChoice
              key={each.format}
              words={each}
              name={`${id}-format`}
              chosen={each.format === format}
              onChoose={() => setFormat(each.format)}
            >
              {each.format === 'redacted' && format === 'redacted' && (
                <RedactionChoice redaction={redaction} words={words} onChange={setRedaction} />
              )}
            </FormatChoice>
          ))}
        </fieldset>
        <div className="flex min-h-12 shrink-0 items-center gap-3 px-4 py-2">
          {state.status === 'running' ? (
            <JobProgress label="Exporting" share={state.share} onCancel={cancel} />
          ) : (
            <>
              <div role="status" className="min-w-0 flex-1 text-wire break-words">
                {state.status === 'done' && <span className="text-ink-2">Saved as {state.result}</span>}
                {state.status === 'failed' && <span className="text-error-ink">{state.words}</span>}
              </div>
              <Button look="solid" aria-disabled={isEmpty} onClick={() => !isEmpty && save()}>
                Export
              </Button>
            </>
          )}
        </div>
      </div>
    </dialog>
  );
}

interface FormatChoiceProps {
  words: FormatWords;
  name: string;
  chosen: boolean;
  onChoose: () => void;
  children: ReactNode;
}

function FormatChoice({
  words: { format, label, what },
  name,
  chosen,
  onChoose,
  children,
}: FormatChoiceProps) {
  const id = useId();
  return (
    <div className="rounded-sm px-2 py-1.5 hover:bg-sunken">
      <div className="flex gap-2.5">
        <input
          type="radio"
          id={id}
          name={name}
          value={format}
          checked={chosen}
          onChange={onChoose}
          aria-describedby={`${id}-what`}
          className="mt-1 shrink-0 self-start accent-ink"
        />
        <div className="min-w-0">
          <label htmlFor={id} className="block font-medium">
            {label}
          </label>
          <p id={`${id}-what`} className="text-wire text-ink-2">
            {what}
          </p>
        </div>
      </div>
      {children}
    </div>
  );
}

interface RedactionChoiceProps {
  redaction: { audio: boolean; text: boolean };
  words: string | null;
  onChange: (redaction: { audio: boolean; text: boolean }) => void;
}

function RedactionChoice({ redaction, words, onChange }: RedactionChoiceProps) {
  const id = useId();
  return (
    <fieldset className="mt-1 ml-6" aria-describedby={`${id}-words`}>
      <legend className="sr-only">Take out</legend>
      <div className="flex gap-5">
        {(['audio', 'text'] as const).map((part) => (
          <label key={part} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={redaction[part]}
              onChange={(event) => onChange({ ...redaction, [part]: event.target.checked })}
              className="accent-ink"
            />
            Take out {part === 'audio' ? 'sound' : 'words'}
          </label>
        ))}
      </div>
      <p id={`${id}-words`} aria-live="polite" className="mt-1 text-wire text-ink-2">
        {words ?? 'Choose what to take out, or export the session file itself.'}
      </p>
    </fieldset>
  );
}

/** Writes any client event and sends it: type, text with completion and checks, what became of it. Loaded when it is opened. */

import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import CircleAlert from 'lucide-react/icons/circle-alert';
import SendHorizontal from 'lucide-react/icons/send-horizontal';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import { useRef } from 'react';
import { Button, IconButton } from '../kit/Button.tsx';
import type { Fault } from './check-event.ts';
import { CodeEditor, type EditorHandle } from './CodeEditor.tsx';
import { TypePicker } from './TypePicker.tsx';
import { useComposer } from './use-composer.ts';
import type { Outcome } from './use-outcome.ts';

/** The rest of the faults is marked in the text. */
const SHOWN_FAULTS = 3;

interface ComposerProps {
  /** Shows a row of the log. */
  onGoTo: (seq: number) => void;
  onClose: () => void;
}

export function Composer({ onGoTo, onClose }: ComposerProps) {
  const composer = useComposer();
  const { text, checked, hasErrors, place, historyLength } = composer;
  const editor = useRef<EditorHandle>(null);
  return (
    <section aria-label="Composer" className="flex min-h-40 shrink basis-64 flex-col border-t border-line">
      <div className="relative flex h-8 shrink-0 items-center gap-1 pr-1 pl-3">
        <h3 className="min-w-0 truncate font-mono text-wire">{checked.event?.type ?? 'Event'}</h3>
        <TypePicker onChoose={composer.choose} />
        <span className="flex-1" />
        <IconButton
          label="Earlier event"
          disabled={historyLength === 0 || place?.index === 0}
          onClick={() => composer.stepBy(-1)}
        >
          <ChevronUp size={16} aria-hidden />
        </IconButton>
        <IconButton label="Later event" disabled={place === null} onClick={() => composer.stepBy(1)}>
          <ChevronDown size={16} aria-hidden />
        </IconButton>
        <IconButton label="Close the composer" onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 border-y border-line">
        <CodeEditor
          handle={editor}
          text={text}
          onChange={composer.onChange}
          onSend={() => void composer.send(false)}
          onStep={composer.stepBy}
        />
      </div>
      <div className="flex max-h-[40%] shrink-0 items-start gap-2 overflow-y-auto py-1 pr-2 pl-3">
        <div aria-live="polite" className="min-w-0 flex-1 text-wire">
          {composer.outcome.status === 'none' ? (
            <Faults text={text} faults={checked.faults} onGoTo={(offset) => editor.current?.goTo(offset)} />
          ) : (
            <OutcomeLine outcome={composer.outcome} onGoTo={onGoTo} />
          )}
        </div>
        <Button
          disabled={checked.event === null}
          title={hasErrors ? 'The server will refuse it' : 'Send (Ctrl or Command + Enter)'}
          onClick={() => void composer.send(true)}
        >
          <SendHorizontal size={14} aria-hidden />
          {hasErrors && checked.event !== null ? 'Send anyway' : 'Send'}
        </Button>
      </div>
    </section>
  );
}

interface FaultsProps {
  text: string;
  faults: readonly Fault[];
  onGoTo: (offset: number) => void;
}

function Faults({ text, faults, onGoTo }: FaultsProps) {
  if (faults.length === 0) return <p className="py-1.5 text-ink-2">Ctrl or Command + Enter sends.</p>;
  return (
    <ul>
      {faults.slice(0, SHOWN_FAULTS).map(({ from, level, words }) => (
        <li key={`${from} ${words}`}>
          <button
            type="button"
            onClick={() => onGoTo(from)}
            className="flex items-start gap-1 text-left hover:underline"
          >
            {level === 'error' ? (
              <CircleAlert size={12} aria-label="Error" className="mt-0.5 shrink-0 text-error-ink" />
            ) : (
              <TriangleAlert size={12} aria-label="Warning" className="mt-0.5 shrink-0 text-ink-2" />
            )}
            <span className={level === 'error' ? 'text-error-ink' : 'text-ink-2'}>
              Line {lineOf(text, from)}: {words}
            </span>
          </button>
        </li>
      ))}
      {faults.length > SHOWN_FAULTS && (
        <li className="text-ink-2">and {faults.length - SHOWN_FAULTS} more</li>
      )}
    </ul>
  );
}

function OutcomeLine({ outcome, onGoTo }: { outcome: Outcome; onGoTo: (seq: number) => void }) {
  if (outcome.status === 'none') return null;
  if (outcome.status === 'not-sent') {
    return (
      <p className="py-1.5 text-error-ink">
        Not sent: there is no session that could take it now. Press Connect, then send again.
      </p>
    );
  }
  const { error, seq } = outcome;
  const at = error?.seq ?? seq;
  return (
    <p className="py-1.5">
      {error ? (
        <span className="text-error-ink">The server refused it: {error.words} </span>
      ) : (
        <span className="text-ink-2">Sent. </span>
      )}
      {at !== null && (
        <Button look="bare" className="text-wire" onClick={() => onGoTo(at)}>
          {error ? 'Show the error' : 'Show it in the log'}
        </Button>
      )}
    </p>
  );
}

/** From 1. */
function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

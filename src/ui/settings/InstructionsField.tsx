/** The instructions: edited as a draft that survives a reload, asked for with Apply, and what became of that. */

import clsx from 'clsx';
import { unreachable } from '../../lib/errors.ts';
import { useId, useState } from 'react';
import { type SettingsForm, settingsForm } from '../../store/shown.ts';
import { Button } from '../kit/Button.tsx';
import { useConsole } from '../kit/console-context.tsx';
import { FieldWords } from '../kit/Field.tsx';
import type { FieldState } from '../kit/field-state.ts';
import { usePreference } from '../kit/use-preference.ts';
import { useSettings } from './use-settings.ts';

export function InstructionsField() {
  const { asked, connected, update, stateOf } = useSettings();
  const accepted = useConsole((state) => state.settings.accepted?.instructions);
  const form = useConsole(settingsForm);
  const [draft, setDraft] = useDraft(form);
  const id = useId();
  // Another session's are not what somebody was writing.
  const text = form === 'read-only' ? asked.instructions : (draft ?? asked.instructions);
  const edited = text !== asked.instructions;
  const lastGood = (connected ? accepted : undefined) ?? asked.instructions;
  // The server's words on instructions are too long to repeat; that they differ is said, and Revert shows them.
  const state = stateOf('instructions', (instructions) => instructions);

  const isSetByServer = state.status === 'set-by-server';

  // What was refused can be asked for once more, as it is.
  const canApply = edited || state.status === 'refused';
  const edit = (next: string) => setDraft(next === asked.instructions ? null : next);
  const apply = () => {
    if (!canApply) return;
    update({ instructions: text });
    setDraft(null);
  };

  return (
    <div className="pt-1" title="session.instructions">
      <div className="flex h-6 items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-ink-2">
          Instructions
        </label>
        <span aria-live="polite" className="truncate text-wire text-ink-3">
          {stateWords(edited, connected, state, form)}
        </span>
      </div>
      <textarea
        id={id}
        // What is in force may be long, and may be hidden: then there is nothing to show.
        value={isSetByServer ? ((connected ? accepted : undefined) ?? '') : text}
        placeholder={isSetByServer ? 'Set by the server, and not shown.' : undefined}
        readOnly={isSetByServer}
        rows={6}
        spellCheck
        aria-describedby={`${id}-notes`}
        onChange={(event) => edit(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            apply();
          }
        }}
        className="block field-sizing-content max-h-[40vh] min-h-32 w-full resize-y rounded-sm border border-edge bg-raised px-2 py-1.5 text-control text-ink hover:border-ink-2"
      />
      <div id={`${id}-notes`}>
        {state.status === 'refused' && !edited && (
          <FieldWords state={state} again="Change them, or apply them once more." />
        )}
      </div>
      <div className={clsx('flex items-center gap-2 pt-2', isSetByServer && 'hidden')}>
        <Button
          look="solid"
          className="h-7"
          disabled={!canApply}
          onClick={apply}
          title="Ctrl or Command + Enter"
        >
          Apply
        </Button>
        <Button
          look="plain"
          className="h-7"
          disabled={text === lastGood}
          onClick={() => edit(lastGood)}
          title="Put back the last accepted instructions"
        >
          Revert
        </Button>
        <span className="ml-auto font-mono text-wire text-ink-3">
          {text.length.toLocaleString('en')} characters
        </span>
      </div>
    </div>
  );
}

/** What is being written. Only one's own survives a reload: a call is over by then. */
function useDraft(form: SettingsForm): [string | null, (draft: string | null) => void] {
  const own = usePreference('instructionsDraft');
  const other = useState<string | null>(null);
  return form === 'own' || form === 'read-only' ? own : other;
}

function stateWords(edited: boolean, connected: boolean, state: FieldState, form: SettingsForm): string {
  if (state.status === 'set-by-server') return 'Set by the server';
  if (edited) return 'Edited, not applied';
  if (!connected) return form === 'new-calls' ? 'Asked when a call begins' : 'Asked when you connect';
  switch (state.status) {
    case 'pending':
      return 'Sent, waiting for the server';
    case 'accepted':
      return 'Applied';
    case 'differs':
      return 'The server runs with other instructions';
    case 'refused':
      return 'Refused';
    case 'unknown':
      return '';
    default:
      return unreachable(state);
  }
}

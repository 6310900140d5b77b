/**
 * Asks for the relay's access token, over everything else, and stays until the relay has taken one. The browser's own modal dialog keeps
 * the focus inside and the rest of the page out of reach.
 */

import clsx from 'clsx';
import { type SyntheticEvent, useId } from 'react';
import { Button } from '../kit/Button.tsx';
import { useTokenDialog } from './use-token-dialog.ts';

export function TokenDialog() {
  const question = useTokenDialog();
  const id = useId();
  if (question === null) return null;
  const { problem, busy, dialog, answer } = question;
  const submit = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = event.currentTarget.querySelector('input');
    if (field === null) return;
    await answer(field.value);
    // Still here: the token was wrong, and the next one replaces it.
    field.select();
    field.focus();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-words`}
      onCancel={(event) => event.preventDefault()}
      // Some browsers let a second Escape through.
      onClose={(event) => event.currentTarget.showModal()}
      className="m-auto w-[min(26rem,calc(100vw-16px))] rounded-md border border-edge bg-raised p-4 text-ink"
    >
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <label id={`${id}-label`} htmlFor={`${id}-field`} className="font-semibold">
          Access token
        </label>
        <p id={`${id}-words`} className="text-ink-2">
          This relay serves those who have its token. Whoever runs it knows it; this browser then remembers
          for 30 days that you may talk.
        </p>
        <input
          id={`${id}-field`}
          type="password"
          name="token"
          autoComplete="current-password"
          autoFocus
          required
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          className={clsx(
            'h-8 w-full min-w-0 rounded-sm border bg-raised px-2 font-mono text-control',
            problem === null ? 'border-edge hover:border-ink-2' : 'border-error',
          )}
        />
        <div id={`${id}-problem`} aria-live="assertive">
          {problem !== null && <p className="text-wire text-error-ink">{problem}</p>}
        </div>
        <Button look="solid" type="submit" aria-disabled={busy} className="self-end">
          Continue
        </Button>
      </form>
    </dialog>
  );
}

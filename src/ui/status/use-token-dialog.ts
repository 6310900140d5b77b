/** Behaviour of the question for the access token: when it is asked, and what giving an answer does. Draws nothing. */

import { useCallback, useState } from 'react';
import { useActions, useConsole } from '../kit/console-context.tsx';

export interface TokenQuestion {
  /** Why the token that was given last did not serve, in words. */
  problem: string | null;
  /** An answer is on its way. */
  busy: boolean;
  /** Opens the dialog as a modal when it comes into the page. */
  dialog: (element: HTMLDialogElement | null) => void;
  /** A blank answer is ignored. */
  answer: (token: string) => Promise<void>;
}

/** Null while the relay asks for nothing. */
export function useTokenDialog(): TokenQuestion | null {
  const access = useConsole((state) => state.access);
  const actions = useActions();
  const [busy, setBusy] = useState(false);
  const dialog = useCallback((element: HTMLDialogElement | null) => {
    if (element !== null && !element.open) element.showModal();
  }, []);
  if (access.status === 'granted') return null;
  return {
    problem: access.problem,
    busy,
    dialog,
    async answer(token) {
      if (busy || token.trim() === '') return;
      setBusy(true);
      await actions.grantAccess(token.trim());
      setBusy(false);
    },
  };
}

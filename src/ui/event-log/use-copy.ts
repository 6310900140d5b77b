/** Copies a text, read when it is wanted, to the clipboard and says for a moment whether that worked. */

import { useCallback, useEffect, useRef, useState } from 'react';
import { Scope } from '../../lib/scope.ts';

const SAID_FOR_MS = 2000;

export type CopyState = 'ready' | 'copied' | 'failed';

/** `read` must stay the same function between renders, or be cheap to change. */
export function useCopy(read: () => Promise<string>): { state: CopyState; copy: () => void } {
  const [state, setState] = useState<CopyState>('ready');
  const scope = useRef<Scope | null>(null);

  useEffect(() => () => scope.current?.dispose(), []);

  const copy = useCallback(() => {
    scope.current?.dispose();
    const own = new Scope();
    scope.current = own;
    const say = (next: CopyState) => {
      if (own.disposed) return;
      setState(next);
      own.after(SAID_FOR_MS, () => setState('ready'));
    };
    writeClipboard(read).then(
      () => say('copied'),
      () => say('failed'),
    );
  }, [read]);

  return { state, copy };
}

/** Rejects where the browser has no clipboard (a page without TLS) or forbids it. */
async function writeClipboard(read: () => Promise<string>): Promise<void> {
  await navigator.clipboard.writeText(await read());
}

/** Copies a text to the clipboard and says for a moment whether that worked. */

import { useCallback, useEffect, useRef, useState } from 'react';
import { Scope } from '../../lib/scope.ts';

const SAID_FOR_MS = 2000;

export type CopyState = 'ready' | 'copied' | 'failed';

export function useCopy(text: string): { state: CopyState; copy: () => void } {
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
    writeClipboard(text).then(
      () => say('copied'),
      () => say('failed'),
    );
  }, [text]);

  return { state, copy };
}

/** Rejects where the browser has no clipboard (a page without TLS) or forbids it. */
async function writeClipboard(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

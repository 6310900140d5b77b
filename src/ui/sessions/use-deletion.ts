/** Throwing sessions of the library away, and a while to think better of it. Draws nothing. */

import { useState } from 'react';
import { useActions } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';

/** Less than the library keeps them (`librarian.ts`), so that what is offered is there. */
const UNDO_MS = 20_000;

export interface Deletion {
  /** What was thrown away last, in words; null = nothing, or too long ago. */
  words: string | null;
  /** `words`: a sentence that says what is gone. */
  remove: (ids: string[], words: string) => void;
  undo: () => void;
}

export function useDeletion(): Deletion {
  const actions = useActions();
  const [last, setLast] = useState<{ ids: string[]; words: string } | null>(null);
  useScope(
    (scope) => {
      if (last) scope.after(UNDO_MS, () => setLast(null));
    },
    [last],
  );
  return {
    words: last?.words ?? null,
    remove(ids, words) {
      actions.library.remove(ids);
      setLast({ ids, words });
    },
    undo() {
      if (last) actions.library.restore(last.ids);
      setLast(null);
    },
  };
}

/** The relay's recorded calls while a panel shows them: read when it opens, and again every few seconds. Draws nothing. */

import { useCallback, useState } from 'react';
import type { RecordedCallList } from '../../lib/recording-messages.ts';
import { useActions } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';

/** Calls that end meanwhile get their length. */
const AGAIN_MS = 5000;

export type RecordedCallsView =
  | { status: 'loading' }
  | { status: 'open'; list: RecordedCallList }
  /** What happened and what to do. */
  | { status: 'failed'; words: string };

export function useRecordedCalls(): { view: RecordedCallsView; refresh: () => Promise<void> } {
  const { recordings } = useActions();
  const [view, setView] = useState<RecordedCallsView>({ status: 'loading' });
  const refresh = useCallback(async () => {
    const answer = await recordings.list();
    setView(answer.ok ? { status: 'open', list: answer.value } : { status: 'failed', words: answer.words });
  }, [recordings]);
  useScope(
    (scope) => {
      void refresh();
      scope.every(AGAIN_MS, () => void refresh());
    },
    [refresh],
  );
  return { view, refresh };
}

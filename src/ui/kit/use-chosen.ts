/** The moment that was chosen in any panel, for panels that draw it by React. */

import { useCallback, useSyncExternalStore } from 'react';
import type { Moment } from '../../store/time-cursor.ts';
import { useConsoleParts } from './console-context.tsx';

export function useChosen(): Moment | null {
  const { cursor } = useConsoleParts();
  return useSyncExternalStore(
    useCallback((onChange) => cursor.onChoice(onChange), [cursor]),
    () => cursor.chosen,
  );
}

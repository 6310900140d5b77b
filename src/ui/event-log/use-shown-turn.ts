/** The one turn that the log shows, as the filter wants it; the same object until what belongs to the turn has changed. */

import { useMemo } from 'react';
import { type TurnScope, turnScope } from '../../store/turn-scope.ts';
import { useConsole } from '../kit/console-context.tsx';

const NO_TURNS: never[] = [];
const NO_ITEMS = {};

/** Null = all turns. */
export function useShownTurn(): TurnScope | null {
  const id = useConsole((state) => state.logTurnId);
  // Whoever looks at all turns is not drawn again for each change of one.
  const turns = useConsole((state) => (state.logTurnId === null ? NO_TURNS : state.turns));
  const items = useConsole((state) => (state.logTurnId === null ? NO_ITEMS : state.items));
  const scope = id === null ? null : turnScope(id, turns, items);
  const key = scope && JSON.stringify({ ...scope, own: [...scope.own], others: [...scope.others] });
  // oxlint-disable-next-line react/exhaustive-deps -- the key says all that is in the scope
  return useMemo(() => scope, [key]);
}

/** What this client may still have at the relay. Not there where nothing is limited. */

import { useState } from 'react';
import { useConsole } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';
import { remaining } from './budget-words.ts';
import { Figure } from './Figure.tsx';

const TICK_MS = 1000;

/** `onlyLittle`: there is no room for it unless little is left. */
export function BudgetFigure({ onlyLittle = false }: { onlyLittle?: boolean }) {
  const budget = useConsole((state) => state.budget);
  const startedAtEpochMs = useConsole((state) =>
    state.connection.status === 'connected' ? state.connection.sessionStartedAtEpochMs : null,
  );
  const [nowEpochMs, setNow] = useState(() => Date.now());

  useScope(
    (scope) => {
      setNow(Date.now());
      if (budget !== null && startedAtEpochMs !== null) scope.every(TICK_MS, () => setNow(Date.now()));
    },
    [budget, startedAtEpochMs],
  );

  if (budget === null) return null;
  const left = remaining(
    budget.report,
    Math.max(0, nowEpochMs - budget.atEpochMs),
    startedAtEpochMs === null ? null : Math.max(0, nowEpochMs - startedAtEpochMs),
  );
  if (left === null || (onlyLittle && !left.isLittle)) return null;
  return (
    <Figure label={left.isLittle ? 'only' : 'left'} title={left.details} strong={left.isLittle}>
      {left.text}
    </Figure>
  );
}

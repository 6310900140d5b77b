/** What the session cost. */

import { useConsole } from '../kit/console-context.tsx';
import { CostSummary } from './CostSummary.tsx';

export function CostView() {
  const turns = useConsole((state) => state.turns);
  return <CostSummary turns={turns} />;
}

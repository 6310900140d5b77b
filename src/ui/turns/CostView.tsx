/** What the session cost: in all, by turn, and at which prices. */

import { useRef } from 'react';
import { useConsole } from '../kit/console-context.tsx';
import { usePrices } from '../kit/use-prices.ts';
import { PricesDialog } from '../prices/PricesDialog.tsx';
import { CostSummary } from './CostSummary.tsx';
import { CostTurns } from './CostTurns.tsx';

export function CostView() {
  const turns = useConsole((state) => state.turns);
  const prices = usePrices();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <CostSummary turns={turns} prices={prices} showPrices={() => dialog.current?.showModal()} />
      {turns.length === 0 ? (
        <p className="px-3 pb-3 text-ink-2">
          What each exchange cost, and why, appears here. Press Connect and say something.
        </p>
      ) : (
        <CostTurns turns={turns} prices={prices} />
      )}
      <PricesDialog dialog={dialog} />
    </>
  );
}

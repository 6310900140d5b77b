/** What the turns cost together, by kind of token, what ten more minutes would, and by which table. */

import { useMemo } from 'react';
import { modelPrice, type PriceTable, transcriptionPrice } from '../../pricing/prices.ts';
import { costTotals } from '../../pricing/totals.ts';
import type { Turn } from '../../session/turns.ts';
import { forecastTenMinutes } from '../../store/forecast.ts';
import { formatCount } from '../event-log/format.ts';
import { Button } from '../kit/Button.tsx';
import { useIsEmulator } from '../kit/use-is-emulator.ts';
import { CostTable } from './CostTable.tsx';
import { forecastWords, formatUsd, priceNotes } from './words.ts';

interface CostSummaryProps {
  turns: readonly Turn[];
  prices: PriceTable;
  showPrices: () => void;
}

export function CostSummary({ turns, prices, showPrices }: CostSummaryProps) {
  const isEmulator = useIsEmulator();
  const { totals, forecast, rows } = useMemo(() => {
    const lastMs = Math.max(0, ...turns.flatMap(({ moments }) => Object.values(moments)));
    return {
      totals: costTotals(turns, prices),
      forecast: forecastTenMinutes(turns, lastMs, prices),
      rows: rowsUsed(turns, prices),
    };
  }, [turns, prices]);
  return (
    <section aria-label="Cost" className="px-3 py-2">
      <h3 className="flex items-baseline gap-2">
        <span className="font-semibold">{isEmulator ? 'Would cost at OpenAI' : 'Cost'}</span>
        <span className="font-mono text-wire">{formatUsd(totals.totalUsd ?? 0)}</span>
        <Button look="bare" className="ml-auto text-wire" aria-haspopup="dialog" onClick={showPrices}>
          Prices…
        </Button>
      </h3>
      <CostTable totals={totals} />
      <div className="mt-1 text-wire text-ink-2">
        {forecast && <p>{forecastWords(forecast)}</p>}
        {totals.unpriced > 0 && (
          <p>
            {formatCount(totals.unpriced)} {totals.unpriced === 1 ? 'part is' : 'parts are'} not in it: no
            usage was told, or the table has no price for the model. Prices… can add it.
          </p>
        )}
        {totals.estimated && <p>Some tokens came without their kind and count as the dearest.</p>}
        {priceNotes(rows, prices.asOf).map((words) => (
          <p key={words}>{words}</p>
        ))}
      </div>
    </section>
  );
}

/** Rows of the table that something of these turns was counted by. */
function rowsUsed(turns: readonly Turn[], prices: PriceTable) {
  const models = new Set(turns.flatMap(({ responses }) => responses.map(({ model }) => model)));
  const transcribers = new Set(
    turns.flatMap(({ transcription }) => (transcription ? [transcription.model] : [])),
  );
  return [
    ...[...models].map((model) => modelPrice(model, prices)),
    ...[...transcribers].map((model) => transcriptionPrice(model, prices)),
  ].filter((row) => row !== null);
}

/** The table of prices, every figure of which can be changed. */

import { Button } from '../kit/Button.tsx';
import { AddModel } from './AddModel.tsx';
import { PriceRow } from './PriceRow.tsx';
import { modelLine, modelRates, oddPrices, transcriptionLine, transcriptionRates } from './price-rates.ts';
import { usePriceList } from './use-price-list.ts';

export function PriceList() {
  const list = usePriceList();
  const { prices, isUsed, isDated, reset } = list;
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 pb-2">
        <p className="min-w-60 flex-1 text-ink-2">
          {`US dollars, as read from the pages of the service on ${prices.asOf}. What you change counts at once for the whole session and is remembered in this browser. The relay’s own budgets keep to its table.`}
        </p>
        {list.edited && <Button onClick={list.resetAll}>Reset all</Button>}
      </div>
      <h3 className="px-4 py-1 font-semibold">Realtime models</h3>
      <ul aria-label="Realtime models">
        {prices.models.map((row) => (
          <PriceRow
            key={row.model}
            row={row}
            line={modelLine(row)}
            unit="Dollars for a million tokens"
            rates={modelRates(row)}
            used={isUsed(row)}
            dated={isDated(row.model)}
            odd={oddPrices(row)}
            onEdit={list.editModel}
            onReset={() => reset(row.model)}
          />
        ))}
      </ul>
      <h3 className="border-t border-line px-4 pt-3 pb-1 font-semibold">Transcription</h3>
      <ul aria-label="Transcription">
        {prices.transcription.map((row) => (
          <PriceRow
            key={row.model}
            row={row}
            line={transcriptionLine(row)}
            unit={
              row.perMinute === undefined ? 'Dollars for a million tokens' : 'Dollars for a minute of speech'
            }
            rates={transcriptionRates(row)}
            used={isUsed(row)}
            dated={isDated(row.model)}
            odd={null}
            onEdit={list.editTranscription}
            onReset={() => reset(row.model)}
          />
        ))}
      </ul>
      <AddModel prices={prices} suggested={list.unknownModel} onAdd={list.add} />
    </>
  );
}

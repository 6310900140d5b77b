/** What the turns cost together, by kind of token, what ten more minutes would, and by which table. */

import type { Turn } from '../../session/turns.ts';
import { costTotals, forecastTenMinutes } from '../../store/turn-costs.ts';
import { useIsEmulator } from '../kit/use-is-emulator.ts';
import { formatCount } from '../event-log/format.ts';
import { forecastWords, formatUsd } from './words.ts';

export function CostSummary({ turns }: { turns: readonly Turn[] }) {
  const isEmulator = useIsEmulator();
  const totals = costTotals(turns);
  const lastMs = Math.max(0, ...turns.flatMap(({ moments }) => Object.values(moments)));
  const forecast = forecastTenMinutes(turns, lastMs);
  const price = turns.flatMap(({ responses }) => responses).findLast((response) => response.price)?.price;
  const { inputUsd, cachedUsd, outputUsd, transcriptionUsd, responsesUsd } = totals;
  const rows: { name: string; text: number; audio: number; image: number | null }[] = [
    { name: 'Input', ...inputUsd },
    { name: 'Cached input', ...cachedUsd },
    { name: 'Output', ...outputUsd, image: null },
  ];
  return (
    <section aria-label="Cost" className="border-t border-line px-3 py-2">
      <h3 className="flex items-baseline gap-2">
        <span className="font-semibold">{isEmulator ? 'Would cost at OpenAI' : 'Cost'}</span>
        <span className="font-mono text-wire">{formatUsd(responsesUsd + transcriptionUsd)}</span>
      </h3>
      <table className="mt-1 w-full max-w-120 font-mono text-wire">
        <thead>
          <tr className="text-right text-ink-3">
            <th scope="col" className="text-left font-normal">
              Part
            </th>
            <th scope="col" className="font-normal">
              Text
            </th>
            <th scope="col" className="font-normal">
              Audio
            </th>
            <th scope="col" className="font-normal">
              Image
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, text, audio, image }) => (
            <tr key={name} className="text-right">
              <th scope="row" className="text-left font-normal text-ink-2">
                {name}
              </th>
              <td>{formatUsd(text)}</td>
              <td>{formatUsd(audio)}</td>
              <td>{image === null ? '–' : formatUsd(image)}</td>
            </tr>
          ))}
          <tr className="text-right">
            <th scope="row" className="text-left font-normal text-ink-2">
              Transcription
            </th>
            <td>–</td>
            <td>{formatUsd(transcriptionUsd)}</td>
            <td>–</td>
          </tr>
        </tbody>
      </table>
      <div className="mt-1 text-wire text-ink-2">
        {forecast && <p>{forecastWords(forecast)}</p>}
        {totals.unpriced > 0 && (
          <p>
            {formatCount(totals.unpriced)} {totals.unpriced === 1 ? 'part is' : 'parts are'} not in it: no
            usage was told, or the table has no price for the model.
          </p>
        )}
        {totals.estimated && <p>Some tokens came without their kind and count as the dearest.</p>}
        {price && (
          <p>{`Prices as of ${price.asOf}${price.confidence === 'high' ? '' : ', from a secondary source'}.`}</p>
        )}
        {price?.shutdown && <p>{`OpenAI retires this model on ${price.shutdown}.`}</p>}
      </div>
    </section>
  );
}

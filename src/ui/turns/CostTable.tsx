/** A cost by part and kind of token. */

import type { CostTotals } from '../../pricing/totals.ts';
import { formatUsd } from './words.ts';

const KINDS = ['Text', 'Audio', 'Image'] as const;

export function CostTable({ totals }: { totals: CostTotals }) {
  const { inputUsd, cachedUsd, outputUsd, transcriptionUsd } = totals;
  const rows: { name: string; parts: readonly (number | null)[] }[] = [
    { name: 'Input', parts: [inputUsd.text, inputUsd.audio, inputUsd.image] },
    { name: 'Cached input', parts: [cachedUsd.text, cachedUsd.audio, cachedUsd.image] },
    { name: 'Output', parts: [outputUsd.text, outputUsd.audio, null] },
    { name: 'Transcription', parts: [null, transcriptionUsd, null] },
  ];
  return (
    <table className="mt-1 w-full max-w-120 font-mono text-wire">
      <thead>
        <tr className="text-right text-ink-3">
          <th scope="col" className="text-left font-normal">
            Part
          </th>
          {KINDS.map((kind) => (
            <th key={kind} scope="col" className="font-normal">
              {kind}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, parts }) => (
          <tr key={name} className="text-right">
            <th scope="row" className="text-left font-normal text-ink-2">
              {name}
            </th>
            {parts.map((usd, index) => (
              <td key={KINDS[index]}>{usd === null ? '–' : formatUsd(usd)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

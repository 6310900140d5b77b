/** What two sessions have in common and what not: figures, settings, turns. */

import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { SessionDigest } from '../../engine/export/session-digest.ts';
import { alignTurns, compareSettings, numbersOf } from '../../store/session-comparison.ts';
import { formatCount } from '../event-log/format.ts';
import { usePrices } from '../kit/use-prices.ts';
import { figureRows } from './compare-words.ts';
import { ComparedTurns } from './ComparedTurns.tsx';

export function CompareTables({ a, b }: { a: SessionDigest; b: SessionDigest }) {
  const prices = usePrices();
  const { differences, same } = compareSettings(a.settings, b.settings);
  return (
    <div className="max-w-[72rem]">
      <Table caption="Figures" head={['Figure', 'A', 'B', 'From A to B']}>
        {figureRows(numbersOf(a, prices), numbersOf(b, prices)).map((row) => (
          <tr key={row.label} className="border-t border-line">
            <th scope="row" className="py-1 pr-3 text-left font-normal text-ink-2">
              {row.label}
            </th>
            {[row.a, row.b, row.difference].map((value, index) => (
              // The columns are fixed.
              // oxlint-disable-next-line react/no-array-index-key
              <td key={index} className="py-1 pr-3 text-right font-mono tabular-nums">
                {value}
              </td>
            ))}
          </tr>
        ))}
      </Table>
      {a.heard !== b.heard && (
        <p className="px-4 pb-2 text-wire text-ink-2">
          Only one of them says where playback was. The other counts as played as it came, so its times are
          the best that can have been.
        </p>
      )}
      {differences.length === 0 ? (
        <Heading>Settings: all {formatCount(same)} are the same</Heading>
      ) : (
        <Table
          caption={`Settings: ${formatCount(differences.length)} differ, ${formatCount(same)} are the same`}
          head={['Setting', 'A', 'B']}
        >
          {differences.map(({ path, a: ofA, b: ofB }) => (
            <tr key={path} className="border-t border-line align-top">
              <th scope="row" className="py-1 pr-3 text-left font-mono font-normal break-words text-ink-2">
                {path}
              </th>
              <Setting value={ofA} />
              <Setting value={ofB} />
            </tr>
          ))}
        </Table>
      )}
      <Heading>Turns</Heading>
      <ComparedTurns pairs={alignTurns(a, b, prices)} />
    </div>
  );
}

function Setting({ value }: { value: string | null }) {
  return (
    <td className="py-1 pr-3 font-mono wrap-anywhere whitespace-pre-wrap">
      {value === null ? (
        <span className="text-ink-3">not there</span>
      ) : value === '' ? (
        <span className="text-ink-3">empty</span>
      ) : (
        value
      )}
    </td>
  );
}

function Heading({ children }: { children: ReactNode }) {
  return <h3 className="px-4 pt-4 pb-1 font-semibold">{children}</h3>;
}

function Table({ caption, head, children }: { caption: string; head: string[]; children: ReactNode }) {
  const isFigures = head.length > 3;
  return (
    <div className="overflow-x-auto px-4">
      <table className={isFigures ? 'w-full max-w-[40rem] text-control' : 'w-full table-fixed text-control'}>
        <caption className="pt-4 pb-1 text-left font-semibold">{caption}</caption>
        <thead>
          <tr className="text-wire text-ink-3">
            {head.map((name, index) => (
              <th
                key={name}
                scope="col"
                className={clsx('pr-3 font-normal', isFigures && index > 0 ? 'text-right' : 'text-left')}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

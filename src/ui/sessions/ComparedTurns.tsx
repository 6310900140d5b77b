/** The turns of two sessions beside each other: what was said, what came of it, how fast and for how much. */

import type { Item } from '../../session/types.ts';
import type { TurnPair, TurnSide } from '../../store/session-comparison.ts';
import { formatDuration } from '../event-log/format.ts';
import { callSignature, spokenText } from '../transcript/words.ts';
import { formatUsd, turnWords } from '../turns/words.ts';
import { differenceWords } from './compare-words.ts';

export function ComparedTurns({ pairs }: { pairs: TurnPair[] }) {
  return (
    <ol aria-label="Turns beside each other">
      {pairs.map((pair) => (
        <li key={pair.number} className="border-t border-line py-2">
          <p className="px-4 font-mono text-wire text-ink-3">
            {`Turn ${pair.number}`}
            <Faster pair={pair} />
          </p>
          <div className="grid gap-x-4 md:grid-cols-2">
            <Side name="A" side={pair.a} />
            <Side name="B" side={pair.b} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Faster({ pair: { a, b } }: { pair: TurnPair }) {
  const difference = differenceWords(a?.voiceToVoiceMs ?? null, b?.voiceToVoiceMs ?? null, formatDuration);
  return difference === '–' ? null : <span>{` · voice to voice ${difference}`}</span>;
}

function Side({ name, side }: { name: string; side: TurnSide | null }) {
  if (side === null) return <p className="px-4 py-1 text-ink-3">{name} has no such turn.</p>;
  const { turn, said, answers, voiceToVoiceMs, costUsd } = side;
  const figures = [
    voiceToVoiceMs === null ? null : formatDuration(voiceToVoiceMs),
    costUsd === null ? null : formatUsd(costUsd),
  ].filter((figure) => figure !== null);
  return (
    <div className="min-w-0 px-4 py-1 wrap-anywhere">
      <p className="font-mono text-wire text-ink-2">
        <span className="font-semibold">{name}</span>
        {figures.length > 0 && ` · ${figures.join(' · ')}`}
      </p>
      <p className="border-l-2 border-you pl-2">{turnWords(turn, said)}</p>
      {answers.map((item) => (
        <Answer key={item.id} item={item} />
      ))}
    </div>
  );
}

function Answer({ item }: { item: Item }) {
  if (item.kind === 'tool-call') {
    return (
      <p className="border-l-2 border-tool pl-2 font-mono text-control text-tool-ink">
        {callSignature(item)}
      </p>
    );
  }
  if (item.kind !== 'message') return null;
  const { heard, rest, restIs } = spokenText(item);
  return (
    <p className="border-l-2 border-assistant pl-2">
      {heard}
      {restIs === 'cut' ? <s className="text-ink-3">{rest}</s> : rest}
    </p>
  );
}

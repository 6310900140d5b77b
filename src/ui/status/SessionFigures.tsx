/** The figures of the session that one glances at: how fast it answers, what it has used, and what that costs. */

import { useMemo } from 'react';
import { costTotals } from '../../pricing/totals.ts';
import { lastVoiceToVoiceMs } from '../../store/turn-figures.ts';
import { useConsole } from '../kit/console-context.tsx';
import { useIsEmulator } from '../kit/use-is-emulator.ts';
import { usePrices } from '../kit/use-prices.ts';
import { Figure } from './Figure.tsx';

export function LatencyFigure() {
  const latencyMs = useConsole(({ turns }) => lastVoiceToVoiceMs(turns));
  return (
    <Figure
      label="voice-to-voice"
      title="From the end of your speech to the first sound of the answer, last turn"
    >
      {latencyMs === null ? '–' : `${Math.round(latencyMs)} ms`}
    </Figure>
  );
}

export function TokenFigure() {
  const usage = useConsole((state) => state.usage);
  const title = `${grouped(usage.cachedTokens)} of the input tokens were cached, in ${grouped(usage.responses)} responses`;
  return (
    <Figure label="tokens" title={title}>
      {`${grouped(usage.inputTokens)} in · ${grouped(usage.outputTokens)} out`}
    </Figure>
  );
}

/** Responses and transcriptions, as the turns panel sums them. Not there until something of it could be priced. */
export function CostFigure() {
  const turns = useConsole((state) => state.turns);
  const prices = usePrices();
  const isEmulator = useIsEmulator();
  const { totalUsd, unpriced } = useMemo(() => costTotals(turns, prices), [turns, prices]);
  if (totalUsd === null) return null;
  const what = isEmulator
    ? 'What responses and transcriptions would cost at OpenAI; the emulator is free.'
    : 'What the responses and transcriptions of this session cost, by the table of prices.';
  const missing =
    unpriced === 0
      ? ''
      : ` ${grouped(unpriced)} ${unpriced === 1 ? 'part' : 'parts'} of it could not be priced.`;
  return (
    <Figure label={isEmulator ? 'would cost' : 'cost'} title={`${what}${missing}`}>
      {`$${totalUsd.toFixed(totalUsd < 10 ? 3 : 2)}`}
    </Figure>
  );
}

const grouped = (count: number) => count.toLocaleString('en');

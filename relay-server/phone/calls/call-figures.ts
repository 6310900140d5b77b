/** The headline figure of a call, from its session's turns. Owns the latencies that it was told. */

import type { CallSummary } from '../../../src/lib/call-messages.ts';
import { percentile, voiceToVoiceMs } from '../../../src/lib/latency.ts';
import type { Session } from '../../../src/session/session.ts';

/** Tells the figure whenever it has changed. */
export function followFigures(
  session: Pick<Session, 'on'>,
  tell: (figure: NonNullable<CallSummary['voiceToVoiceMs']>) => void,
): void {
  const latencies = new Map<string, number>();
  session.on('turn', (turn) => {
    const last = voiceToVoiceMs(turn);
    if (last === null || latencies.get(turn.id) === last) return;
    latencies.set(turn.id, last);
    tell({ last, median: percentile([...latencies.values()], 0.5) ?? last, turns: latencies.size });
  });
}

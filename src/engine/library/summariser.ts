/** A session's summary, made by the same core that shows it, so that the list and the screen say the same. */

import { costTotals } from '../../pricing/totals.ts';
import { observeFile, tellLine } from '../observe-file.ts';
import type { NewSummariser } from './read-session.ts';

export const observingSummariser: NewSummariser = (header) => {
  const session = observeFile(header, { onPlayback: () => {}, onMicrophone: () => {} });
  return {
    see: (line) => tellLine(session, line),
    summary: () => ({
      durationMs: session.nowMs(),
      turns: session.turns.length,
      costUsd: costTotals(session.turns).totalUsd,
      words: session.items
        .flatMap((item) => (item.kind === 'message' && item.text !== '' ? [item.text] : []))
        .join('\n'),
    }),
  };
};

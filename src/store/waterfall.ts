/** A turn to scale: where each span and each tool stands in the whole of it. Pure. */

import type { Turn, TurnTool } from '../session/turns.ts';
import { momentsOf, spansOf, type TurnSpan } from './turn-figures.ts';

/** Parts of the whole turn, 0…1; `from` + `share` is never more than 1. */
interface Place {
  from: number;
  share: number;
}

export interface WaterfallBars {
  spans: (Place & { span: TurnSpan })[];
  /** A tool that runs still has no length. */
  tools: (Place & { tool: TurnTool })[];
}

/** The whole is from the first moment or tool to the last, so that nothing stands outside, whatever the order of the events. */
export function waterfallOf(turn: Turn): WaterfallBars {
  const times = [
    ...momentsOf(turn).map(({ atMs }) => atMs),
    ...turn.tools.flatMap(({ startMs, endMs }) => [startMs, endMs ?? startMs]),
  ];
  const startMs = Math.min(...times);
  const lengthMs = Math.max(1, Math.max(...times) - startMs);
  const place = (fromMs: number, toMs: number): Place => {
    const from = (fromMs - startMs) / lengthMs;
    return { from, share: Math.min(1 - from, Math.max(0, toMs - fromMs) / lengthMs) };
  };
  return {
    spans: spansOf(turn).map((span) => ({ span, ...place(span.startMs, span.endMs) })),
    tools: turn.tools.map((tool) => ({ tool, ...place(tool.startMs, tool.endMs ?? tool.startMs) })),
  };
}

/** Voice to voice over the session: a bar a turn, and lines at p50 and p95. */

import type { Turn } from '../../session/turns.ts';
import { voiceToVoiceMs } from '../../lib/latency.ts';

const HEIGHT = 40;

interface LatencyChartProps {
  turns: readonly Turn[];
  p50Ms: number;
  p95Ms: number;
}

export function LatencyChart({ turns, p50Ms, p95Ms }: LatencyChartProps) {
  const points = turns.flatMap((turn) => {
    const ms = voiceToVoiceMs(turn);
    return ms === null ? [] : [{ turn, ms }];
  });
  const topMs = Math.max(p95Ms, ...points.map(({ ms }) => ms)) * 1.1;
  const y = (ms: number) => HEIGHT - (ms / topMs) * HEIGHT;
  // A few turns make a few bars of their own width, not a wall.
  const places = Math.max(24, points.length);
  return (
    <svg
      role="img"
      aria-label={`Voice to voice of ${points.length === 1 ? 'one turn' : `${points.length} turns`}`}
      viewBox={`0 0 ${places} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-10 w-full border-b border-line"
    >
      {points.map(({ turn, ms }, index) => (
        <rect
          key={turn.id}
          x={index + 0.15}
          width={0.7}
          y={y(ms)}
          height={HEIGHT - y(ms)}
          className="fill-assistant"
        >
          <title>{`Turn ${turn.number}: ${Math.round(ms)} ms`}</title>
        </rect>
      ))}
      {[p50Ms, p95Ms].map((ms, index) => (
        <line
          key={index === 0 ? 'p50' : 'p95'}
          x1={0}
          x2={places}
          y1={y(ms)}
          y2={y(ms)}
          strokeDasharray={index === 0 ? undefined : '4 3'}
          className="stroke-ink-3"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

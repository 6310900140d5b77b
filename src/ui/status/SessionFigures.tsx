/** The figures of the session that one glances at: how fast it answers, and what it has used. */

import type { ReactNode } from 'react';
import { useConsole } from '../kit/console-context.tsx';

export function LatencyFigure() {
  const latencyMs = useConsole((state) => state.latency?.voiceToVoiceMs ?? null);
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

function Figure({ label, title, children }: { label: string; title: string; children: ReactNode }) {
  return (
    <span className="flex items-baseline gap-1.5 whitespace-nowrap" title={title}>
      <span className="text-wire text-ink-3">{label}</span>
      <span className="font-mono text-wire text-ink">{children}</span>
    </span>
  );
}

const grouped = (count: number) => count.toLocaleString('en');

/** Who has the floor. Not announced: it changes with every breath, and the transcript says it. */

import type { Phase } from '../../session/types.ts';
import { useConsole } from '../kit/console-context.tsx';
import { phaseWords } from './connection-words.ts';

const marks: Record<Phase, string> = {
  idle: '',
  listening: 'border-2 border-edge',
  hearing: 'bg-you',
  thinking: 'border-2 border-assistant',
  speaking: 'bg-assistant',
  tool: 'bg-tool',
};

export function PhaseMark() {
  const phase = useConsole((state) => state.phase);
  const isOwn = useConsole((state) => state.shown.kind === 'live');
  const words = phaseWords(phase, isOwn);
  if (!words) return null;
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-ink-2">
      <span aria-hidden className={`size-2.5 rounded-full ${marks[phase]}`} />
      {words}
    </span>
  );
}

/** Stop: silences the assistant at once. */

import Square from 'lucide-react/icons/square';
import type { Phase } from '../../session/types.ts';
import { canStop } from '../../store/shown.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';

const BUSY: ReadonlySet<Phase> = new Set(['speaking', 'thinking', 'tool']);

export function StopButton() {
  const busy = useConsole((state) => BUSY.has(state.phase) && canStop(state));
  const isLive = useConsole(({ shown }) => shown.kind === 'live');
  const actions = useActions();
  const title = isLive ? 'Stop the answer (Esc)' : 'Stop what the agent says to the caller';
  return (
    <Button
      disabled={!busy}
      onClick={() => actions.interrupt('stop')}
      className="max-md:h-10"
      title={busy ? title : 'Nothing to stop: the assistant is quiet'}
    >
      <Square size={12} aria-hidden className="fill-current" />
      Stop
    </Button>
  );
}

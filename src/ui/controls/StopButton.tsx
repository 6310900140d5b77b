/** Stop: silences the assistant at once. */

import Square from 'lucide-react/icons/square';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';

export function StopButton() {
  const busy = useConsole(({ phase }) => phase === 'speaking' || phase === 'thinking' || phase === 'tool');
  const actions = useActions();
  return (
    <Button
      disabled={!busy}
      onClick={() => actions.interrupt('stop')}
      className="max-md:h-10"
      title={busy ? 'Stop the answer (Esc)' : 'Nothing to stop: the assistant is quiet'}
    >
      <Square size={12} aria-hidden className="fill-current" />
      Stop
    </Button>
  );
}

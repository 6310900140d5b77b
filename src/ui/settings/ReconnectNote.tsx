/** Says that a choice waits for the next connection, and offers to make it now. */

import { Button } from '../kit/Button.tsx';
import { useActions } from '../kit/console-context.tsx';

export function ReconnectNote({ why }: { why: string }) {
  const actions = useActions();
  return (
    <span className="flex flex-wrap items-center gap-x-1.5 text-ink-2">
      {why}
      <Button
        look="bare"
        className="-mx-1.5 underline underline-offset-2"
        onClick={() => void actions.reconnect()}
      >
        Reconnect
      </Button>
    </span>
  );
}

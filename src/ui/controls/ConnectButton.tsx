/** The one gesture: connect, cancel, disconnect. One element through all states, so that focus stays on it. */

import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';

export function ConnectButton() {
  const status = useConsole((state) => state.connection.status);
  const actions = useActions();
  const idle = status === 'idle' || status === 'failed';
  const label = idle ? 'Connect' : status === 'connecting' ? 'Cancel' : 'Disconnect';
  return (
    <Button
      look={idle ? 'solid' : 'plain'}
      className="w-26 max-md:h-10"
      title={status === 'connecting' ? 'Connecting. Press to stop.' : undefined}
      onClick={() => {
        if (idle) void actions.connect();
        else actions.disconnect();
      }}
    >
      {label}
    </Button>
  );
}

/** The one gesture: connect, cancel, disconnect. One element through all states, so that focus stays on it. */

import type { ConnectionState } from '../../engine/engine.messages.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';

const TITLES: Partial<Record<ConnectionState['status'], string>> = {
  connecting: 'Connecting. Press to stop.',
  reconnecting: 'Reconnecting. Press to end the conversation.',
};

export function ConnectButton() {
  const status = useConsole((state) => state.connection.status);
  const actions = useActions();
  const idle = status === 'idle' || status === 'failed';
  const label = idle ? 'Connect' : status === 'connecting' ? 'Cancel' : 'Disconnect';
  return (
    <Button
      look={idle ? 'solid' : 'plain'}
      className="w-26 max-md:h-10"
      title={TITLES[status]}
      onClick={() => {
        if (idle) void actions.connect();
        else actions.disconnect();
      }}
    >
      {label}
    </Button>
  );
}

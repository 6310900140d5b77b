/** Whether sessions are recorded, and what that means: what is stored, where, and who sees it. */

import { useId } from 'react';
import { canConverse } from '../../store/connection.ts';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { Switch } from '../kit/Switch.tsx';
import { usePreference } from '../kit/use-preference.ts';

const ON =
  'Every session is kept in this browser as it happens: all events, both voices, what was said. It never leaves this browser unless you save it to a file.';
const OFF =
  'Nothing is written. What is on the screen is gone when the page is closed or the next session begins.';

export function RecordingSwitch() {
  const [on] = usePreference('record');
  const actions = useActions();
  const library = useConsole((state) => state.library);
  const talks = useConsole((state) => canConverse(state.connection));
  const id = useId();
  const isLost = on && library.status === 'unavailable';
  return (
    <div className="flex items-start gap-3">
      <span className="flex h-5 items-center">
        <Switch
          id={id}
          checked={on}
          onChange={(next) => actions.library.setRecording(next)}
          describedBy={`${id}-words`}
        />
      </span>
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          Record sessions
        </label>
        <p id={`${id}-words`} className="max-w-prose text-wire text-ink-2">
          {isLost
            ? `Sessions are not kept. ${library.why} A session can be saved to a file as long as it is on the screen.`
            : on
              ? ON
              : OFF}
          {talks && ' A change counts from the next session on.'}
        </p>
      </div>
    </div>
  );
}

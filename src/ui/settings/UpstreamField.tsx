/** Which of the relay's upstreams the next connection goes to. Not there when there is nothing to choose. */

import { awaitsUpstream } from '../../store/chosen-upstream.ts';
import { useActions, useConsole, useUpstream } from '../kit/console-context.tsx';
import { SelectField } from '../kit/SelectField.tsx';
import { ReconnectNote } from './ReconnectNote.tsx';

export function UpstreamField() {
  const actions = useActions();
  const upstreams = useConsole((state) => state.config?.upstreams) ?? [];
  const chosen = useUpstream();
  const waits = useConsole((state) => state.connection.status === 'connected' && awaitsUpstream(state));
  if (upstreams.length < 2 || chosen === null) return null;
  return (
    <div className="col-span-2">
      <SelectField
        arrange="stacked"
        label="Upstream"
        wireName="upstream, in the address of the connection"
        value={chosen.id}
        choices={upstreams.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => actions.chooseUpstream(id)}
        hint={waits && <ReconnectNote why="From the next connection." />}
      />
    </div>
  );
}

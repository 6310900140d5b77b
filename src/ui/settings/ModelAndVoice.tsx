/** The two choices that a running session cannot always follow: its model never changes, its voice only until it has been heard. */

import { isOfCalls } from '../../store/shown.ts';
import { useConsole, useUpstream } from '../kit/console-context.tsx';
import { SelectField } from '../kit/SelectField.tsx';
import { ReconnectNote } from './ReconnectNote.tsx';
import { sameModel } from './settings-state.ts';
import { UpstreamField } from './UpstreamField.tsx';
import { useSettings } from './use-settings.ts';

const asChoice = (value: string) => ({ value, label: value });

export function ModelAndVoice() {
  const { asked, connected, update, stateOf } = useSettings();
  const upstream = useUpstream();
  // The model of calls is the configuration's.
  const isOwn = !useConsole(isOfCalls);
  const running = useConsole((state) =>
    state.connection.status === 'connected' ? state.connection.model : null,
  );
  const voiceLocked = useConsole((state) => state.settings.voiceLocked) && connected;
  const voiceInForce = useConsole((state) => state.settings.accepted?.voice);
  const modelWaits = running !== null && !sameModel(asked.model, running);
  const voiceWaits = voiceLocked && voiceInForce !== undefined && voiceInForce !== asked.voice;
  return (
    <div className="grid grid-cols-[3fr_2fr] gap-x-3">
      {isOwn && <UpstreamField />}
      <SelectField
        arrange="stacked"
        label="Model"
        wireName="session.model, in the address of the connection"
        value={asked.model}
        choices={(upstream?.models ?? [asked.model]).map(asChoice)}
        disabled={!isOwn}
        onChange={(model) => update({ model })}
        hint={modelWaits && <ReconnectNote why="From the next connection." />}
      />
      <SelectField
        arrange="stacked"
        label="Voice"
        wireName="session.audio.output.voice"
        value={asked.voice}
        choices={(upstream?.voices ?? [asked.voice]).map(asChoice)}
        onChange={(voice) => update({ voice })}
        state={voiceWaits ? undefined : stateOf('voice', (voice) => voice)}
        hint={
          (voiceWaits && isOwn && (
            <ReconnectNote why={`Still ${voiceInForce}: locked once it has spoken.`} />
          )) ||
          (voiceLocked && 'Locked, it has spoken.')
        }
      />
    </div>
  );
}

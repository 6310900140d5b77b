/** Microphone, speaker, volume and what the browser does to the microphone's sound. */

import AudioLines from 'lucide-react/icons/audio-lines';
import { useId } from 'react';
import type { AudioProcessing, DeviceChoice } from '../../store/console-store.ts';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { Field } from '../kit/Field.tsx';
import { Popover } from '../kit/Popover.tsx';
import { Select } from '../kit/Select.tsx';
import { SelectField } from '../kit/SelectField.tsx';
import { SwitchField } from '../kit/SwitchField.tsx';
import { microphoneProblem } from './microphone-words.ts';
import { ModeControl } from './ModeControl.tsx';

const processingFields: { name: keyof AudioProcessing; label: string; hint: string }[] = [
  {
    name: 'echoCancellation',
    label: 'Echo cancellation',
    hint: 'Takes the assistant’s voice out of your microphone. Without headphones, leave it on.',
  },
  {
    name: 'noiseSuppression',
    label: 'Noise suppression',
    hint: 'Takes out fans and keyboards. Off keeps the sound as it is.',
  },
  {
    name: 'autoGainControl',
    label: 'Gain control',
    hint: 'Evens out loud and quiet. Off keeps the loudness that turn detection sees.',
  },
];

interface DeviceMenuProps {
  /** Where `MicrophoneChoice` does not stand beside it. */
  withMicrophone: boolean;
  /** Where the bar has no room for `ModeControl`. */
  withTurns?: boolean;
}

/** Everything about the devices, and what the bar has no room for. */
export function DeviceMenu({ withMicrophone, withTurns = false }: DeviceMenuProps) {
  const problem = useConsole((state) => microphoneProblem(state.microphone.status));
  return (
    <Popover
      label="Audio devices"
      icon={
        <span className="relative">
          <AudioLines size={16} aria-hidden />
          {problem && <span className="absolute -top-1 -right-1 size-2 rotate-45 bg-error" />}
        </span>
      }
    >
      <DeviceFields problem={problem} withMicrophone={withMicrophone} />
      {withTurns && (
        <div className="mt-2 border-t border-line pt-3">
          <ModeControl className="w-full max-md:h-10" />
        </div>
      )}
    </Popover>
  );
}

function DeviceFields({ problem, withMicrophone }: { problem: string | null; withMicrophone: boolean }) {
  const microphone = useConsole((state) => state.microphone);
  const speaker = useConsole((state) => state.speaker);
  const actions = useActions();
  const named = microphone.devices.some((device) => device.label !== '');
  return (
    <>
      {problem && <p className="pb-2 text-error-ink">{problem}</p>}
      {withMicrophone && (
        <SelectField
          label="Microphone"
          value={microphone.deviceId}
          choices={deviceChoices(microphone.devices)}
          onChange={(deviceId) => void actions.selectMicrophone(deviceId)}
          hint={!named && 'Names appear once the browser may use the microphone.'}
        />
      )}
      {speaker.selectable && (
        <SelectField
          label="Speaker"
          value={speaker.deviceId}
          choices={deviceChoices(speaker.devices)}
          onChange={(deviceId) => void actions.selectSpeaker(deviceId)}
        />
      )}
      <Volume volume={speaker.volume} onChange={(volume) => actions.setVolume(volume)} />
      <div className="mt-2 border-t border-line pt-2">
        {processingFields.map(({ name, label, hint }) => (
          <SwitchField
            key={name}
            label={label}
            hint={hint}
            checked={microphone.processing[name]}
            onChange={(on) => void actions.setAudioProcessing({ [name]: on })}
          />
        ))}
      </div>
    </>
  );
}

/** The microphone alone, for the bar. */
export function MicrophoneChoice() {
  const id = useId();
  const devices = useConsole((state) => state.microphone.devices);
  const deviceId = useConsole((state) => state.microphone.deviceId);
  const actions = useActions();
  return (
    <span className="flex w-44">
      <label htmlFor={id} className="sr-only">
        Microphone
      </label>
      <Select
        id={id}
        value={deviceId}
        choices={deviceChoices(devices)}
        onChange={(chosen) => void actions.selectMicrophone(chosen)}
      />
    </span>
  );
}

function Volume({ volume, onChange }: { volume: number; onChange: (volume: number) => void }) {
  const id = useId();
  return (
    <Field controlId={id} label="Volume">
      <input
        id={id}
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={volume}
        aria-valuetext={`${Math.round(volume * 100)} %`}
        onChange={(event) => onChange(Number(event.target.value))}
        className="range min-w-0 flex-1"
      />
      <span className="w-11 text-right text-wire text-ink-2">{Math.round(volume * 100)} %</span>
    </Field>
  );
}

/** The default comes first, under the name that the browser gives it where it does. */
function deviceChoices(devices: DeviceChoice[]) {
  const listed = devices.map(({ deviceId, label }) => ({ value: deviceId, label }));
  return listed.some(({ value }) => value === '')
    ? listed
    : [{ value: '', label: 'System default' }, ...listed];
}

/** What happens to the person's audio on the server: transcription and noise reduction. */

import type { SessionSettings, Transcription } from '../../session/types.ts';
import { useUpstream } from '../kit/console-context.tsx';
import { Section } from '../kit/Section.tsx';
import { SelectField } from '../kit/SelectField.tsx';
import { TextField } from '../kit/TextField.tsx';
import { type SettingsAccess, useSettings, useTrouble } from './use-settings.ts';

const WIRE = 'session.audio.input.transcription';
const OFF = '';
const reductions: { value: NonNullable<SessionSettings['noiseReduction']> | typeof OFF; label: string }[] = [
  { value: OFF, label: 'Off' },
  { value: 'near_field', label: 'Near field: headset' },
  { value: 'far_field', label: 'Far field: laptop, room' },
];

export function HearingSection() {
  const trouble = useTrouble(['transcription', 'noiseReduction']);
  const settings = useSettings();
  const { asked, update, stateOf } = settings;
  const models = useUpstream()?.transcriptionModels ?? [];
  const { transcription } = asked;
  const named =
    transcription && !models.includes(transcription.model) ? [transcription.model, ...models] : models;
  return (
    <Section
      name="hearing"
      title="Input"
      summary={transcription?.model ?? 'not transcribed'}
      trouble={trouble}
    >
      <SelectField
        label="Transcription"
        wireName={`${WIRE}.model`}
        value={transcription?.model ?? OFF}
        choices={[{ value: OFF, label: 'Off' }, ...named.map((model) => ({ value: model, label: model }))]}
        onChange={(model) =>
          update({
            transcription: model === OFF ? null : { language: '', prompt: '', ...transcription, model },
          })
        }
        state={stateOf('transcription', (value) => value?.model ?? 'off')}
      />
      {transcription && <TranscriptionFields asked={transcription} settings={settings} />}
      <SelectField
        label="Noise reduction"
        wireName="session.audio.input.noise_reduction.type"
        value={asked.noiseReduction ?? OFF}
        choices={reductions}
        onChange={(value) => update({ noiseReduction: value === OFF ? null : value })}
        state={stateOf('noiseReduction', (value) => value ?? 'off')}
      />
    </Section>
  );
}

function TranscriptionFields({ asked, settings }: { asked: Transcription; settings: SettingsAccess }) {
  const change = (patch: Partial<Transcription>) =>
    settings.update({ transcription: { ...asked, ...patch } });
  const state = (show: (value: Transcription) => string) =>
    settings.stateOf('transcription', (value) => value && show(value), true);
  return (
    <>
      <TextField
        label="Language"
        wireName={`${WIRE}.language`}
        value={asked.language}
        placeholder="found out by itself"
        check={(value) =>
          value === '' || /^[a-z]{2,3}$/i.test(value)
            ? null
            : 'Language takes an ISO 639-1 code such as en or fr, or nothing. Not sent.'
        }
        onCommit={(language) => change({ language: language.toLowerCase() })}
        state={state((value) => value.language || 'none')}
      />
      <TextField
        label="Hint for it"
        wireName={`${WIRE}.prompt`}
        value={asked.prompt}
        placeholder="names and terms to expect"
        onCommit={(prompt) => change({ prompt })}
        state={state((value) => value.prompt || 'none')}
      />
    </>
  );
}

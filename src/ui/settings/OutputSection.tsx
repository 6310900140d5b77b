/** How the model answers: as speech or text, how fast, how long. */

import type { SessionSettings } from '../../session/types.ts';
import { isOfCalls } from '../../store/shown.ts';
import { useConsole } from '../kit/console-context.tsx';
import { NumberField } from '../kit/NumberField.tsx';
import { Section } from '../kit/Section.tsx';
import { SelectField } from '../kit/SelectField.tsx';
import { useSettings, useTrouble } from './use-settings.ts';

const modalities: { value: SessionSettings['outputModality']; label: string }[] = [
  { value: 'audio', label: 'Audio, with its transcript' },
  { value: 'text', label: 'Text only' },
];

export function OutputSection() {
  const trouble = useTrouble(['outputModality', 'speed', 'maxOutputTokens']);
  const { asked, update, stateOf } = useSettings();
  // On the telephone text alone would be silence.
  const isCall = useConsole(isOfCalls);
  return (
    <Section
      name="output"
      title="Output"
      summary={`${asked.outputModality} · ×${asked.speed}`}
      trouble={trouble}
    >
      {!isCall && (
        <SelectField
          label="Output"
          wireName="session.output_modalities"
          value={asked.outputModality}
          choices={modalities}
          onChange={(outputModality) => update({ outputModality })}
          state={stateOf('outputModality', (value) => value)}
        />
      )}
      <NumberField
        label="Speed"
        wireName="session.audio.output.speed"
        value={asked.speed}
        min={0.25}
        max={1.5}
        step={0.05}
        unit="×"
        onCommit={(speed) => speed !== null && update({ speed })}
        state={stateOf('speed', (value) => `${value}×`)}
      />
      {/* 4096 is the schema's limit; above it there is only "inf". */}
      <NumberField
        label="Max output tokens"
        wireName="session.max_output_tokens"
        value={asked.maxOutputTokens === 'inf' ? null : asked.maxOutputTokens}
        min={1}
        max={4096}
        step={1}
        whole
        slideTo={0}
        emptyMeans="inf"
        onCommit={(value) => update({ maxOutputTokens: value ?? 'inf' })}
        state={stateOf('maxOutputTokens', String)}
      />
    </Section>
  );
}

/** When a turn ends, and what happens then. */

import { unreachable } from '../../lib/errors.ts';
import type { TurnDetection } from '../../session/types.ts';
import { isOfCalls } from '../../store/shown.ts';
import { useConsole } from '../kit/console-context.tsx';
import { NumberField } from '../kit/NumberField.tsx';
import { Section } from '../kit/Section.tsx';
import { SelectField } from '../kit/SelectField.tsx';
import { SwitchField } from '../kit/SwitchField.tsx';
import { type SettingsAccess, useSettings, useTrouble } from './use-settings.ts';
import { useTurnDetection } from './use-turn-detection.ts';

type Detected = Exclude<TurnDetection, { kind: 'none' }>;
type ServerVad = Extract<TurnDetection, { kind: 'server_vad' }>;
type SemanticVad = Extract<TurnDetection, { kind: 'semantic_vad' }>;

const WIRE = 'session.audio.input.turn_detection';
const kinds: { value: TurnDetection['kind']; label: string }[] = [
  { value: 'server_vad', label: 'Server VAD' },
  { value: 'semantic_vad', label: 'Semantic VAD' },
  { value: 'none', label: 'Push to talk' },
];
const eagernesses: { value: SemanticVad['eagerness']; label: string }[] = [
  { value: 'auto', label: 'Auto' },
  { value: 'low', label: 'Low: waits up to 8 s' },
  { value: 'medium', label: 'Medium: waits up to 4 s' },
  { value: 'high', label: 'High: waits up to 2 s' },
];
const kindWords = (value: TurnDetection) =>
  kinds.find((kind) => kind.value === value.kind)?.label ?? value.kind;

export function TurnDetectionSection() {
  const trouble = useTrouble(['turnDetection']);
  const settings = useSettings();
  const { asked, choose, change } = useTurnDetection();
  const isCall = useConsole(isOfCalls);
  return (
    <Section name="turn-detection" title="Turns" summary={summaryOf(asked)} trouble={trouble}>
      <SelectField
        label="Turn detection"
        wireName={`${WIRE}.type`}
        value={asked.kind}
        // Nobody holds a button on the telephone.
        choices={isCall ? kinds.filter(({ value }) => value !== 'none') : kinds}
        onChange={choose}
        state={settings.stateOf('turnDetection', kindWords)}
        hint={asked.kind === 'none' && 'Hold the button or Space to talk. Letting go asks for the answer.'}
      />
      {asked.kind === 'server_vad' && <ServerVadFields asked={asked} change={change} settings={settings} />}
      {asked.kind === 'semantic_vad' && (
        <SelectField
          label="Eagerness"
          wireName={`${WIRE}.eagerness`}
          value={asked.eagerness}
          choices={eagernesses}
          onChange={(eagerness) => change({ ...asked, eagerness })}
          state={partState(settings, (value) => (value.kind === 'semantic_vad' ? value.eagerness : null))}
        />
      )}
      {asked.kind !== 'none' && <ResponseSwitches asked={asked} change={change} settings={settings} />}
    </Section>
  );
}

interface PartProps<T> {
  asked: T;
  change: (turnDetection: TurnDetection) => void;
  settings: SettingsAccess;
}

function ServerVadFields({ asked, change, settings }: PartProps<ServerVad>) {
  const state = (show: (value: ServerVad) => string) =>
    partState(settings, (value) => (value.kind === 'server_vad' ? show(value) : null));
  return (
    <>
      <NumberField
        label="Threshold"
        wireName={`${WIRE}.threshold`}
        value={asked.threshold}
        min={0}
        max={1}
        step={0.05}
        onCommit={(value) => value !== null && change({ ...asked, threshold: value })}
        state={state((value) => String(value.threshold))}
      />
      <NumberField
        label="Prefix padding"
        wireName={`${WIRE}.prefix_padding_ms`}
        value={asked.prefixPaddingMs}
        min={0}
        max={5000}
        slideTo={1000}
        step={20}
        whole
        unit="ms"
        onCommit={(value) => value !== null && change({ ...asked, prefixPaddingMs: value })}
        state={state((value) => `${value.prefixPaddingMs} ms`)}
      />
      <NumberField
        label="Silence duration"
        wireName={`${WIRE}.silence_duration_ms`}
        value={asked.silenceDurationMs}
        min={0}
        max={10_000}
        slideTo={2000}
        step={20}
        whole
        unit="ms"
        onCommit={(value) => value !== null && change({ ...asked, silenceDurationMs: value })}
        state={state((value) => `${value.silenceDurationMs} ms`)}
      />
      {/* The range is the service's own: 5 to 30 s. */}
      <NumberField
        label="Idle timeout"
        wireName={`${WIRE}.idle_timeout_ms`}
        value={asked.idleTimeoutMs}
        min={5000}
        max={30_000}
        step={1000}
        whole
        unit="ms"
        slideTo={0}
        emptyMeans="off"
        onCommit={(value) => change({ ...asked, idleTimeoutMs: value })}
        state={state((value) => (value.idleTimeoutMs === null ? 'off' : `${value.idleTimeoutMs} ms`))}
      />
    </>
  );
}

function ResponseSwitches({ asked, change, settings }: PartProps<Detected>) {
  const state = (show: (value: Detected) => boolean) =>
    partState(settings, (value) => (value.kind === 'none' ? null : show(value) ? 'on' : 'off'));
  return (
    <>
      <SwitchField
        label="Create response"
        wireName={`${WIRE}.create_response`}
        checked={asked.createResponse}
        onChange={(createResponse) => change({ ...asked, createResponse })}
        state={state((value) => value.createResponse)}
        hint={!asked.createResponse && 'Off: a turn ends, and nothing answers by itself.'}
      />
      <SwitchField
        label="Interrupt response"
        wireName={`${WIRE}.interrupt_response`}
        checked={asked.interruptResponse}
        onChange={(interruptResponse) => change({ ...asked, interruptResponse })}
        state={state((value) => value.interruptResponse)}
      />
    </>
  );
}

function partState(settings: SettingsAccess, show: (value: TurnDetection) => string | null) {
  return settings.stateOf('turnDetection', show, true);
}

function summaryOf(asked: TurnDetection): string {
  switch (asked.kind) {
    case 'server_vad':
      return `Server VAD ${asked.threshold} · ${asked.silenceDurationMs} ms`;
    case 'semantic_vad':
      return `Semantic VAD, ${asked.eagerness}`;
    case 'none':
      return 'Push to talk';
    default:
      return unreachable(asked);
  }
}

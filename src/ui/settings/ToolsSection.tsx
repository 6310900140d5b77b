/** Which tools the model has, whether it must use them, and what they have done. */

import { demoToolDefinitions } from '../../lib/demo-tool-definitions.ts';
import type { SessionSettings } from '../../session/types.ts';
import { FieldWords } from '../kit/Field.tsx';
import { Section } from '../kit/Section.tsx';
import { SelectField } from '../kit/SelectField.tsx';
import { SwitchField } from '../kit/SwitchField.tsx';
import { MemoryTable } from '../tools/MemoryTable.tsx';
import { WeatherMap } from '../tools/WeatherMap.tsx';
import { useSettings, useTrouble } from './use-settings.ts';

const choices: { value: SessionSettings['toolChoice']; label: string }[] = [
  { value: 'auto', label: 'Auto: when it helps' },
  { value: 'none', label: 'None: never' },
  { value: 'required', label: 'Required: always one' },
];

export function ToolsSection() {
  const trouble = useTrouble(['tools', 'toolChoice']);
  const { asked, update, stateOf } = useSettings();
  const names = asked.tools.map((tool) => tool.name);
  const refusal = stateOf('tools', (tools) => tools.map((tool) => tool.name).join(' '));
  const isOn = (name: string) => names.includes(name);
  const turn = (name: string, on: boolean) =>
    update({
      tools: [
        // Kept as they are: tools that are not ours to switch.
        ...asked.tools.filter(
          (tool) => tool.name !== name && !demoToolDefinitions.some((demo) => demo.name === tool.name),
        ),
        ...demoToolDefinitions.filter((demo) => (demo.name === name ? on : isOn(demo.name))),
      ],
    });
  return (
    <Section name="tools" title="Tools" summary={names.join(' ') || 'none'} trouble={trouble}>
      {refusal.status === 'refused' && <FieldWords state={refusal} />}
      {demoToolDefinitions.map(({ name }) => (
        <SwitchField
          key={name}
          label={name}
          wireName="session.tools"
          checked={isOn(name)}
          onChange={(on) => turn(name, on)}
          state={stateOf('tools', (tools) => (tools.some((tool) => tool.name === name) ? 'on' : 'off'), true)}
        />
      ))}
      <SelectField
        label="Tool choice"
        wireName="session.tool_choice"
        value={asked.toolChoice}
        choices={choices}
        onChange={(toolChoice) => update({ toolChoice })}
        state={stateOf('toolChoice', (value) => value)}
      />
      <WeatherMap />
      <MemoryTable />
    </Section>
  );
}

/** Which tools the model has, whether it must use them, and what they have done. */

import { demoToolDefinitions } from '../../lib/demo-tool-definitions.ts';
import type { SessionSettings } from '../../session/types.ts';
import { isOfCalls } from '../../store/shown.ts';
import { useConsole } from '../kit/console-context.tsx';
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
  const isCall = useConsole(isOfCalls);
  const callTools = useConsole((state) => state.callTools);
  const offered = isCall ? callTools : demoToolDefinitions;
  const names = asked.tools.map((tool) => tool.name);
  const refusal = stateOf('tools', (tools) => tools.map((tool) => tool.name).join(' '));
  const isOn = (name: string) => names.includes(name);
  const turn = (name: string, on: boolean) =>
    update({
      tools: [
        // Kept as they are: tools that are not ours to switch.
        ...asked.tools.filter(
          (tool) => tool.name !== name && !offered.some((other) => other.name === tool.name),
        ),
        ...offered.filter((tool) => (tool.name === name ? on : isOn(tool.name))),
      ],
    });
  return (
    <Section name="tools" title="Tools" summary={names.join(' ') || 'none'} trouble={trouble}>
      {refusal.status === 'refused' && <FieldWords state={refusal} />}
      {offered.map(({ name }) => (
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
      {!isCall && <WeatherMap />}
      {!isCall && <MemoryTable />}
    </Section>
  );
}

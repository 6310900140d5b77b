/** The session: every setting, what was asked and what the server accepted, and what the tools did. */

import { type SettingsForm, settingsForm } from '../../store/shown.ts';
import { useConsole } from '../kit/console-context.tsx';
import { PanelHeader } from '../kit/PanelHeader.tsx';
import { HearingSection } from './HearingSection.tsx';
import { InstructionsField } from './InstructionsField.tsx';
import { ModelAndVoice } from './ModelAndVoice.tsx';
import { OutputSection } from './OutputSection.tsx';
import { ResetSettings } from './ResetSettings.tsx';
import { ToolsSection } from './ToolsSection.tsx';
import { TurnDetectionSection } from './TurnDetectionSection.tsx';

const titles: Record<SettingsForm, string> = {
  own: 'Session',
  'read-only': 'Session',
  call: 'Session of the call',
  'new-calls': 'Session of new calls',
};

export function SessionPanel() {
  const form = useConsole(settingsForm);
  const isForeign = form === 'read-only';
  return (
    <section aria-label="Session" className="flex h-full min-h-0 flex-col">
      <PanelHeader title={titles[form]}>{form === 'own' && <ResetSettings />}</PanelHeader>
      {/* Without a field to stop at, the keyboard needs the whole to scroll it. */}
      <div
        {...(isForeign ? { role: 'group', tabIndex: 0, 'aria-label': 'Settings, read only' } : {})}
        className="relative min-h-0 flex-1 overflow-y-auto -outline-offset-2"
      >
        <fieldset disabled={isForeign} className="min-w-0">
          <div className="px-3 pt-2 pb-3">
            <ModelAndVoice />
            <InstructionsField />
          </div>
          <TurnDetectionSection />
          <HearingSection />
          <OutputSection />
          <ToolsSection />
        </fieldset>
      </div>
    </section>
  );
}

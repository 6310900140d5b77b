/** The session: every setting, what was asked and what the server accepted, and what the tools did. */

import { PanelHeader } from '../kit/PanelHeader.tsx';
import { HearingSection } from './HearingSection.tsx';
import { InstructionsField } from './InstructionsField.tsx';
import { ModelAndVoice } from './ModelAndVoice.tsx';
import { OutputSection } from './OutputSection.tsx';
import { ResetSettings } from './ResetSettings.tsx';
import { ToolsSection } from './ToolsSection.tsx';
import { TurnDetectionSection } from './TurnDetectionSection.tsx';

export function SessionPanel() {
  return (
    <section aria-label="Session" className="flex h-full min-h-0 flex-col">
      <PanelHeader title="Session">
        <ResetSettings />
      </PanelHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="px-3 pt-2 pb-3">
          <ModelAndVoice />
          <InstructionsField />
        </div>
        <TurnDetectionSection />
        <HearingSection />
        <OutputSection />
        <ToolsSection />
      </div>
    </section>
  );
}

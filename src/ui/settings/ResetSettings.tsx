/** All settings back to the defaults, and a while to think better of it. */

import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Undo from 'lucide-react/icons/undo-2';
import { useState } from 'react';
import { upstreamOf } from '../../lib/console-config.ts';
import type { SessionSettings } from '../../session/types.ts';
import { defaultSettings } from '../../store/default-settings.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsoleParts } from '../kit/console-context.tsx';
import { usePreference } from '../kit/use-preference.ts';
import { useScope } from '../kit/use-scope.ts';

interface Before {
  settings: SessionSettings;
  draft: string | null;
}

const UNDO_MS = 20_000;

export function ResetSettings() {
  const { store } = useConsoleParts();
  const actions = useActions();
  const [draft, setDraft] = usePreference('instructionsDraft');
  const [before, setBefore] = useState<Before | null>(null);

  useScope(
    (scope) => {
      if (before) scope.after(UNDO_MS, () => setBefore(null));
    },
    [before],
  );

  if (before) {
    const undo = () => {
      actions.updateSettings(before.settings);
      setDraft(before.draft);
      setBefore(null);
    };
    return (
      <Button look="bare" className="-mr-1.5" onClick={undo}>
        <Undo size={14} aria-hidden />
        Undo reset
      </Button>
    );
  }
  const reset = () => {
    const { settings, config, upstreamId } = store.getState();
    setBefore({ settings: settings.asked, draft });
    setDraft(null);
    actions.updateSettings(defaultSettings(upstreamOf(config, upstreamId)));
  };
  return (
    <Button look="bare" className="-mr-1.5" onClick={reset}>
      <RotateCcw size={14} aria-hidden />
      Reset to defaults
    </Button>
  );
}

/** Turn detection, with the numbers of each kind kept for when one comes back to it. Shared by the session panel and the bottom bar. */

import { unreachable } from '../../lib/errors.ts';
import type { TurnDetection } from '../../session/types.ts';
import { defaultSemanticVad, defaultServerVad } from '../../store/default-settings.ts';
import { preferences } from '../../store/preferences.ts';
import { useActions, useConsole } from '../kit/console-context.tsx';

export interface TurnDetectionAccess {
  asked: TurnDetection;
  choose: (kind: TurnDetection['kind']) => void;
  /** Voice activity means the kind that was used last. */
  chooseMode: (mode: 'voice' | 'hold') => void;
  change: (turnDetection: TurnDetection) => void;
}

export function useTurnDetection(): TurnDetectionAccess {
  const asked = useConsole((state) => state.settings.asked.turnDetection);
  const actions = useActions();
  const change = (turnDetection: TurnDetection) => {
    keep(asked);
    keep(turnDetection);
    actions.updateSettings({ turnDetection });
  };
  const choose = (kind: TurnDetection['kind']) => {
    if (kind === asked.kind) return;
    // Kept before it is read: the numbers of the kind one leaves may never have been changed here.
    keep(asked);
    change(remembered(kind));
  };
  const chooseMode = (mode: 'voice' | 'hold') => {
    if (mode === 'hold') choose('none');
    else if (asked.kind === 'none') choose(preferences.load().vadKind);
  };
  return { asked, choose, chooseMode, change };
}

function keep(turnDetection: TurnDetection): void {
  if (turnDetection.kind === 'server_vad') {
    preferences.save({ serverVad: turnDetection, vadKind: 'server_vad' });
  } else if (turnDetection.kind === 'semantic_vad') {
    preferences.save({ semanticVad: turnDetection, vadKind: 'semantic_vad' });
  }
}

function remembered(kind: TurnDetection['kind']): TurnDetection {
  switch (kind) {
    case 'server_vad':
      return preferences.load().serverVad ?? defaultServerVad;
    case 'semantic_vad':
      return preferences.load().semanticVad ?? defaultSemanticVad;
    case 'none':
      return { kind };
    default:
      return unreachable(kind);
  }
}

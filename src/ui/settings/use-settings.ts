/** What the settings fields share: what is asked, what became of it, and how to ask for something else. */

import type { SessionSettings, SettingsField } from '../../session/types.ts';
import { awaitsUpstream, isUpstreamSetting } from '../../store/chosen-upstream.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { useActions, useConsole } from '../kit/console-context.tsx';
import type { FieldState } from '../kit/field-state.ts';
import { fieldState, setByServerState } from './settings-state.ts';

export interface SettingsAccess {
  asked: SessionSettings;
  connected: boolean;
  update: (patch: Partial<SessionSettings>) => void;
  stateOf: <F extends SettingsField>(
    field: F,
    show: (value: SessionSettings[F]) => string | null,
    part?: boolean,
  ) => FieldState;
}

export function useSettings(): SettingsAccess {
  const settings = useConsole((state) => state.settings);
  const connected = useConsole(isInForce);
  const awaits = useConsole(awaitsUpstream);
  const setByServer = useConsole((state) => state.config?.setByServer);
  const actions = useActions();
  return {
    asked: settings.asked,
    connected,
    update: (patch) => actions.updateSettings(patch),
    stateOf: (field, show, part) =>
      setByServer?.includes(field)
        ? setByServerState(settings, connected, field, show)
        : // What is meant for the next upstream is nothing that the running one differs from.
          fieldState(settings, connected && !(awaits && isUpstreamSetting(field)), field, show, part),
  };
}

/** Words for a folded section when the server refused something in it; null = it did not. */
export function useTrouble(fields: SettingsField[]): string | null {
  return useConsole((state) =>
    isInForce(state) && fields.some((field) => state.settings.refused[field] !== undefined)
      ? 'Refused by the server: open to see'
      : null,
  );
}

/** The settings on the screen are of a session, so the server has answered for them. */
function isInForce({ connection, shown }: ConsoleState): boolean {
  return connection.status === 'connected' || shown.kind !== 'live';
}

/** A console for tests of panels: a real store, and commands that only record what was asked of them. */

import { render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { ConsoleConfig, ConsoleUpstream } from '../../../lib/console-config.ts';
import type { SettingsState } from '../../../session/types.ts';
import type { ConsoleState, ConsoleStore } from '../../../store/console-store.ts';
import { defaultSettings } from '../../../store/default-settings.ts';
import { LogMirror } from '../../../store/log-mirror.ts';
import { defaultPreferences, savePreferences } from '../../../store/preferences.ts';
import { recordedActions, testStore } from '../../../store/testing/test-store.ts';
import { TimeCursor } from '../../../store/time-cursor.ts';
import { testSearch } from '../../../store/testing/test-search.ts';
import { TimelineModel } from '../../../store/timeline-model.ts';
import { ConsoleProvider } from '../console-context.tsx';

export const testUpstream: ConsoleUpstream = {
  id: 'emulator',
  name: 'Emulator',
  kind: 'emulator',
  defaultModel: 'gpt-realtime-2.1',
  models: ['gpt-realtime-2.1', 'gpt-realtime-2.1-mini'],
  voices: ['alloy', 'marin'],
  transcriptionModels: ['gpt-transcribe', 'whisper-1'],
};

export const testConfig: ConsoleConfig = {
  version: '0.1.0',
  realtimePath: '/v1/realtime',
  upstreams: [testUpstream],
  setByServer: [],
};

export const connected: Extract<ConsoleState['connection'], { status: 'connected' }> = {
  status: 'connected',
  sessionId: 'sess_1',
  model: 'gpt-realtime-2.1',
  startedAtEpochMs: 0,
  sessionStartedAtEpochMs: 0,
  expiresAtEpochMs: null,
};

/** With devices to choose from, and the configuration read. */
function consoleStore(): ConsoleStore {
  const store = testStore({ settings: testSettings(), config: testConfig });
  store.setState(({ microphone, speaker }) => ({
    microphone: {
      ...microphone,
      devices: [
        { deviceId: 'mic-a', label: 'Desk microphone' },
        { deviceId: 'mic-b', label: 'Headset' },
      ],
    },
    speaker: { ...speaker, devices: [{ deviceId: 'out-a', label: 'Loudspeaker' }] },
  }));
  return store;
}

/** Defaults asked, and with `accepted` the same accepted. */
export function testSettings(patch: Partial<SettingsState> = {}): SettingsState {
  return {
    asked: defaultSettings(testUpstream),
    accepted: null,
    pending: [],
    refused: {},
    voiceLocked: false,
    ...patch,
  };
}

/** Draws `panel` with fresh preferences. Settings that are asked for come back into the store as asked, as the engine does. */
export function renderConsole(
  panel: ReactNode,
  state: Partial<ConsoleState> = {},
  actions = recordedActions(),
) {
  savePreferences(defaultPreferences);
  const store = consoleStore();
  store.setState(state);
  actions.updateSettings.mockImplementation((patch) =>
    store.setState(({ settings }) => ({
      settings: { ...settings, asked: { ...settings.asked, ...patch } },
    })),
  );
  const log = new LogMirror();
  const view = render(
    <ConsoleProvider
      console={{
        store,
        actions,
        timeline: new TimelineModel(),
        log,
        cursor: new TimeCursor(),
        search: testSearch(log).search,
      }}
    >
      {panel}
    </ConsoleProvider>,
  );
  return { store, actions, user: userEvent.setup(), ...view };
}

/** jsdom has no media queries: those for a width are answered as in a window of `widthPx`, all others are false. */
export function stubWindow(widthPx: number): void {
  vi.stubGlobal('matchMedia', (query: string) => {
    const [, bound, px] = /\((min|max)-width: (\d+)px\)/.exec(query) ?? [];
    const matches =
      bound === undefined ? false : bound === 'min' ? widthPx >= Number(px) : widthPx <= Number(px);
    return { matches, media: query, addEventListener: () => {}, removeEventListener: () => {} };
  });
}

/** A console for tests of panels: a real store, and commands that only record what was asked of them. */

import { render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { ConsoleConfig } from '../../../lib/console-config.ts';
import type { SettingsState } from '../../../session/types.ts';
import type { ConsoleActions } from '../../../store/actions.ts';
import { type ConsoleState, type ConsoleStore, createConsoleStore } from '../../../store/console-store.ts';
import { defaultSettings } from '../../../store/default-settings.ts';
import { LogMirror } from '../../../store/log-mirror.ts';
import { defaultPreferences, savePreferences } from '../../../store/preferences.ts';
import { TimelineModel } from '../../../store/timeline-model.ts';
import { ConsoleProvider } from '../console-context.tsx';

export const testConfig: ConsoleConfig = {
  version: '0.1.0',
  upstream: { name: 'Emulator', kind: 'emulator' },
  realtimePath: '/v1/realtime',
  defaultModel: 'gpt-realtime-2.1',
  models: ['gpt-realtime-2.1', 'gpt-realtime-2.1-mini'],
  voices: ['alloy', 'marin'],
  transcriptionModels: ['gpt-transcribe', 'whisper-1'],
};

export const connected: Extract<ConsoleState['connection'], { status: 'connected' }> = {
  status: 'connected',
  sessionId: 'sess_1',
  model: 'gpt-realtime-2.1',
  startedAtEpochMs: 0,
};

function testStore(): ConsoleStore {
  const store = createConsoleStore({
    settings: testSettings(),
    microphone: {
      status: 'off',
      muted: false,
      devices: [
        { deviceId: 'mic-a', label: 'Desk microphone' },
        { deviceId: 'mic-b', label: 'Headset' },
      ],
      deviceId: '',
      processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    },
    speaker: {
      selectable: true,
      devices: [{ deviceId: 'out-a', label: 'Loudspeaker' }],
      deviceId: '',
      volume: 1,
    },
  });
  store.setState({ config: testConfig });
  return store;
}

/** Defaults asked, and with `accepted` the same accepted. */
export function testSettings(patch: Partial<SettingsState> = {}): SettingsState {
  return {
    asked: defaultSettings(testConfig),
    accepted: null,
    pending: [],
    refused: {},
    voiceLocked: false,
    ...patch,
  };
}

function recordedActions() {
  return {
    connect: vi.fn<ConsoleActions['connect']>(async () => {}),
    disconnect: vi.fn<ConsoleActions['disconnect']>(),
    setMuted: vi.fn<ConsoleActions['setMuted']>(),
    selectMicrophone: vi.fn<ConsoleActions['selectMicrophone']>(async () => {}),
    selectSpeaker: vi.fn<ConsoleActions['selectSpeaker']>(async () => {}),
    setAudioProcessing: vi.fn<ConsoleActions['setAudioProcessing']>(async () => {}),
    setVolume: vi.fn<ConsoleActions['setVolume']>(),
    updateSettings: vi.fn<ConsoleActions['updateSettings']>(),
    sendText: vi.fn<ConsoleActions['sendText']>(),
    interrupt: vi.fn<ConsoleActions['interrupt']>(),
    pushToTalk: vi.fn<ConsoleActions['pushToTalk']>(),
    deleteItem: vi.fn<ConsoleActions['deleteItem']>(),
    togglePlayItem: vi.fn<ConsoleActions['togglePlayItem']>(async () => {}),
    readEvents: vi.fn<ConsoleActions['readEvents']>(async () => ({ events: [], total: 0 })),
    grantAccess: vi.fn<ConsoleActions['grantAccess']>(async () => {}),
    dismissNotice: vi.fn<ConsoleActions['dismissNotice']>(),
    reloadConfig: vi.fn<ConsoleActions['reloadConfig']>(async () => {}),
  };
}

/** Draws `panel` with fresh preferences. Settings that are asked for come back into the store as asked, as the engine does. */
export function renderConsole(panel: ReactNode, state: Partial<ConsoleState> = {}) {
  savePreferences(defaultPreferences);
  const store = testStore();
  store.setState(state);
  const actions = recordedActions();
  actions.updateSettings.mockImplementation((patch) =>
    store.setState(({ settings }) => ({
      settings: { ...settings, asked: { ...settings.asked, ...patch } },
    })),
  );
  const view = render(
    <ConsoleProvider console={{ store, actions, timeline: new TimelineModel(), log: new LogMirror() }}>
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

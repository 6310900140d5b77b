/** A page for a panel under test: real store, log and time line, recorded actions, a clock moved by hand. */

import { act, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { vi } from 'vitest';
import type { SessionSettings } from '../../src/session/types.ts';
import type { ConsoleActions } from '../../src/store/actions.ts';
import { createConsoleStore } from '../../src/store/console-store.ts';
import { LogMirror } from '../../src/store/log-mirror.ts';
import { TimelineModel } from '../../src/store/timeline-model.ts';
import { ConsoleProvider } from '../../src/ui/kit/console-context.tsx';

const settings: SessionSettings = {
  model: 'model',
  voice: 'voice',
  instructions: '',
  outputModality: 'audio',
  turnDetection: { kind: 'none' },
  transcription: null,
  noiseReduction: null,
  speed: 1,
  maxOutputTokens: 'inf',
  tools: [],
  toolChoice: 'auto',
};

export function makePage() {
  const store = createConsoleStore({
    settings: { asked: settings, accepted: null, pending: [], refused: {}, voiceLocked: false },
    microphone: {
      status: 'off',
      muted: false,
      devices: [],
      deviceId: '',
      processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    },
    speaker: { selectable: false, devices: [], deviceId: '', volume: 1 },
  });
  const clock = { at: 0, nowMs: () => clock.at, after: () => () => {} };
  const actions = {
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
  } satisfies ConsoleActions;
  return { store, actions, log: new LogMirror(), timeline: new TimelineModel(clock), clock };
}

export type TestPage = ReturnType<typeof makePage>;

/** Draws a panel and lets the stubbed layout settle. */
export async function renderPanel(page: TestPage, panel: ReactElement): Promise<void> {
  const { store, actions, log, timeline } = page;
  await act(async () => {
    render(<ConsoleProvider console={{ store, actions, log, timeline }}>{panel}</ConsoleProvider>);
  });
  await settle();
}

export async function settle(): Promise<void> {
  await act(async () => {
    await Promise.resolve();
  });
}

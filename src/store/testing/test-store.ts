/** For tests: a real store with everything at rest, and commands that only record what was asked of them. */

import { vi } from 'vitest';
import type { ConsoleActions } from '../actions.ts';
import { type ConsoleState, type ConsoleStore, createConsoleStore } from '../console-store.ts';
import { defaultSettings } from '../default-settings.ts';
import type { CallsActions } from '../calls-actions.ts';
import type { PhoneActions } from '../phone-actions.ts';
import type { LibraryActions } from '../library-actions.ts';
import type { RecordingsActions } from '../recordings-actions.ts';

export function testStore(patch: Partial<ConsoleState> = {}): ConsoleStore {
  const store = createConsoleStore({
    settings: { asked: defaultSettings(null), accepted: null, pending: [], refused: {}, voiceLocked: false },
    microphone: {
      status: 'off',
      muted: false,
      devices: [],
      deviceId: '',
      processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    },
    speaker: { selectable: true, devices: [], deviceId: '', volume: 1 },
  });
  store.setState(patch);
  return store;
}

export function recordedActions() {
  return {
    connect: vi.fn<ConsoleActions['connect']>(async () => {}),
    reconnect: vi.fn<ConsoleActions['reconnect']>(async () => {}),
    disconnect: vi.fn<ConsoleActions['disconnect']>(),
    openRecording: vi.fn<ConsoleActions['openRecording']>(),
    watch: vi.fn<ConsoleActions['watch']>(),
    followLiveSessions: vi.fn<ConsoleActions['followLiveSessions']>(() => () => {}),
    backToLive: vi.fn<ConsoleActions['backToLive']>(),
    takeShownSettings: vi.fn<ConsoleActions['takeShownSettings']>(),
    exports: {
      save: vi.fn<ConsoleActions['exports']['save']>(() => ({
        outcome: new Promise(() => {}),
        cancel: vi.fn(),
      })),
      saveItem: vi.fn<ConsoleActions['exports']['saveItem']>(async () => {}),
      digest: vi.fn<ConsoleActions['exports']['digest']>(() => ({
        outcome: new Promise(() => {}),
        cancel: vi.fn(),
      })),
    },
    setMuted: vi.fn<ConsoleActions['setMuted']>(),
    selectMicrophone: vi.fn<ConsoleActions['selectMicrophone']>(async () => {}),
    selectSpeaker: vi.fn<ConsoleActions['selectSpeaker']>(async () => {}),
    setAudioProcessing: vi.fn<ConsoleActions['setAudioProcessing']>(async () => {}),
    setVolume: vi.fn<ConsoleActions['setVolume']>(),
    chooseUpstream: vi.fn<ConsoleActions['chooseUpstream']>(),
    updateSettings: vi.fn<ConsoleActions['updateSettings']>(),
    sendText: vi.fn<ConsoleActions['sendText']>(),
    interrupt: vi.fn<ConsoleActions['interrupt']>(),
    pushToTalk: vi.fn<ConsoleActions['pushToTalk']>(),
    deleteItem: vi.fn<ConsoleActions['deleteItem']>(),
    playFrom: vi.fn<ConsoleActions['playFrom']>(async () => {}),
    readSpan: vi.fn<ConsoleActions['readSpan']>(async () => ({
      you: new Int16Array(),
      assistant: new Int16Array(),
    })),
    pausePlaying: vi.fn<ConsoleActions['pausePlaying']>(),
    step: vi.fn<ConsoleActions['step']>(),
    togglePlayItem: vi.fn<ConsoleActions['togglePlayItem']>(async () => {}),
    readEvents: vi.fn<ConsoleActions['readEvents']>(async () => ({ events: [], total: 0 })),
    library: {
      refresh: vi.fn<LibraryActions['refresh']>(),
      rename: vi.fn<LibraryActions['rename']>(),
      keep: vi.fn<LibraryActions['keep']>(),
      settle: vi.fn<LibraryActions['settle']>(),
      remove: vi.fn<LibraryActions['remove']>(),
      restore: vi.fn<LibraryActions['restore']>(),
      search: vi.fn<LibraryActions['search']>(async () => []),
      open: vi.fn<LibraryActions['open']>(async () => {}),
      save: vi.fn<LibraryActions['save']>(async () => {}),
      add: vi.fn<LibraryActions['add']>(async () => {}),
      setLimit: vi.fn<LibraryActions['setLimit']>(),
      setRecording: vi.fn<LibraryActions['setRecording']>(),
    },
    calls: {
      follow: vi.fn<CallsActions['follow']>(() => () => {}),
      readFacts: vi.fn<CallsActions['readFacts']>(() => new Promise(() => {})),
      readNumber: vi.fn<CallsActions['readNumber']>(() => new Promise(() => {})),
      watch: vi.fn<CallsActions['watch']>(),
      callHere: vi.fn<CallsActions['callHere']>(async () => {}),
      steer: vi.fn<CallsActions['steer']>(async () => null),
      listen: vi.fn<CallsActions['listen']>(async () => {}),
      takeOver: vi.fn<CallsActions['takeOver']>(async () => {}),
      stopSpeaking: vi.fn<CallsActions['stopSpeaking']>(),
      pressKeys: vi.fn<CallsActions['pressKeys']>(),
      readAgent: vi.fn<CallsActions['readAgent']>(() => new Promise(() => {})),
      changeAgent: vi.fn<CallsActions['changeAgent']>(() => new Promise(() => {})),
      resetAgent: vi.fn<CallsActions['resetAgent']>(() => new Promise(() => {})),
    },
    recordings: {
      list: vi.fn<RecordingsActions['list']>(() => new Promise(() => {})),
      open: vi.fn<RecordingsActions['open']>(() => ({ outcome: new Promise(() => {}), cancel: vi.fn() })),
      download: vi.fn<RecordingsActions['download']>(),
      remove: vi.fn<RecordingsActions['remove']>(async () => null),
    },
    phone: {
      placeCall: vi.fn<PhoneActions['placeCall']>(() => new Promise(() => {})),
      readSetup: vi.fn<PhoneActions['readSetup']>(() => new Promise(() => {})),
      setWebhook: vi.fn<PhoneActions['setWebhook']>(() => new Promise(() => {})),
    },
    showTurnEvents: vi.fn<ConsoleActions['showTurnEvents']>(),
    sendEvent: vi.fn<ConsoleActions['sendEvent']>(async () => 'evt_1'),
    grantAccess: vi.fn<ConsoleActions['grantAccess']>(async () => {}),
    dismissNotice: vi.fn<ConsoleActions['dismissNotice']>(),
    reloadConfig: vi.fn<ConsoleActions['reloadConfig']>(async () => {}),
  } satisfies ConsoleActions;
}

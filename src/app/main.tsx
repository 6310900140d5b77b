/** Constructs the page: store, audio, engine worker, commands; hands them to the panels. The only place where they are made. */

import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AudioGraph } from '../audio/audio-graph.ts';
import { browserAudio } from '../audio/browser-audio.ts';
import { watchDevices, watchMicrophonePermission } from '../audio/devices.ts';
import { Microphone } from '../audio/microphone.ts';
import { EngineClient } from '../engine/engine-client.ts';
import type { EngineWorkerCommand } from '../engine/engine.messages.ts';
import { systemClock } from '../lib/clock.ts';
import { upstreamOf } from '../lib/console-config.ts';
import { invariant } from '../lib/errors.ts';
import { Scope } from '../lib/scope.ts';
import { createConsoleStore } from '../store/console-store.ts';
import { restoreSettings } from '../store/default-settings.ts';
import { applyBatch } from '../store/engine-binding.ts';
import { animationFrames } from '../store/frame-scheduler.ts';
import { LogMirror } from '../store/log-mirror.ts';
import type { ConsoleActions } from '../store/actions.ts';
import { LogSearch } from '../store/log-search.ts';
import { loadPreferences, preferences } from '../store/preferences.ts';
import { TimeCursor } from '../store/time-cursor.ts';
import { TimelineModel } from '../store/timeline-model.ts';
import { ConsoleProvider } from '../ui/kit/console-context.tsx';
import { App } from './App.tsx';
import { type ActionDeps, createConsoleActions } from './console-actions.ts';
import { followConnection, wantsMicrophone } from './follow-connection.ts';
import { tellEngineFailure } from './notify.ts';
import { followPlaying } from './player-actions.ts';
import { commandCall, createCallsActions } from './calls-actions.ts';
import { changeCallSettings } from './change-call-settings.ts';
import { createExportActions } from './export-actions.ts';
import { followBudget, loadBudget } from './follow-budget.ts';
import { frameOrSoon } from './frame-or-soon.ts';
import { giveToken } from './give-token.ts';
import { createLibraryActions } from './library-actions.ts';
import { loadConfig } from './load-config.ts';
import { openLibrary } from './open-library.ts';
import { createPhoneActions } from './phone-actions.ts';
import { createRecordingsActions } from './recordings-actions.ts';
import { saveFile } from './save-file.ts';
import { startSearcher } from './start-searcher.ts';

const remembered = loadPreferences();
const graph = new AudioGraph(browserAudio());
graph.setVolume(remembered.volume);
void graph.setOutputDevice(remembered.speakerId);

const microphone = new Microphone({
  sink: graph,
  mediaDevices: navigator.mediaDevices,
  deviceId: remembered.microphoneId,
  processing: remembered.processing,
});

const store = createConsoleStore({
  settings: {
    asked: restoreSettings(remembered.settings, null),
    accepted: null,
    pending: [],
    refused: {},
    voiceLocked: false,
  },
  microphone: {
    status: 'off',
    muted: false,
    devices: [],
    deviceId: remembered.microphoneId,
    processing: remembered.processing,
  },
  speaker: {
    selectable: graph.canChooseOutput,
    devices: [],
    deviceId: remembered.speakerId,
    volume: remembered.volume,
  },
});
store.setState({ upstreamId: remembered.upstreamId });
const log = new LogMirror();
const timeline = new TimelineModel(systemClock);
const cursor = new TimeCursor();

const worker = new Worker(new URL('../engine/engine.worker.ts', import.meta.url), {
  type: 'module',
  name: 'engine',
});
const engine = new EngineClient(worker, {
  onBatch: (batch) => applyBatch({ store, log, timeline, cursor }, batch),
  onFailure: (failure) => tellEngineFailure(store, failure),
  nextFrame: frameOrSoon(animationFrames, systemClock),
});

const search = new LogSearch({ clock: systemClock, startSearcher: () => startSearcher(engine) });

const deps: ActionDeps = {
  store,
  graph,
  microphone,
  engine,
  timeline,
  log,
  cursor,
  socketAddress: (path) => `${location.origin.replace(/^http/, 'ws')}${path}`,
  steerCall: (callId, patch) => changeCallSettings(store, callId, patch),
  stopCall: (callId) => commandCall(callId, { kind: 'stop' }),
  loadConfig,
  giveToken,
  onConfig: (config) => {
    // Only what the relay offers can be asked for; a running session keeps what it has.
    const { settings, ownSettings, connection, upstreamId } = store.getState();
    if (connection.status !== 'idle') return;
    const asked = restoreSettings(loadPreferences().settings, upstreamOf(config, upstreamId));
    store.setState(
      ownSettings ? { ownSettings: { ...ownSettings, asked } } : { settings: { ...settings, asked } },
    );
  },
};
const held = createConsoleActions(deps);
followConnection(deps);

const library = openLibrary(store, preferences, (port) => {
  worker.postMessage({ kind: 'attach-library', port } satisfies EngineWorkerCommand, [port]);
});
const saving = new Scope();
const actions: ConsoleActions = {
  ...held,
  library: createLibraryActions({
    store,
    library,
    preferences,
    openRecording: held.openRecording,
    saveFile: (file, name) => saveFile(saving, file, name),
    // Absent over insecure connections. Refused, it is as before.
    persist: () => void navigator.storage?.persist(),
  }),
  exports: createExportActions({
    store,
    engine,
    library,
    openWorker: () =>
      new Worker(new URL('../engine/export/export.worker.ts', import.meta.url), {
        type: 'module',
        name: 'export',
      }),
    saveFile: (file, name) => saveFile(saving, file, name),
  }),
  recordings: createRecordingsActions({ openRecording: held.openRecording }),
  calls: createCallsActions({
    store,
    engine,
    graph,
    timeline,
    socketAddress: deps.socketAddress,
    player: held,
  }),
  phone: createPhoneActions(),
};
followPlaying(deps, actions);

const devices = watchDevices(({ inputs, outputs }) => {
  store.setState((state) => ({
    microphone: { ...state.microphone, devices: inputs },
    speaker: { ...state.speaker, devices: outputs },
  }));
});
// Devices get their names once the microphone was allowed, without an event of their own.
microphone.on('state', ({ status }) => {
  if (status === 'live') void devices.refresh();
});
watchMicrophonePermission(() => {
  if (wantsMicrophone(store.getState())) void microphone.start();
});

void actions.reloadConfig();
followBudget({ store, clock: systemClock, loadBudget, nowEpochMs: Date.now });

const root = document.querySelector('#root');
invariant(root, 'index.html has no element #root; put it back');
createRoot(root).render(
  <StrictMode>
    <ConsoleProvider console={{ store, actions, timeline, log, cursor, search }}>
      <App />
    </ConsoleProvider>
  </StrictMode>,
);

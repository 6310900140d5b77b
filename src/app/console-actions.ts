/**
 * What the panels' commands do: the one place where audio graph, microphone, engine and store meet. Every action may be called at any
 * time, in any order and at any speed.
 */

import type { AudioGraph } from '../audio/audio-graph.ts';
import { AudioGraphError } from '../audio/audio-platform.ts';
import type { Microphone } from '../audio/microphone.ts';
import type { EngineClient, EngineFailure } from '../engine/engine-client.ts';
import { upstreamOf } from '../lib/console-config.ts';
import { messageOf } from '../lib/errors.ts';
import type { Notice, SessionSettings } from '../session/types.ts';
import type { ConsoleActions } from '../store/actions.ts';
import {
  type UpstreamSettings,
  awaitsUpstream,
  settingsAt,
  upstreamSettings,
  withoutUpstreamSettings,
} from '../store/chosen-upstream.ts';
import { canConverse } from '../store/connection.ts';
import type { ConsoleState, ConsoleStore } from '../store/console-store.ts';
import { mergeNotices } from '../store/engine-binding.ts';
import { steeredCallId } from '../store/shown.ts';
import { loadPreferences, savePreferences } from '../store/preferences.ts';
import { followLiveSessions } from './follow-live-sessions.ts';
import { createPlayerActions, type PlayerDeps } from './player-actions.ts';
import { newRequestId } from './request-id.ts';
import { type AccessDeps, askAgainWhenRefused, createAccessActions } from './access-actions.ts';

export interface ActionDeps extends AccessDeps, Pick<PlayerDeps, 'timeline' | 'log' | 'cursor'> {
  store: ConsoleStore;
  graph: PlayerDeps['graph'] &
    Pick<
      AudioGraph,
      | 'on'
      | 'state'
      | 'outputLatencyMs'
      | 'playClip'
      | 'setVolume'
      | 'setOutputDevice'
      | 'takeCapturePort'
      | 'takePlaybackPort'
    >;
  microphone: Pick<Microphone, 'on' | 'start' | 'stop' | 'setMuted' | 'selectDevice' | 'setProcessing'>;
  engine: PlayerDeps['engine'] & Pick<EngineClient, 'send' | 'sendEvent' | 'readAudio' | 'readEvents'>;
  /** The relay's WebSocket for a path, on the page's own origin. */
  socketAddress: (path: string) => string;
  /** Changes the settings of a telephone call. */
  steerCall: (callId: string, patch: Partial<SessionSettings>) => Promise<void>;
}

/** Where the relay serves Realtime, should the configuration not be there yet. */
const REALTIME_PATH = '/v1/realtime';

/** All but those that have files of their own: `library-actions.ts`, `export-actions.ts`, `calls-actions.ts`. */
export function createConsoleActions(
  deps: ActionDeps,
): Omit<ConsoleActions, 'library' | 'exports' | 'calls' | 'phone' | 'recordings'> {
  const { store, graph, microphone, engine } = deps;
  /** The item that is played again, from the wish on: it may still be on its way. */
  let clip: { itemId: string; stop: () => void } | null = null;
  /** What the running session was asked for when another upstream was chosen: it comes back with the choice. */
  let askedOfRunning: UpstreamSettings | null = null;
  const notify = notifier(store);

  const report = (key: string, error: unknown) => {
    const nextStep = error instanceof AudioGraphError ? error.nextStep : null;
    notify({ key, level: 'error', text: messageOf(error), nextStep });
  };

  const setMuted = (muted: boolean) => {
    microphone.setMuted(muted);
    patchMicrophone(store, { muted });
  };

  const stopClip = () => {
    clip?.stop();
    clip = null;
    if (store.getState().playingItemId !== null) store.setState({ playingItemId: null });
  };

  /** The engine ends the session that is there, if one is; the microphone stays on meanwhile. */
  const begin = async () => {
    stopClip();
    // First, and without waiting: a browser lets sound begin only inside the gesture.
    const unlocked = graph.unlock();
    const { config, settings, ownSettings } = store.getState();
    const own = ownSettings ?? settings;
    store.setState({
      shown: { kind: 'live' },
      settings: own,
      ownSettings: null,
      connection: { status: 'connecting' },
      talking: false,
    });
    const upstream = upstreamOf(config, store.getState().upstreamId);
    const path = config?.realtimePath ?? REALTIME_PATH;
    const isOneOfSeveral = upstream !== null && (config?.upstreams.length ?? 0) > 1;
    const requestId = newRequestId();
    store.setState({ runningUpstreamId: upstream?.id ?? '', requestId });
    const query = new URLSearchParams({ client_request_id: requestId });
    if (isOneOfSeveral) query.set('upstream', upstream.id);
    engine.send({
      kind: 'connect',
      url: deps.socketAddress(`${path}?${query}`),
      settings: own.asked,
      upstream: upstream?.name ?? '',
      record: loadPreferences().record,
    });
    try {
      await unlocked;
    } catch (error) {
      report('device-audio', error);
    }
  };

  const updateSettings: ConsoleActions['updateSettings'] = (patch) => {
    const { settings, ownSettings } = store.getState();
    const callId = steeredCallId(store.getState());
    if (callId !== null) {
      void deps.steerCall(callId, patch);
      return;
    }
    // What another session was asked for is read only.
    if (ownSettings) return;
    store.setState({ settings: { ...settings, asked: { ...settings.asked, ...patch } } });
    const told = awaitsUpstream(store.getState()) ? withoutUpstreamSettings(patch) : patch;
    if (Object.keys(told).length > 0) engine.send({ kind: 'update-settings', patch: told });
  };

  return {
    async connect() {
      if (!isOpen(store.getState())) await begin();
    },

    reconnect: begin,

    disconnect() {
      engine.send({ kind: 'disconnect' });
      store.setState({ connection: { status: 'idle' }, phase: 'idle', talking: false });
    },

    openRecording(file, name) {
      stopClip();
      engine.send({ kind: 'open-recording', file, name });
    },

    watch(session, withSound) {
      stopClip();
      const query = withSound ? '' : '?audio=0';
      const url = deps.socketAddress(`/api/sessions/${encodeURIComponent(session.id)}/watch${query}`);
      engine.send({ kind: 'watch', url, session, withSound });
    },

    backToLive() {
      stopClip();
      engine.send({ kind: 'close-shown' });
    },

    takeShownSettings() {
      const { settings, ownSettings } = store.getState();
      // Its model may be none of this upstream's; then connecting falls back, and says so.
      if (!ownSettings) return;
      store.setState({ ownSettings: { ...ownSettings, asked: settings.asked } });
      savePreferences({ instructionsDraft: null });
      notify({
        key: 'settings-taken',
        level: 'info',
        text: 'The next session asks for the settings of the one that is shown.',
        nextStep: 'Press Connect to talk with them.',
      });
    },

    followLiveSessions,

    readSpan: (fromMs, toMs) => engine.readSpan(fromMs, toMs),

    setMuted,

    async selectMicrophone(deviceId) {
      patchMicrophone(store, { deviceId });
      await microphone.selectDevice(deviceId);
    },

    async selectSpeaker(deviceId) {
      patchSpeaker(store, { deviceId });
      try {
        await graph.setOutputDevice(deviceId);
      } catch (error) {
        patchSpeaker(store, { deviceId: '' });
        report('device-speaker', error);
      }
    },

    async setAudioProcessing(patch) {
      const { processing } = store.getState().microphone;
      patchMicrophone(store, { processing: { ...processing, ...patch } });
      await microphone.setProcessing(patch);
    },

    setVolume(volume) {
      graph.setVolume(volume);
      patchSpeaker(store, { volume });
    },

    chooseUpstream(id) {
      const state = store.getState();
      const { asked } = state.settings;
      if (!awaitsUpstream(state)) askedOfRunning = upstreamSettings(asked);
      const isBack = awaitsUpstream(state) && !awaitsUpstream({ ...state, upstreamId: id });
      const next = settingsAt(id, state, isBack ? { ...asked, ...askedOfRunning } : asked);
      store.setState({ upstreamId: id });
      updateSettings(next);
    },

    updateSettings,

    sendText(text) {
      stopClip();
      engine.send({ kind: 'send-text', text });
    },

    interrupt(reason) {
      stopClip();
      engine.send({ kind: 'interrupt', reason });
    },

    pushToTalk(down) {
      if (store.getState().talking === down) return;
      // What is played again would be heard through the microphone, or over the answer.
      if (down) stopClip();
      store.setState({ talking: down });
      engine.send({ kind: 'push-to-talk', down });
      if (down && store.getState().microphone.muted) {
        notify({
          key: 'device-muted',
          level: 'info',
          text: 'You are muted: the server hears silence.',
          nextStep: 'Press Mute (M) to be heard.',
        });
      }
    },

    deleteItem(itemId) {
      if (clip?.itemId === itemId) stopClip();
      if (canConverse(store.getState().connection)) {
        engine.send({ kind: 'delete-item', itemId });
        return;
      }
      // The session is over: only our own copy is left.
      store.setState(({ items, order }) => {
        const { [itemId]: _deleted, ...rest } = items;
        return { items: rest, order: order.filter((other) => other !== itemId) };
      });
    },

    showTurnEvents(turnId) {
      store.setState({ logTurnId: turnId });
      if (turnId !== null) savePreferences({ panel: 'events' });
    },

    sendEvent: (text) => engine.sendEvent(text),

    async togglePlayItem(itemId) {
      const wasPlaying = clip?.itemId === itemId;
      stopClip();
      if (wasPlaying) return;
      const wish = { itemId, stop: () => {} };
      clip = wish;
      const unlocked = graph.unlock();
      try {
        const [samples] = await Promise.all([engine.readAudio(itemId), unlocked]);
        // Stopped, or overtaken by another item, while it was being read.
        if (clip !== wish) return;
        if (!samples) {
          clip = null;
          notify({
            key: 'no-audio',
            level: 'info',
            text: 'There is no recording of this item.',
            nextStep: null,
          });
          return;
        }
        wish.stop = graph.playClip(samples, () => {
          if (clip !== wish) return;
          clip = null;
          store.setState({ playingItemId: null });
        });
        store.setState({ playingItemId: itemId });
      } catch (error) {
        if (clip === wish) clip = null;
        report('device-audio', error);
      }
    },

    readEvents: (rowSeq, from, limit, whole = false) => engine.readEvents(rowSeq, from, limit, whole),

    dismissNotice(id) {
      store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
    },

    ...createPlayerActions(deps, { stopClip, report, setMuted }),

    ...createAccessActions(deps),
  };
}

const SOUND_PAUSED: Omit<Notice, 'id'> = {
  key: 'device-sound',
  level: 'warning',
  text: 'The browser has paused the sound of this page: nothing is played, and nothing you say is sent.',
  nextStep: 'Click anywhere in the page to go on.',
};

/**
 * Keeps the microphone in step with the connection, whoever changed it: on while one is wanted, released (its light goes off) when none is.
 * Tells the store what the devices do. The returned function stops.
 */
export function followConnection({ store, graph, microphone, engine }: ActionDeps): () => void {
  const notify = notifier(store);
  const follow = (state: ConsoleState) => {
    if (wantsMicrophone(state)) {
      void microphone.start();
      return;
    }
    microphone.stop();
    if (state.talking) store.setState({ talking: false });
  };
  const leaveLostSpeaker = ({ speaker: { devices, deviceId } }: ConsoleState) => {
    if (deviceId === '' || devices.length === 0 || devices.some((device) => device.deviceId === deviceId))
      return;
    patchSpeaker(store, { deviceId: '' });
    // The default output cannot be refused; should it fail all the same, the graph tells.
    void graph.setOutputDevice('');
    notify({
      key: 'device-speaker',
      level: 'warning',
      text: 'The chosen speaker is gone.',
      nextStep: 'Sound comes from the system’s default now.',
    });
  };
  const tellPausedSound = () => {
    // `suspended`, and Safari's `interrupted` (a telephone call, another app).
    const paused = wantsMicrophone(store.getState()) && !['running', 'none', 'closed'].includes(graph.state);
    if (paused) notify(SOUND_PAUSED);
    else store.setState(({ notices }) => ({ notices: mergeNotices(notices, [], [SOUND_PAUSED.key]) }));
  };
  const stops = [
    askAgainWhenRefused(store),
    store.subscribe((state, before) => {
      if (wantsMicrophone(state) !== wantsMicrophone(before)) {
        follow(state);
        // What is paused before the gesture of Connect has had its effect is nobody's news.
        if (!wantsMicrophone(state)) tellPausedSound();
      }
      // Browsers tell it only when asked, and rightly only once something has sounded: before each answer is soon enough.
      if (state.phase !== before.phase && state.phase === 'thinking') {
        engine.send({ kind: 'output-latency', latencyMs: graph.outputLatencyMs });
      }
      if (state.speaker.devices !== before.speaker.devices) leaveLostSpeaker(state);
    }),
    microphone.on('state', (state) => {
      engine.send({ kind: 'microphone', live: state.status === 'live' });
      patchMicrophone(store, { status: state.status });
      const failure: Notice[] =
        'text' in state
          ? [
              {
                id: 'device-microphone',
                key: 'device-microphone',
                level: 'warning',
                text: state.text,
                nextStep: state.nextStep,
              },
            ]
          : [];
      store.setState(({ notices }) => ({ notices: mergeNotices(notices, failure, ['device-microphone']) }));
    }),
    microphone.on('device', (deviceId) => patchMicrophone(store, { deviceId })),
    microphone.on('notice', ({ text, nextStep }) => {
      const notice: Notice = {
        id: 'device-changed',
        key: 'device-changed',
        level: 'warning',
        text,
        nextStep,
      };
      store.setState(({ notices }) => ({ notices: mergeNotices(notices, [notice], []) }));
    }),
    graph.on('ready', () => {
      const capture = graph.takeCapturePort();
      if (capture) engine.send({ kind: 'attach-capture', port: capture }, [capture]);
      const playback = graph.takePlaybackPort();
      if (playback) engine.send({ kind: 'attach-playback', port: playback }, [playback]);
    }),
    graph.on('state', () => tellPausedSound()),
    graph.on('failure', ({ message, nextStep }) => {
      const notice: Notice = {
        id: 'device-audio',
        key: 'device-audio',
        level: 'error',
        text: message,
        nextStep,
      };
      store.setState(({ notices }) => ({ notices: mergeNotices(notices, [notice], []) }));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Says that the engine failed: as the state of the connection when there can be none, else as a notice beside it. */
export function tellEngineFailure(store: ConsoleStore, { text, nextStep, fatal }: EngineFailure): void {
  if (fatal) {
    store.setState({ connection: { status: 'failed', text, nextStep, code: 'engine' }, phase: 'idle' });
  } else {
    notifier(store)({ key: 'device-engine', level: 'error', text, nextStep });
  }
}

/** Says something to the person; the key is its identity, so the same trouble twice is one notice. */
function notifier(store: ConsoleStore): (notice: Omit<Notice, 'id'>) => void {
  return (notice) => {
    store.setState(({ notices }) => ({
      notices: mergeNotices(notices, [{ ...notice, id: notice.key }], []),
    }));
  };
}

/** Somebody here speaks: in a session, or in a telephone call. */
export function wantsMicrophone(state: ConsoleState): boolean {
  return isOpen(state) || (state.shown.kind === 'call' && state.shown.voice !== null);
}

/** A session is there or on its way. */
export function isOpen({ connection }: ConsoleState): boolean {
  return connection.status !== 'idle' && connection.status !== 'failed';
}

function patchMicrophone(store: ConsoleStore, patch: Partial<ConsoleState['microphone']>): void {
  store.setState(({ microphone }) => ({ microphone: { ...microphone, ...patch } }));
}

function patchSpeaker(store: ConsoleStore, patch: Partial<ConsoleState['speaker']>): void {
  store.setState(({ speaker }) => ({ speaker: { ...speaker, ...patch } }));
}

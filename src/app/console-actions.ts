/**
 * What the panels' commands do: the one place where audio graph, microphone, engine and store meet. Every action may be called at any
 * time, in any order and at any speed.
 */

import type { AudioGraph } from '../audio/audio-graph.ts';
import { AudioGraphError } from '../audio/audio-platform.ts';
import type { Microphone } from '../audio/microphone.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import { upstreamOf } from '../lib/console-config.ts';
import { messageOf } from '../lib/errors.ts';
import type { SessionSettings } from '../session/types.ts';
import type { ConsoleActions } from '../store/actions.ts';
import {
  type UpstreamSettings,
  awaitsUpstream,
  settingsAt,
  upstreamSettings,
  withoutUpstreamSettings,
} from '../store/chosen-upstream.ts';
import { canConverse, isOpen } from '../store/connection.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { steeredCallId } from '../store/shown.ts';
import { loadPreferences, savePreferences } from '../store/preferences.ts';
import { patchMicrophone, patchSpeaker } from './device-state.ts';
import { followLiveSessions } from './follow-live-sessions.ts';
import { notifier } from './notify.ts';
import { createPlayerActions, type PlayerDeps } from './player-actions.ts';
import { newRequestId } from './request-id.ts';
import { type AccessDeps, createAccessActions } from './access-actions.ts';

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
  /** Silences the agent in a telephone call. Null, or why it was not done, in words. */
  stopCall: (callId: string) => Promise<string | null>;
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

  const stopCall = async (callId: string) => {
    const problem = await deps.stopCall(callId);
    if (problem !== null) notify({ key: 'device-call', level: 'warning', text: problem, nextStep: null });
  };

  return {
    async connect() {
      if (!isOpen(store.getState().connection)) await begin();
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
      const { shown } = store.getState();
      const callId = steeredCallId(store.getState());
      if (callId === null) engine.send({ kind: 'interrupt', reason });
      // Escape closes menus too: somebody else's call is not cut short in passing.
      else if (reason !== 'escape' || (shown.kind === 'call' && shown.voice === 'handset')) {
        void stopCall(callId);
      }
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

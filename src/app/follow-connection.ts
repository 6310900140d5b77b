/** Keeps the devices in step with the connection, and the store with the devices. */

import type { Notice } from '../session/types.ts';
import { isOpen } from '../store/connection.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { mergeNotices } from '../store/engine-binding.ts';
import { askAgainWhenRefused } from './access-actions.ts';
import type { ActionDeps } from './console-actions.ts';
import { patchMicrophone, patchSpeaker } from './device-state.ts';
import { notifier } from './notify.ts';

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

/** Somebody here speaks: in a session, or in a telephone call. */
export function wantsMicrophone(state: ConsoleState): boolean {
  return isOpen(state.connection) || (state.shown.kind === 'call' && state.shown.voice !== null);
}

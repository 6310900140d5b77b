/** The real browser behind the audio room. The only file here that names the worklets' addresses and global constructors. */

import type { AudioPlatform } from './audio-platform.ts';
import { outputLatency } from './output-latency.ts';
// oxlint-disable-next-line import/default -- made by Vite: the address of the bundled worklet
import captureUrl from './worklets/capture.worklet.ts?worker&url';
// oxlint-disable-next-line import/default -- made by Vite: the address of the bundled worklet
import playbackUrl from './worklets/playback.worklet.ts?worker&url';

export function browserAudio(): AudioPlatform {
  return {
    createContext: (options) => new AudioContext(options),
    createWorkletNode: (context, name, options) => new AudioWorkletNode(context, name, options),
    createChannel: () => new MessageChannel(),
    canChooseOutput: typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype,
    outputLatency: (context) => outputLatency(context, navigator.userAgent),
    captureUrl,
    playbackUrl,
    wakeTarget: document,
  };
}

/**
 * One AudioContext with its nodes: microphone → capture worklet, playback worklet → volume → destination. Owns the context and
 * closes it. Does not decide which sample rate to use, nor when to make another.
 */

import { systemClock } from '../lib/clock.ts';
import { Scope } from '../lib/scope.ts';
import { AudioGraphError, type AudioPlatform, type SinkContext } from './audio-platform.ts';
import { ClipPlayer } from './clip-player.ts';
import { StereoPlayer } from './stereo-player.ts';
import type { CaptureControl } from './worklets/capture.messages.ts';
import type { PlaybackControl } from './worklets/playback.messages.ts';
import { CAPTURE_PROCESSOR, PLAYBACK_PROCESSOR } from './worklets/processor-names.ts';

/** Short enough to follow a slider, long enough not to crackle. */
const VOLUME_GLIDE_SECONDS = 0.01;

export interface ContextNodesOptions {
  platform: AudioPlatform;
  /** null = the device's own. */
  rateHz: number | null;
  volume: number;
  muted: boolean;
  /** A worklet died. */
  onFailure: (error: AudioGraphError) => void;
}

export class ContextNodes {
  readonly context: SinkContext;
  /** Settles when the worklets are loaded and wired. Rejects with an AudioGraphError. */
  readonly ready: Promise<void>;
  readonly clips: ClipPlayer;
  readonly recordings: StereoPlayer;
  capturePort: MessagePort | null = null;
  playbackPort: MessagePort | null = null;
  readonly #platform: AudioPlatform;
  readonly #scope = new Scope();
  readonly #gain: GainNode;
  readonly #onFailure: (error: AudioGraphError) => void;
  #capture: AudioWorkletNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #muted: boolean;

  /** Makes the context at once, so that a gesture unlocks it. Throws an AudioGraphError where there is no Web Audio. */
  constructor(options: ContextNodesOptions) {
    this.#platform = options.platform;
    this.#muted = options.muted;
    this.#onFailure = options.onFailure;
    this.context = openContext(options.platform, options.rateHz);
    this.#scope.add(() => void this.context.close().catch(() => 'already closed: nothing is left to do'));
    this.#gain = this.context.createGain();
    this.#gain.gain.value = options.volume;
    this.#gain.connect(this.context.destination);
    this.clips = new ClipPlayer(this.context, this.#gain);
    this.recordings = new StereoPlayer(this.context, this.#gain, systemClock);
    this.#scope.add(() => {
      this.clips.stopAll();
      this.recordings.stopAll();
    });
    this.ready = this.#load();
  }

  get scope(): Scope {
    return this.#scope;
  }

  /** Connects the stream in place of the former one. Returns what the browser threw when it refuses, else null. */
  connectMicrophone(stream: MediaStream): { refusal: unknown } | null {
    const capture = this.#capture;
    if (!capture) return null;
    try {
      const source = this.context.createMediaStreamSource(stream);
      source.connect(capture);
      this.#source?.disconnect();
      this.#source = source;
      return null;
    } catch (refusal) {
      return { refusal };
    }
  }

  disconnectMicrophone(): void {
    this.#source?.disconnect();
    this.#source = null;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    const message: CaptureControl = { kind: 'mute', muted };
    this.#capture?.port.postMessage(message, []);
  }

  setVolume(volume: number): void {
    this.#gain.gain.setTargetAtTime(volume, this.context.currentTime, VOLUME_GLIDE_SECONDS);
  }

  /** iOS lets a page sound only once something was played inside a gesture: one silent sample will do. */
  playSilence(): void {
    const source = this.context.createBufferSource();
    source.buffer = this.context.createBuffer(1, 1, this.context.sampleRate);
    source.connect(this.context.destination);
    source.addEventListener('ended', () => source.disconnect());
    source.start();
  }

  dispose(): void {
    this.disconnectMicrophone();
    this.#scope.dispose();
  }

  async #load(): Promise<void> {
    const { context } = this;
    const { captureUrl, playbackUrl } = this.#platform;
    // Pages without a secure origin have contexts, but no worklets.
    const worklet = context.audioWorklet as AudioWorklet | undefined;
    if (!worklet) throw AudioGraphError.unsupported();
    try {
      await Promise.all([worklet.addModule(captureUrl), worklet.addModule(playbackUrl)]);
    } catch (error) {
      throw AudioGraphError.workletFailed(error);
    }
    if (this.#scope.disposed) throw AudioGraphError.disposed();
    this.#wireCapture();
    this.#wirePlayback();
  }

  #wireCapture(): void {
    const capture = this.#addWorklet(CAPTURE_PROCESSOR, {
      numberOfInputs: 1,
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    // Its output is silence; connected all the same, because browsers may leave a node out that leads nowhere.
    capture.connect(this.context.destination);
    const { port1, port2 } = this.#platform.createChannel();
    const attach: CaptureControl = { kind: 'attach', port: port1 };
    capture.port.postMessage(attach, [port1]);
    this.#capture = capture;
    this.capturePort = port2;
    this.setMuted(this.#muted);
  }

  #wirePlayback(): void {
    const playback = this.#addWorklet(PLAYBACK_PROCESSOR, { numberOfInputs: 0, outputChannelCount: [1] });
    playback.connect(this.#gain);
    const { port1, port2 } = this.#platform.createChannel();
    const attach: PlaybackControl = { kind: 'attach', port: port1 };
    playback.port.postMessage(attach, [port1]);
    this.playbackPort = port2;
  }

  #addWorklet(name: string, options: AudioWorkletNodeOptions): AudioWorkletNode {
    const node = this.#platform.createWorkletNode(this.context, name, { numberOfOutputs: 1, ...options });
    this.#scope.listen(node, 'processorerror', (event: unknown) =>
      this.#onFailure(AudioGraphError.workletFailed(event)),
    );
    this.#scope.add(() => {
      const dispose: CaptureControl & PlaybackControl = { kind: 'dispose' };
      node.port.postMessage(dispose, []);
      node.disconnect();
    });
    return node;
  }
}

function openContext(platform: AudioPlatform, rateHz: number | null): SinkContext {
  const device: AudioContextOptions = { latencyHint: 'interactive' };
  if (rateHz !== null) {
    try {
      return platform.createContext({ ...device, sampleRate: rateHz });
    } catch (error) {
      // Only a refused rate is worth a second try.
      if (!(error instanceof DOMException) || error.name !== 'NotSupportedError')
        throw AudioGraphError.unsupported(error);
    }
  }
  try {
    return platform.createContext(device);
  } catch (error) {
    throw AudioGraphError.unsupported(error);
  }
}

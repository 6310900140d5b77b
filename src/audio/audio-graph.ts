/**
 * The page's audio: one AudioContext at a time, unlocked by a gesture, at 24 kHz where the browser allows it and at the device's
 * rate where it does not. Owns the nodes and hands the engine its ports. Does not ask for the microphone, and knows nothing of
 * sessions.
 */

import { Emitter } from '../lib/emitter.ts';
import { Scope } from '../lib/scope.ts';
import { AudioGraphError, type AudioPlatform } from './audio-platform.ts';
import { ContextNodes } from './context-nodes.ts';
import type { Playing, StereoSource } from './stereo-player.ts';

const CORE_RATE_HZ = 24_000;
/** After a gesture, or when the page is shown again, the system may let sound go on that it had paused. */
const WAKE_EVENTS = ['pointerdown', 'keydown', 'visibilitychange'];

export type AudioGraphState = AudioContextState | 'none';

export interface AudioGraphEvents {
  /** A graph is up, the first or one that replaces it: take its ports. */
  ready: { sampleRateHz: number };
  state: AudioGraphState;
  failure: AudioGraphError;
}

export class AudioGraph extends Emitter<AudioGraphEvents> {
  /** Whether the browser can play through an output other than the default. */
  readonly canChooseOutput: boolean;
  readonly #platform: AudioPlatform;
  readonly #scope = new Scope();
  #nodes: ContextNodes | null = null;
  /** The browser refused a microphone in a context of another rate; remembered for the page. */
  #deviceRateOnly = false;
  #volume = 1;
  #muted = false;
  #outputDeviceId = '';
  #microphoneToken = 0;
  #outputToken = 0;

  constructor(platform: AudioPlatform) {
    super();
    this.#platform = platform;
    this.canChooseOutput = platform.canChooseOutput;
    if (platform.wakeTarget) {
      for (const type of WAKE_EVENTS) this.#scope.listen(platform.wakeTarget, type, () => this.#resume());
    }
  }

  get state(): AudioGraphState {
    return this.#nodes?.context.state ?? 'none';
  }

  get sampleRateHz(): number | null {
    return this.#nodes?.context.sampleRate ?? null;
  }

  /** From a sample leaving the graph to the speakers, as far as the browser says; 0 while there is no graph. */
  get outputLatencyMs(): number {
    const context = this.#nodes?.context;
    if (!context) return 0;
    return (context.baseLatency + this.#platform.outputLatency(context)) * 1000;
  }

  /**
   * Makes the graph, or resumes it. Call it inside a gesture and before anything is awaited. Resolves when the worklets run in the
   * graph; rejects with an AudioGraphError, after which another call tries again.
   */
  unlock(): Promise<void> {
    if (this.#scope.disposed) return Promise.reject(AudioGraphError.disposed());
    try {
      this.#nodes ??= this.#open();
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : AudioGraphError.unsupported(error));
    }
    this.#nodes.playSilence();
    this.#resume();
    return this.#settled().then(() => undefined);
  }

  /** The engine's end of the capture port of this graph; null when it was taken, or before `ready`. */
  takeCapturePort(): MessagePort | null {
    const port = this.#nodes?.capturePort ?? null;
    if (this.#nodes) this.#nodes.capturePort = null;
    return port;
  }

  /** The engine's end of the playback port of this graph; null when it was taken, or before `ready`. */
  takePlaybackPort(): MessagePort | null {
    const port = this.#nodes?.playbackPort ?? null;
    if (this.#nodes) this.#nodes.playbackPort = null;
    return port;
  }

  /**
   * Captures from that stream in place of any former one. The last call wins; a call that was overtaken resolves and connects
   * nothing. Where the browser wants stream and context at one rate the graph is made anew, once. The stream stays the
   * caller's. Rejects with an AudioGraphError.
   */
  async connectMicrophone(stream: MediaStream): Promise<void> {
    this.#microphoneToken += 1;
    const token = this.#microphoneToken;
    let nodes = await this.#settled();
    if (token !== this.#microphoneToken) return;
    let refused = nodes.connectMicrophone(stream);
    if (refused && !this.#deviceRateOnly) {
      this.#deviceRateOnly = true;
      nodes.dispose();
      this.#nodes = this.#open();
      this.#resume();
      nodes = await this.#settled();
      if (token !== this.#microphoneToken) return;
      refused = nodes.connectMicrophone(stream);
    }
    if (refused) throw AudioGraphError.microphoneRefused(refused.refusal);
  }

  disconnectMicrophone(): void {
    this.#microphoneToken += 1;
    this.#nodes?.disconnectMicrophone();
  }

  /** Muted capture sends silence. Takes effect with the frame that is being filled. */
  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#nodes?.setMuted(muted);
  }

  /** 0…1, for the model's voice and clips. */
  setVolume(volume: number): void {
    this.#volume = Math.min(1, Math.max(0, volume));
    this.#nodes?.setVolume(this.#volume);
  }

  /**
   * Plays through that output from now on; '' is the system's default. Where there is no graph yet, or the browser cannot choose,
   * it is only remembered. Rejects with an AudioGraphError when the browser refuses, and then plays through the default.
   */
  async setOutputDevice(deviceId: string): Promise<void> {
    this.#outputDeviceId = deviceId;
    this.#outputToken += 1;
    const token = this.#outputToken;
    const context = this.#nodes?.context;
    if (!context?.setSinkId) return;
    try {
      await context.setSinkId(deviceId);
    } catch (error) {
      // A later choice, or a later graph, is not this call's to undo.
      if (token !== this.#outputToken || context !== this.#nodes?.context) return;
      this.#outputDeviceId = '';
      throw AudioGraphError.outputRefused(error);
    }
  }

  /**
   * Plays PCM16 at 24 kHz beside the live audio; copies it. Returns a function that stops it. `onEnded` is called once, whether it
   * ran out or was stopped. Throws an AudioGraphError before `unlock`.
   */
  playClip(pcm16: Int16Array, onEnded: () => void): () => void {
    if (!this.#nodes) throw AudioGraphError.notUnlocked();
    return this.#nodes.clips.play(pcm16, onEnded);
  }

  /**
   * Plays two recorded voices in stereo beside the live audio, from `fromMs` of the recording on. `onEnded` is called once; with an error
   * when it could not be read on. Throws an AudioGraphError before `unlock`.
   */
  playRecording(fromMs: number, source: StereoSource, onEnded: (error: unknown) => void): Playing {
    if (!this.#nodes) throw AudioGraphError.notUnlocked();
    return this.#nodes.recordings.play(fromMs, source, onEnded);
  }

  dispose(): void {
    this.#microphoneToken += 1;
    this.#scope.dispose();
    this.#nodes?.dispose();
    this.#nodes = null;
  }

  #open(): ContextNodes {
    const nodes = new ContextNodes({
      platform: this.#platform,
      rateHz: this.#deviceRateOnly ? null : CORE_RATE_HZ,
      volume: this.#volume,
      muted: this.#muted,
      onFailure: (error) => this.emit('failure', error),
    });
    nodes.scope.listen(nodes.context, 'statechange', () => {
      if (nodes !== this.#nodes) return;
      this.emit('state', nodes.context.state);
      this.#resume();
    });
    void this.#announce(nodes);
    this.#applyOutput(nodes);
    return nodes;
  }

  async #announce(nodes: ContextNodes): Promise<void> {
    try {
      await nodes.ready;
    } catch {
      // Whoever waits for `ready` gets the error; the next unlock begins anew.
      nodes.dispose();
      if (nodes === this.#nodes) this.#nodes = null;
      return;
    }
    if (nodes === this.#nodes) this.emit('ready', { sampleRateHz: nodes.context.sampleRate });
  }

  #applyOutput(nodes: ContextNodes): void {
    if (this.#outputDeviceId === '' || !nodes.context.setSinkId) return;
    nodes.context.setSinkId(this.#outputDeviceId).catch((error: unknown) => {
      if (nodes !== this.#nodes) return;
      this.#outputDeviceId = '';
      this.emit('failure', AudioGraphError.outputRefused(error));
    });
  }

  /** The graph of now, once it is ready. A graph that was replaced meanwhile is not waited for. */
  async #settled(): Promise<ContextNodes> {
    for (;;) {
      const nodes = this.#nodes;
      if (!nodes) throw this.#scope.disposed ? AudioGraphError.disposed() : AudioGraphError.notUnlocked();
      try {
        await nodes.ready;
      } catch (error) {
        if (this.#nodes === nodes || this.#nodes === null) throw error;
      }
      if (nodes === this.#nodes) return nodes;
    }
  }

  /** Sound that the system paused (a call on iOS, a lost output) or that waits for a gesture goes on when it may. */
  #resume(): void {
    const context = this.#nodes?.context;
    if (!context || context.state === 'running' || context.state === 'closed') return;
    context.resume().catch(() => {
      // Not allowed yet: the page shows the state, and the next gesture tries again.
      if (context === this.#nodes?.context) this.emit('state', context.state);
    });
  }
}

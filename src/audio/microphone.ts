/**
 * The microphone: asks for it, feeds it to the graph, follows the person's choice of device and processing, survives its loss,
 * and lets it go. Any method may be called at any time: the last wish wins, and work that was overtaken closes what it opened.
 */

import { type Clock, systemClock } from '../lib/clock.ts';
import { Emitter } from '../lib/emitter.ts';
import { Scope } from '../lib/scope.ts';
import { describeMicrophoneError, type MicrophoneFailure } from './microphone-errors.ts';
import {
  applyProcessing,
  nameOf,
  openMicrophone,
  type Processing,
  stopTracks,
  takenEffect,
} from './microphone-stream.ts';

export type MicrophoneStatus =
  | { status: 'off' }
  | { status: 'starting' }
  /** `label` is the name of the device that is really used. */
  | { status: 'live'; label: string }
  | MicrophoneFailure;

export interface MicrophoneEvents {
  state: MicrophoneStatus;
  /** The chosen device changed by itself: '' when it fell back to the default. */
  device: string;
  notice: { text: string; nextStep: string | null };
}

/** Where the stream goes: the audio graph. */
export interface MicrophoneSink {
  connectMicrophone(stream: MediaStream): Promise<void>;
  disconnectMicrophone(): void;
  setMuted(muted: boolean): void;
}

export interface MicrophoneOptions {
  sink: MicrophoneSink;
  /** Absent on pages without a secure origin. */
  mediaDevices:
    | Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'>
    | undefined;
  /** '' = the system's default. */
  deviceId: string;
  processing: Processing;
  clock?: Clock;
}

/** A default device that ends sooner than this after it began is not asked for again: it would do the same. */
const SHORTEST_LIFE_MS = 1000;

interface Held {
  stream: MediaStream;
  track: MediaStreamTrack;
  /** As it was asked for. */
  deviceId: string;
  scope: Scope;
  sinceMs: number;
}

export class Microphone extends Emitter<MicrophoneEvents> {
  readonly #sink: MicrophoneSink;
  readonly #mediaDevices: MicrophoneOptions['mediaDevices'];
  readonly #clock: Clock;
  readonly #scope = new Scope();
  #deviceId: string;
  #processing: Processing;
  #muted = false;
  #wanted = false;
  /** Each wish takes a new number; work that finds another one afterwards gives up. */
  #generation = 0;
  #acquiring: Promise<void> | null = null;
  #held: Held | null = null;
  #state: MicrophoneStatus = { status: 'off' };

  constructor(options: MicrophoneOptions) {
    super();
    this.#sink = options.sink;
    this.#mediaDevices = options.mediaDevices;
    this.#clock = options.clock ?? systemClock;
    this.#deviceId = options.deviceId;
    this.#processing = { ...options.processing };
    if (this.#mediaDevices) {
      this.#scope.listen(this.#mediaDevices, 'devicechange', () => void this.#devicesChanged());
    }
  }

  get state(): MicrophoneStatus {
    return this.#state;
  }

  get muted(): boolean {
    return this.#muted;
  }

  get deviceId(): string {
    return this.#deviceId;
  }

  get processing(): Processing {
    return { ...this.#processing };
  }

  /** Resolves when it is live or has failed, as `state` says; never rejects. Does nothing when live or on its way. */
  start(): Promise<void> {
    if (this.#scope.disposed || (this.#wanted && this.#held)) return Promise.resolve();
    if (this.#wanted && this.#acquiring) return this.#acquiring;
    this.#wanted = true;
    return this.#acquire();
  }

  /** Stops every track at once, so that the browser's light goes off. */
  stop(): void {
    this.#wanted = false;
    this.#generation += 1;
    this.#acquiring = null;
    this.#release();
    this.#transition({ status: 'off' });
  }

  /** '' is the system's default. While live the old device goes on until the new one runs; when that fails it stays. */
  selectDevice(deviceId: string): Promise<void> {
    const former = this.#deviceId;
    this.#deviceId = deviceId;
    if (!this.#wanted || (former === deviceId && this.#held && !this.#acquiring)) return Promise.resolve();
    return this.#acquire();
  }

  async setProcessing(patch: Partial<Processing>): Promise<void> {
    this.#processing = { ...this.#processing, ...patch };
    if (!this.#wanted) return;
    const held = this.#held;
    if (this.#acquiring) return this.#acquire();
    if (!held) return;
    this.#generation += 1;
    const generation = this.#generation;
    const applied = await applyProcessing(held.track, this.#processing);
    if (generation !== this.#generation || applied) return;
    // Chromium fixes the processing when a device is opened, so it must be opened anew, and not beside the old stream.
    this.#release();
    const track = await this.#acquired();
    if (track && !takenEffect(track, this.#processing)) {
      this.emit('notice', {
        text: 'This microphone does not let its processing be changed.',
        nextStep: null,
      });
    }
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#sink.setMuted(muted);
  }

  dispose(): void {
    this.stop();
    this.#scope.dispose();
  }

  /** The new track, or null when there is none, or when a later wish overtook this one. */
  async #acquired(): Promise<MediaStreamTrack | null> {
    const work = this.#acquire();
    const generation = this.#generation;
    await work;
    return generation === this.#generation ? (this.#held?.track ?? null) : null;
  }

  #acquire(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    if (!this.#held) this.#transition({ status: 'starting' });
    const work = this.#open(generation).finally(() => {
      if (generation === this.#generation) this.#acquiring = null;
    });
    this.#acquiring = work;
    return work;
  }

  async #open(generation: number): Promise<void> {
    const deviceId = this.#deviceId;
    const current = () => generation === this.#generation;
    const opened = await openMicrophone(this.#mediaDevices, deviceId, this.#processing, current);
    if ('failure' in opened) {
      if (current()) await this.#fail(opened.failure);
      return;
    }
    const { stream, track, fellBack } = opened;
    if (!current()) return stopTracks(stream);
    try {
      await this.#sink.connectMicrophone(stream);
    } catch (error) {
      stopTracks(stream);
      if (current()) await this.#fail(describeMicrophoneError(error));
      return;
    }
    if (!current()) return stopTracks(stream);
    // It can have ended while it was being connected; that event is gone.
    if (track.readyState === 'ended') {
      if (this.#held || fellBack || deviceId === '') return this.#fail(stoppedAtOnce(nameOf(track)));
      return this.#fallBack(nameOf(track));
    }
    this.#hold(stream, track, fellBack ? '' : deviceId);
    if (fellBack) this.#choseDefault(`The chosen microphone is not there. Now using ${nameOf(track)}.`);
  }

  #hold(stream: MediaStream, track: MediaStreamTrack, deviceId: string): void {
    const former = this.#held;
    const scope = this.#scope.child();
    this.#held = { stream, track, deviceId, scope, sinceMs: this.#clock.nowMs() };
    scope.listen(track, 'ended', () => void this.#lost());
    former?.scope.dispose();
    if (former) stopTracks(former.stream);
    this.#sink.setMuted(this.#muted);
    this.#transition({ status: 'live', label: track.label });
  }

  /** A failed start ends in that failure; a failed switch leaves the device that runs. */
  async #fail(failure: MicrophoneFailure): Promise<void> {
    const held = this.#held;
    if (!held) {
      this.#sink.disconnectMicrophone();
      this.#transition(failure);
      return;
    }
    this.#deviceId = held.deviceId;
    this.emit('device', held.deviceId);
    this.emit('notice', {
      text: `${failure.text} Still using ${nameOf(held.track)}.`,
      nextStep: failure.nextStep,
    });
    try {
      // A stream that was overtaken or ended may be connected in its place.
      await this.#sink.connectMicrophone(held.stream);
    } catch (error) {
      if (held !== this.#held) return;
      this.#release();
      this.#transition(describeMicrophoneError(error));
    }
  }

  /** The device that was live is gone, or was taken away. */
  async #lost(): Promise<void> {
    const held = this.#held;
    if (!held || !this.#wanted) return;
    const name = nameOf(held.track);
    const shortLived = this.#clock.nowMs() - held.sinceMs < SHORTEST_LIFE_MS;
    this.#release();
    // A switch that is under way brings its own device.
    if (this.#acquiring) return this.#transition({ status: 'starting' });
    if (shortLived && held.deviceId === '') return this.#transition(stoppedAtOnce(name));
    await this.#fallBack(name);
  }

  async #fallBack(lostName: string): Promise<void> {
    this.#deviceId = '';
    const track = await this.#acquired();
    if (track) this.#choseDefault(`${lostName} was disconnected. Now using ${nameOf(track)}.`);
  }

  #choseDefault(text: string): void {
    this.#deviceId = '';
    this.emit('device', '');
    this.emit('notice', { text, nextStep: null });
  }

  async #devicesChanged(): Promise<void> {
    if (this.#wanted && this.#state.status === 'missing') return this.#acquire();
    const held = this.#held;
    if (!held || this.#deviceId === '') return;
    const generation = this.#generation;
    const present = await this.#isPresent(this.#deviceId);
    if (generation === this.#generation && held === this.#held && !present) await this.#lost();
  }

  async #isPresent(deviceId: string): Promise<boolean> {
    try {
      const infos = (await this.#mediaDevices?.enumerateDevices()) ?? [];
      return infos.some((info) => info.kind === 'audioinput' && info.deviceId === deviceId);
    } catch {
      // Nothing is known, so nothing is done: the track itself says when it ends.
      return true;
    }
  }

  #release(): void {
    const held = this.#held;
    this.#held = null;
    this.#sink.disconnectMicrophone();
    held?.scope.dispose();
    if (held) stopTracks(held.stream);
  }

  #transition(state: MicrophoneStatus): void {
    if (state.status === this.#state.status && state.status !== 'live') {
      if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    }
    this.#state = state;
    this.emit('state', state);
  }
}

function stoppedAtOnce(name: string): MicrophoneFailure {
  return {
    status: 'failed',
    text: `${name} stopped as soon as it was started.`,
    nextStep: 'Check the microphone, or choose another one. You can type meanwhile.',
  };
}

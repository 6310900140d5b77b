/** Microphones for tests: streams whose tracks remember that they were stopped, and a browser that answers when it is told to. */

import { pretend } from './pretend.ts';

export class FakeTrack extends EventTarget {
  readonly kind = 'audio';
  readonly label: string;
  readyState: 'live' | 'ended' = 'live';
  settings: MediaTrackSettings;
  /** What `applyConstraints` does: take effect, be ignored (Chromium's way), or throw. */
  applying: 'works' | 'ignored' | 'throws' = 'works';
  stops = 0;

  constructor(label: string, settings: MediaTrackSettings) {
    super();
    this.label = label;
    this.settings = settings;
  }

  stop(): void {
    this.stops += 1;
    this.readyState = 'ended';
  }

  /** The device went away. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  getSettings(): MediaTrackSettings {
    return this.settings;
  }

  applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    if (this.applying === 'throws') return Promise.reject(new DOMException('no', 'OverconstrainedError'));
    if (this.applying === 'works') this.settings = settingsOf(constraints);
    return Promise.resolve();
  }
}

export class FakeStream {
  readonly track: FakeTrack;

  constructor(track: FakeTrack) {
    this.track = track;
  }

  getTracks(): FakeTrack[] {
    return [this.track];
  }

  getAudioTracks(): FakeTrack[] {
    return [this.track];
  }
}

function settingsOf(constraints: MediaTrackConstraints): MediaTrackSettings {
  return {
    echoCancellation: constraints.echoCancellation === true,
    noiseSuppression: constraints.noiseSuppression === true,
    autoGainControl: constraints.autoGainControl === true,
  };
}

interface Question {
  constraints: MediaTrackConstraints;
  deviceId: string;
  resolve(stream: MediaStream): void;
  reject(error: unknown): void;
}

export class FakeMediaDevices extends EventTarget {
  /** Every stream that was ever given out. */
  readonly streams: FakeStream[] = [];
  readonly asked: MediaTrackConstraints[] = [];
  /** Ids of the microphones plugged in; '' asks for the first. */
  devices = ['built-in', 'headset'];
  /** When true, questions wait for `answer`. */
  manual = false;
  /** Thrown instead of an answer, once each, in order. */
  readonly refusals: unknown[] = [];
  applying: FakeTrack['applying'] = 'works';
  readonly #questions: Question[] = [];

  get waiting(): number {
    return this.#questions.length;
  }

  get liveTracks(): FakeTrack[] {
    return this.streams.map((stream) => stream.track).filter((track) => track.readyState === 'live');
  }

  getUserMedia = ({ audio }: MediaStreamConstraints): Promise<MediaStream> => {
    const constraints = typeof audio === 'object' ? audio : {};
    this.asked.push(constraints);
    const exact = constraints.deviceId as { exact: string } | undefined;
    const deviceId = exact?.exact ?? '';
    return new Promise((resolve, reject) => {
      this.#questions.push({ constraints, deviceId, resolve, reject });
      if (!this.manual) this.answer();
    });
  };

  enumerateDevices = (): Promise<MediaDeviceInfo[]> =>
    Promise.resolve(
      this.devices.map((deviceId) => ({ deviceId, kind: 'audioinput', label: deviceId }) as MediaDeviceInfo),
    );

  /** Answers the question at that place, by default the oldest. */
  answer(index = 0): void {
    const [question] = this.#questions.splice(index, 1);
    if (!question) throw new Error('nobody asked');
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return question.reject(refusal);
    const deviceId = question.deviceId === '' ? this.devices[0] : question.deviceId;
    if (deviceId === undefined) return question.reject(new DOMException('none', 'NotFoundError'));
    if (!this.devices.includes(deviceId))
      return question.reject(new DOMException('', 'OverconstrainedError'));
    const track = new FakeTrack(deviceId, settingsOf(question.constraints));
    track.applying = this.applying;
    const stream = new FakeStream(track);
    this.streams.push(stream);
    question.resolve(pretend<MediaStream>(stream));
  }

  unplug(deviceId: string): void {
    this.devices = this.devices.filter((id) => id !== deviceId);
    for (const track of this.liveTracks) if (track.label === deviceId) track.end();
    this.dispatchEvent(new Event('devicechange'));
  }

  plug(deviceId: string): void {
    this.devices.push(deviceId);
    this.dispatchEvent(new Event('devicechange'));
  }
}

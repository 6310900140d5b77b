/** What the audio room needs of a browser, as one value, so that tests can bring their own. Owns nothing. */

/** `setSinkId` of an AudioContext is in Chromium only so far, and not in TypeScript's library. */
export type SinkContext = AudioContext & { setSinkId?(deviceId: string): Promise<void> };

export interface AudioPlatform {
  createContext(options: AudioContextOptions): SinkContext;
  createWorkletNode(context: AudioContext, name: string, options: AudioWorkletNodeOptions): AudioWorkletNode;
  createChannel(): MessageChannel;
  /** Whether contexts have `setSinkId`. */
  canChooseOutput: boolean;
  /** From the graph's last node to the loudspeaker, seconds, as far as it can be told; 0 where it cannot. */
  outputLatency(context: AudioContext): number;
  captureUrl: string;
  playbackUrl: string;
  /** Gets the gestures and visibility changes at which sound that the system paused can be resumed. */
  wakeTarget: EventTarget | null;
}

export type AudioGraphReason =
  | 'unsupported'
  | 'worklet-failed'
  | 'microphone-refused'
  | 'output-refused'
  | 'not-unlocked'
  | 'disposed';

/** A failure of the audio graph, in words for people. */
export class AudioGraphError extends Error {
  override readonly name = 'AudioGraphError';
  readonly reason: AudioGraphReason;
  readonly nextStep: string;

  constructor(reason: AudioGraphReason, text: string, nextStep: string, cause?: unknown) {
    super(text, { cause });
    this.reason = reason;
    this.nextStep = nextStep;
  }

  static unsupported(cause?: unknown): AudioGraphError {
    return new AudioGraphError(
      'unsupported',
      'This browser cannot process audio on this page.',
      'Open the page over https or on localhost, in a current Chrome, Edge, Firefox or Safari.',
      cause,
    );
  }

  static workletFailed(cause?: unknown): AudioGraphError {
    return new AudioGraphError(
      'worklet-failed',
      'The audio processing of this page could not start.',
      'Reload the page.',
      cause,
    );
  }

  static microphoneRefused(cause: unknown): AudioGraphError {
    return new AudioGraphError(
      'microphone-refused',
      'The browser does not let this microphone be processed.',
      'Choose another microphone.',
      cause,
    );
  }

  static outputRefused(cause: unknown): AudioGraphError {
    return new AudioGraphError(
      'output-refused',
      'The browser could not play through that output.',
      'Choose another output.',
      cause,
    );
  }

  static notUnlocked(): AudioGraphError {
    return new AudioGraphError('not-unlocked', 'Audio was not started yet.', 'Press Connect.');
  }

  static disposed(): AudioGraphError {
    return new AudioGraphError('disposed', 'Audio was shut down.', 'Reload the page.');
  }
}

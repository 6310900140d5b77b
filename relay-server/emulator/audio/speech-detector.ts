/**
 * Finds where speech begins and ends in a stream of PCM16 at 24 kHz. Two gates must both be open: libfvad (does it sound like speech?)
 * and an energy gate (is it loud enough, and above the background?). Runs on the audio's own clock, so the same samples always give the
 * same edges. Knows nothing of events.
 */

import { PCM16_FULL_SCALE, pcm16ToFloat } from '../../../src/dsp/pcm16.ts';
import { StreamingResampler } from '../../../src/dsp/resample.ts';
import {
  type Aggressiveness,
  CLASSIFIER_FRAME_SAMPLES,
  CLASSIFIER_RATE_HZ,
  type FrameClassifier,
} from './fvad.ts';
import { NoiseFloor, powerToDb } from './noise-floor.ts';

export interface DetectorSettings {
  /** 0…1, as `threshold` of server_vad. */
  threshold: number;
  /** This much without speech ends the turn. */
  silenceMs: number;
}

/** Positions are samples at 24 kHz since the stream began. */
export type SpeechEdge =
  /** `atSample`: where speech was first heard, a little before the moment of the decision. */
  | { kind: 'started'; atSample: number }
  /** `atSample`: the moment of the decision, so the silence is included. */
  | { kind: 'stopped'; atSample: number };

const INPUT_RATE_HZ = 24_000;
const FRAME_MS = 10;
const FRAME_INPUT_SAMPLES = (INPUT_RATE_HZ * FRAME_MS) / 1000;

/** Six voiced frames out of eight start a turn: 60–80 ms, long enough that clicks and knocks do not. */
const ONSET_WINDOW_FRAMES = 8;
const ONSET_VOICED_FRAMES = 6;
/** libfvad calls the first 100–600 ms of noise speech while it learns the background: nothing starts before this. */
const WARM_UP_FRAMES = 30;
/** Silence fed to libfvad beforehand, for the same reason. */
const PRIMING_FRAMES = 50;
/** How far above the background speech must be. */
const ABOVE_FLOOR_DB = 8;

/** `threshold` 0…1 → the level a frame must have, −65…−25 dBFS; 0.5 = −45 dBFS, well below speech at an arm's length. */
export function gateDbOf(threshold: number): number {
  return -65 + 40 * threshold;
}

function aggressivenessOf(threshold: number): Aggressiveness {
  if (threshold < 0.3) return 1;
  return threshold < 0.7 ? 2 : 3;
}

export class SpeechDetector {
  readonly #classifier: FrameClassifier;
  readonly #resampler = new StreamingResampler(INPUT_RATE_HZ, CLASSIFIER_RATE_HZ);
  readonly #floor = new NoiseFloor();
  readonly #frame = new Int16Array(CLASSIFIER_FRAME_SAMPLES);
  #filled = 0;
  #input = new Float32Array(0);
  #output = new Float32Array(0);
  #settings: DetectorSettings;
  #frames = 0;
  /** The last eight decisions, newest last. */
  #recent: boolean[] = [];
  #speaking = false;
  #lastVoicedFrame = 0;

  readonly #startSample: number;

  /** Takes over the classifier: `dispose` frees it. `startSample`: what the stream's clock says before the first block. */
  constructor(classifier: FrameClassifier, settings: DetectorSettings, startSample = 0) {
    this.#classifier = classifier;
    this.#startSample = startSample;
    this.#settings = settings;
    for (let n = 0; n < PRIMING_FRAMES; n += 1) classifier.isSpeech(this.#frame);
    this.configure(settings);
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  configure(settings: DetectorSettings): void {
    this.#settings = settings;
    this.#classifier.setAggressiveness(aggressivenessOf(settings.threshold));
  }

  /** Forgets that somebody is speaking, without an edge: the turn was ended by other means. The background stays learned. */
  endTurn(): void {
    this.#speaking = false;
    this.#recent = [];
  }

  /** Takes the next block, of any length, and returns the edges in it, in order. The block is not kept. */
  push(pcm16: Int16Array): SpeechEdge[] {
    if (this.#input.length < pcm16.length) this.#input = new Float32Array(pcm16.length);
    pcm16ToFloat(pcm16, this.#input);
    const room = this.#resampler.outputSamplesFor(pcm16.length);
    if (this.#output.length < room) this.#output = new Float32Array(room);
    const count = this.#resampler.process(this.#input, this.#output, pcm16.length);
    const edges: SpeechEdge[] = [];
    for (let n = 0; n < count; n += 1) {
      const scaled = Math.round((this.#output[n] ?? 0) * PCM16_FULL_SCALE);
      this.#frame[this.#filled] = Math.max(-PCM16_FULL_SCALE, Math.min(PCM16_FULL_SCALE - 1, scaled));
      this.#filled += 1;
      if (this.#filled < CLASSIFIER_FRAME_SAMPLES) continue;
      this.#filled = 0;
      const edge = this.#takeFrame();
      if (edge) edges.push(edge);
    }
    return edges;
  }

  dispose(): void {
    this.#classifier.dispose();
  }

  #takeFrame(): SpeechEdge | null {
    const voiced = this.#isVoiced();
    this.#frames += 1;
    this.#recent.push(voiced);
    if (this.#recent.length > ONSET_WINDOW_FRAMES) this.#recent.shift();
    return this.#speaking ? this.#maybeStop() : this.#maybeStart();
  }

  #isVoiced(): boolean {
    let squares = 0;
    for (const sample of this.#frame) squares += sample * sample;
    const power = squares / CLASSIFIER_FRAME_SAMPLES / PCM16_FULL_SCALE ** 2;
    const gateDb = Math.max(gateDbOf(this.#settings.threshold), this.#floor.db + ABOVE_FLOOR_DB);
    this.#floor.push(power);
    // libfvad is asked in any case: it learns the background from every frame.
    const soundsLikeSpeech = this.#classifier.isSpeech(this.#frame);
    return this.#frames >= WARM_UP_FRAMES && soundsLikeSpeech && powerToDb(power) > gateDb;
  }

  #maybeStart(): SpeechEdge | null {
    if (this.#recent.filter(Boolean).length < ONSET_VOICED_FRAMES) return null;
    this.#speaking = true;
    this.#lastVoicedFrame = this.#frames;
    return {
      kind: 'started',
      atSample: this.#sampleOf(this.#frames - this.#recent.length + this.#recent.indexOf(true)),
    };
  }

  #maybeStop(): SpeechEdge | null {
    // Two of the last three: one stray frame does not prolong a turn.
    if (this.#recent.slice(-3).filter(Boolean).length >= 2) this.#lastVoicedFrame = this.#frames;
    if ((this.#frames - this.#lastVoicedFrame) * FRAME_MS < this.#settings.silenceMs) return null;
    this.#speaking = false;
    this.#recent = [];
    return { kind: 'stopped', atSample: this.#sampleOf(this.#frames) };
  }

  /** Where in the input a frame boundary lies; the resampler's delay is taken out. */
  #sampleOf(frame: number): number {
    return this.#startSample + Math.max(0, frame * FRAME_INPUT_SAMPLES - this.#resampler.delaySamples);
  }
}

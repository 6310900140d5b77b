/**
 * The input audio buffer: takes what the client appends, finds turns in it by voice activity, commits them or lets the client commit.
 * Owns the buffer and the detector. Does not know responses; it says when speech starts and when a turn is complete.
 */

import type { ServerEvent } from '../../../src/protocol/realtime/events.ts';
import type { ClassifierSource } from '../audio/fvad.ts';
import { InputBuffer, SAMPLES_PER_MS } from '../audio/input-buffer.ts';
import { SpeechDetector, type SpeechEdge } from '../audio/speech-detector.ts';
import { createDecoder, type WireDecoder } from '../audio/wire-audio.ts';
import type { InputConfig, SemanticVad } from '../config/session-config.ts';
import { decodeClientAudio } from '../conversation/client-item.ts';
import type { UserAudio } from '../conversation/stored-item.ts';
import { type ApiError, refuse } from '../wire/api-error.ts';
import { MAX_APPEND_BYTES } from '../wire/client-events.ts';
import { newId } from '../wire/ids.ts';

export interface TurnPorts {
  classifiers: ClassifierSource;
  send: (event: ServerEvent) => void;
  /** Somebody began to speak; `speech_started` has been sent. */
  speechStarted(): void;
  /** A turn is complete. `detected`: by voice activity, not by the client. */
  committed(itemId: string, audio: UserAudio, detected: boolean): void;
}

/** The service's least for a commit. */
const LEAST_COMMIT_MS = 100;
/** Uncommitted audio that is kept: with voice activity while nobody speaks, and at most. */
const IDLE_KEEP_SAMPLES = 10_000 * SAMPLES_PER_MS;
const MOST_KEEP_SAMPLES = 600_000 * SAMPLES_PER_MS;

/**
 * Silence that ends a turn under semantic_vad. The emulator understands no words, so eagerness is only patience; the service waits at
 * most 8, 4 and 2 s when a sentence sounds unfinished, and much less when it sounds finished.
 */
const SEMANTIC_SILENCE_MS: Record<SemanticVad['eagerness'], number> = {
  low: 4000,
  medium: 1200,
  auto: 1200,
  high: 600,
};
const SEMANTIC_THRESHOLD = 0.5;
const SEMANTIC_PREFIX_MS = 300;

interface OpenTurn {
  itemId: string;
  /** On the audio clock, with the padding. */
  startMs: number;
  /** Where speech itself was first heard. */
  speechMs: number;
}

export class TurnTaker {
  readonly #ports: TurnPorts;
  readonly #buffer = new InputBuffer();
  #config: InputConfig;
  #decoder: WireDecoder;
  #detector: SpeechDetector | null = null;
  #turn: OpenTurn | null = null;

  constructor(ports: TurnPorts, config: InputConfig) {
    this.#ports = ports;
    this.#config = config;
    this.#decoder = createDecoder(config.format);
    this.#tuneDetector();
  }

  /** Milliseconds of audio received since the session began. */
  get clockMs(): number {
    return Math.floor(this.#buffer.endSample / SAMPLES_PER_MS);
  }

  get speaking(): boolean {
    return this.#turn !== null;
  }

  configure(config: InputConfig): void {
    if (config.format.type !== this.#config.format.type) this.#decoder = createDecoder(config.format);
    this.#config = config;
    this.#tuneDetector();
  }

  append(audioBase64: string): ApiError | null {
    // Base64 is four characters to three bytes; checked before anything is decoded.
    if (audioBase64.length > Math.ceil(MAX_APPEND_BYTES / 3) * 4) {
      return refuse('invalid_value', "Invalid 'audio': an append holds at most 15 MiB.", 'audio');
    }
    const pcm16 = decodeClientAudio(audioBase64, this.#config.format, 'audio', this.#decoder);
    if (!(pcm16 instanceof Int16Array)) return pcm16;
    this.#buffer.append(pcm16);
    for (const edge of this.#detector?.push(pcm16) ?? []) this.#takeEdge(edge);
    const keep = this.#detector && !this.#turn ? IDLE_KEEP_SAMPLES : MOST_KEEP_SAMPLES;
    this.#buffer.dropBefore(this.#buffer.endSample - keep);
    return null;
  }

  commit(): ApiError | null {
    const lengthMs = this.#buffer.lengthMs;
    if (lengthMs < LEAST_COMMIT_MS) {
      const message =
        'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, ' +
        `but buffer only has ${lengthMs.toFixed(2)}ms of audio.`;
      return refuse('input_audio_buffer_commit_empty', message);
    }
    const turn = this.#turn;
    this.#endTurn();
    const pcm16 = this.#buffer.slice(this.#buffer.startSample, this.#buffer.endSample);
    this.#buffer.clear();
    this.#commit(turn?.itemId ?? newId('item'), pcm16, pcm16.length / SAMPLES_PER_MS, false);
    return null;
  }

  clear(): void {
    this.#endTurn();
    this.#buffer.clear();
    this.#ports.send({ type: 'input_audio_buffer.cleared', event_id: newId('event') });
  }

  /** A turn without audio: nobody spoke for the idle time. `sinceMs`, on the audio clock, is when the wait began. */
  commitNothing(sinceMs: number): void {
    const itemId = newId('item');
    this.#ports.send({
      type: 'input_audio_buffer.timeout_triggered',
      event_id: newId('event'),
      audio_start_ms: Math.min(sinceMs, this.clockMs),
      audio_end_ms: this.clockMs,
      item_id: itemId,
    });
    this.#commit(itemId, new Int16Array(0), 0, true);
  }

  dispose(): void {
    this.#detector?.dispose();
    this.#detector = null;
  }

  #tuneDetector(): void {
    const detection = this.#config.turn_detection;
    if (detection === null) {
      this.#turn = null;
      this.dispose();
      return;
    }
    const settings = {
      threshold: detection.type === 'server_vad' ? detection.threshold : SEMANTIC_THRESHOLD,
      silenceMs: this.#silenceMs,
    };
    if (this.#detector) this.#detector.configure(settings);
    else
      this.#detector = new SpeechDetector(this.#ports.classifiers.create(), settings, this.#buffer.endSample);
  }

  get #silenceMs(): number {
    const detection = this.#config.turn_detection;
    if (detection === null) return 0;
    return detection.type === 'server_vad'
      ? detection.silence_duration_ms
      : SEMANTIC_SILENCE_MS[detection.eagerness];
  }

  /** Turns begin and end at whole milliseconds, so that what the events say is exactly what is committed. */
  #takeEdge({ kind, atSample }: SpeechEdge): void {
    const atMs = Math.floor(atSample / SAMPLES_PER_MS);
    if (kind === 'started') this.#open(atMs);
    else this.#stop(atMs);
  }

  #open(speechMs: number): void {
    const detection = this.#config.turn_detection;
    const prefixMs = detection?.type === 'server_vad' ? detection.prefix_padding_ms : SEMANTIC_PREFIX_MS;
    const startMs = Math.max(Math.ceil(this.#buffer.startSample / SAMPLES_PER_MS), speechMs - prefixMs);
    this.#turn = { itemId: newId('item'), startMs, speechMs };
    this.#ports.send({
      type: 'input_audio_buffer.speech_started',
      event_id: newId('event'),
      audio_start_ms: startMs,
      item_id: this.#turn.itemId,
    });
    this.#ports.speechStarted();
  }

  #stop(endMs: number): void {
    const turn = this.#turn;
    if (!turn) return;
    this.#turn = null;
    this.#ports.send({
      type: 'input_audio_buffer.speech_stopped',
      event_id: newId('event'),
      audio_end_ms: endMs,
      item_id: turn.itemId,
    });
    const pcm16 = this.#buffer.slice(turn.startMs * SAMPLES_PER_MS, endMs * SAMPLES_PER_MS);
    this.#buffer.dropBefore(endMs * SAMPLES_PER_MS);
    this.#commit(turn.itemId, pcm16, Math.max(0, endMs - turn.speechMs - this.#silenceMs), true);
  }

  #endTurn(): void {
    this.#turn = null;
    this.#detector?.endTurn();
  }

  #commit(itemId: string, pcm16: Int16Array, speechMs: number, detected: boolean): void {
    this.#ports.committed(itemId, { pcm16, speechMs, format: this.#config.format }, detected);
  }
}

/**
 * The sound of both sides of a session, outside the heap: each answer on a tape of its own, the microphone on one on the session's clock.
 * Reads single items, and spans as they were heard. Where playback was is the time line's to know.
 */

import { CORE_SAMPLE_RATE_HZ } from '../session/types.ts';
import type { Attic } from './attic/attic.ts';
import { AudioTape } from './audio-tape.ts';
import { MOST_SPAN_MS } from './engine.messages.ts';
import { SpeechTape } from './speech-tape.ts';
import type { TimelineRecorder } from './timeline-recorder.ts';

type Samples = Int16Array<ArrayBuffer>;

export class SessionSound {
  readonly #answers = new Map<string, AudioTape>();
  readonly #speech: SpeechTape;
  readonly #attic: Attic | undefined;
  readonly #timeline: Pick<TimelineRecorder, 'playedBetween'>;

  constructor(timeline: Pick<TimelineRecorder, 'playedBetween'>, attic?: Attic) {
    this.#timeline = timeline;
    this.#attic = attic;
    this.#speech = new SpeechTape(attic);
  }

  /** Audio of an answer as it comes; copied. */
  received(itemId: string, samples: Int16Array): void {
    let tape = this.#answers.get(itemId);
    if (!tape) this.#answers.set(itemId, (tape = new AudioTape(this.#attic)));
    tape.append(samples);
  }

  /** No more of this answer will come. */
  complete(itemId: string): void {
    this.#answers.get(itemId)?.seal();
  }

  /** A frame of the microphone; copied. `capturedAtMs` is session time. */
  microphone(samples: Int16Array, capturedAtMs: number): void {
    this.#speech.append(samples, capturedAtMs);
  }

  /** What was said between two session times became an item. */
  spoken(itemId: string, startMs: number, endMs: number): void {
    this.#speech.spoken(itemId, startMs, endMs);
  }

  hasAnswer(itemId: string): boolean {
    return this.#answers.has(itemId);
  }

  /** Audio of an item, PCM16 at 24 kHz; null when there is none. */
  async readItem(itemId: string): Promise<Samples | null> {
    const answer = this.#answers.get(itemId);
    if (answer) return answer.read();
    return this.#speech.read(itemId);
  }

  /**
   * Both sides as they were heard between two session times, PCM16 at 24 kHz: the microphone as it was captured, the answers as they
   * came out of the speakers. At most `MOST_SPAN_MS`.
   */
  async readSpan(fromMs: number, toMs: number): Promise<{ you: Samples; assistant: Samples }> {
    const length = Math.max(0, toSample(Math.min(toMs, fromMs + MOST_SPAN_MS) - fromMs));
    const you = new Int16Array(length);
    const assistant = new Int16Array(length);
    await this.#speech.readSpan(you, fromMs);
    for (const { itemId, startMs, fromSample, lengthSamples } of this.#timeline.playedBetween(fromMs, toMs)) {
      const at = toSample(startMs - fromMs);
      const first = fromSample + Math.max(0, -at);
      const last = Math.min(fromSample + lengthSamples, fromSample + length - at);
      const samples = await this.#answers.get(itemId)?.read(first, last);
      if (samples) assistant.set(samples, Math.max(0, at));
    }
    return { you, assistant };
  }

  /** Nothing more will come. */
  seal(): void {
    for (const tape of this.#answers.values()) tape.seal();
    this.#speech.seal();
  }
}

function toSample(ms: number): number {
  return Math.round((ms * CORE_SAMPLE_RATE_HZ) / 1000);
}

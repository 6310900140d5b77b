/**
 * What the page shows of one session, gathered from what the core tells: log with its warnings, time line, and the sound of both sides. The
 * same for a session that is held here, one that is watched and one that was recorded. Stays readable when the session is over.
 */

import type { PlaybackFact } from '../session/observed/recorded-notes.ts';
import { findingNote } from '../protocol/realtime/lint/finding.ts';
import { Linter } from '../protocol/realtime/lint/linter.ts';
import { shutdownOf } from '../pricing/prices.ts';
import type { SessionEvents } from '../session/session-events.ts';
import { CORE_SAMPLE_RATE_HZ, type Mark } from '../session/types.ts';
import { AudioTape } from './audio-tape.ts';
import type { Batcher } from './batcher.ts';
import { EventLog } from './event-log.ts';
import { logEntryOf } from './log-entry.ts';
import { MOST_SPAN_MS } from './engine.messages.ts';
import { SpeechTape } from './speech-tape.ts';
import { TimelineRecorder } from './timeline-recorder.ts';

/** Subscribes to a session, as `Session.on` does, until the view is let go. */
export type Listen = <K extends keyof SessionEvents>(
  name: K,
  listener: (payload: SessionEvents[K]) => void,
) => void;

export interface SessionViewDeps {
  batcher: Batcher;
  /** Milliseconds since 1970 at which the session takes place. */
  epochMs: () => number;
  /** Session time. */
  nowMs: () => number;
}

type Span = Int16Array<ArrayBuffer>;

export class SessionView {
  readonly log = new EventLog();
  readonly timeline = new TimelineRecorder();
  readonly #batcher: Batcher;
  readonly #answers = new Map<string, AudioTape>();
  readonly #speech = new SpeechTape();
  readonly #linter: Linter;
  readonly #nowMs: () => number;

  constructor({ batcher, epochMs, nowMs }: SessionViewDeps) {
    this.#batcher = batcher;
    this.#nowMs = nowMs;
    this.#linter = new Linter({ shutdownOf, epochMs });
  }

  follow(on: Listen): void {
    const batcher = this.#batcher;
    on('realtime.event', (event) => {
      this.log.append(logEntryOf(event));
      for (const finding of this.#linter.see(event)) {
        const note = findingNote(finding);
        this.log.append(
          logEntryOf({ direction: 'note', atMs: event.atMs, text: JSON.stringify(note), event: note }),
        );
      }
      batcher.logChanged();
    });
    on('conversation.item.appended', ({ item }) => batcher.upsert(item));
    on('conversation.updated', ({ item }) => batcher.upsert(item));
    on('conversation.item.completed', ({ item }) => {
      batcher.upsert(item);
      this.#answers.get(item.id)?.seal();
      this.timeline.complete(item.id);
    });
    on('conversation.item.deleted', ({ itemId }) => batcher.remove(itemId));
    on('conversation.order', ({ order }) => batcher.order(order));
    on('audio.received', ({ itemId, samples }) => {
      this.timeline.received(itemId, samples, this.#nowMs());
      let tape = this.#answers.get(itemId);
      if (!tape) this.#answers.set(itemId, (tape = new AudioTape()));
      tape.append(samples);
      batcher.timelineChanged();
    });
    on('input.committed', ({ itemId, startMs, endMs }) => this.#speech.spoken(itemId, startMs, endMs));
    on('mark', (mark) => this.mark(mark));
    on('phase', (phase) => batcher.set({ phase }));
    on('settings', (settings) => batcher.set({ settings }));
    on('turn', (turn) => batcher.turn(turn));
    on('usage', (usage) => batcher.set({ usage }));
  }

  mark(mark: Mark): void {
    this.timeline.mark(mark);
    this.#batcher.timelineChanged();
  }

  /** A frame of the microphone, shown; the samples are copied. `capturedAtMs` is session time. */
  microphone(samples: Int16Array, capturedAtMs: number): void {
    this.timeline.microphone(samples, capturedAtMs);
    this.#batcher.timelineChanged();
  }

  /** A frame of the microphone, kept for listening to again; copied. */
  keepSpeech(samples: Int16Array, capturedAtMs: number): void {
    this.#speech.append(samples, capturedAtMs);
  }

  /** Audio of this item was received here. */
  hasAnswer(itemId: string): boolean {
    return this.#answers.has(itemId);
  }

  playback(fact: PlaybackFact): void {
    if (fact.kind === 'started') this.timeline.started(fact.itemId, fact.atSample, fact.atMs);
    else if (fact.kind === 'underrun') this.timeline.played(fact.itemId, fact.atSample, true);
    else this.timeline.played(fact.itemId, fact.playedSamples, fact.kind !== 'position');
    this.#batcher.timelineChanged();
  }

  /** Audio of an item, PCM16 at 24 kHz; null when there is none. */
  async readAudio(itemId: string): Promise<Int16Array<ArrayBuffer> | null> {
    const answer = this.#answers.get(itemId);
    if (answer) return answer.read();
    return this.#speech.read(itemId);
  }

  /**
   * Both sides as they were heard between two session times, PCM16 at 24 kHz: the microphone as it was captured, the answers as they
   * came out of the speakers.
   */
  async readSpan(fromMs: number, toMs: number): Promise<{ you: Span; assistant: Span }> {
    const length = Math.max(0, toSample(Math.min(toMs, fromMs + MOST_SPAN_MS) - fromMs));
    const you = new Int16Array(length);
    const assistant = new Int16Array(length);
    await this.#speech.readSpan(you, fromMs);
    for (const { itemId, startMs, fromSample, lengthSamples } of this.timeline.playedBetween(fromMs, toMs)) {
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

/**
 * What the page shows of one session, gathered from what the core tells: log with its warnings, time line, and the sound of both sides. The
 * same for a session that is held here, one that is watched and one that was recorded. Stays readable when the session is over.
 */

import { formatsAfter, PCM16_FORMATS } from '../protocol/realtime/audio-format.ts';
import type { PlaybackFact } from '../session/observed/recorded-notes.ts';
import { findingNote } from '../protocol/realtime/lint/finding.ts';
import { Linter } from '../protocol/realtime/lint/linter.ts';
import { shutdownOf } from '../pricing/prices.ts';
import type { Listen } from '../session/session-events.ts';
import type { Mark } from '../session/types.ts';
import type { Attic } from './attic/attic.ts';
import type { Batcher } from './batcher.ts';
import { EventLog } from './event-log.ts';
import { logEntryOf } from './log-entry.ts';
import { SessionSound } from './session-sound.ts';
import { TimelineRecorder } from './timeline-recorder.ts';

export interface SessionViewDeps {
  batcher: Batcher;
  /** Where its frames and its sound go; in Blobs when it is left out. */
  attic?: Attic;
  /** Milliseconds since 1970 at which the session takes place. */
  epochMs: () => number;
  /** Session time. */
  nowMs: () => number;
}

export class SessionView {
  readonly log: EventLog;
  readonly timeline = new TimelineRecorder();
  readonly #batcher: Batcher;
  readonly sound: SessionSound;
  readonly #linter: Linter;
  readonly #nowMs: () => number;
  #formats = PCM16_FORMATS;

  constructor({ batcher, attic, epochMs, nowMs }: SessionViewDeps) {
    this.log = new EventLog(attic);
    this.sound = new SessionSound(this.timeline, attic);
    this.#batcher = batcher;
    this.#nowMs = nowMs;
    this.#linter = new Linter({ shutdownOf, epochMs });
  }

  follow(on: Listen): void {
    const batcher = this.#batcher;
    on('realtime.event', (event) => {
      if (event.direction === 'server' && event.event.kind === 'known') {
        this.#formats = formatsAfter(this.#formats, event.event.event);
      }
      this.log.append(logEntryOf(event, this.#formats));
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
      this.sound.complete(item.id);
      this.timeline.complete(item.id);
    });
    on('conversation.item.deleted', ({ itemId }) => batcher.remove(itemId));
    on('conversation.order', ({ order }) => batcher.order(order));
    on('audio.received', ({ itemId, samples }) => {
      this.timeline.received(itemId, samples, this.#nowMs());
      this.sound.received(itemId, samples);
      batcher.timelineChanged();
    });
    on('input.committed', ({ itemId, startMs, endMs }) => this.sound.spoken(itemId, startMs, endMs));
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

  playback(fact: PlaybackFact): void {
    this.timeline.playback(fact);
    this.#batcher.timelineChanged();
  }

  /** Nothing more will come. */
  seal(): void {
    this.sound.seal();
  }
}

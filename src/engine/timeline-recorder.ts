/**
 * What the waveform needs, gathered between two batches: peaks of the microphone on the session's clock, peaks of each item's audio on
 * the item's own, when it came, the stretches that were played, and marks. Holds no sound.
 */

import { PeakBinner } from '../dsp/level.ts';
import type { PlaybackFact } from '../session/observed/recorded-notes.ts';
import type { Mark, PlayedSegment } from '../session/types.ts';
import { CORE_SAMPLE_RATE_HZ } from '../session/types.ts';
import { type ArrivalSpan, PEAK_BIN_MS, type PeakRun, type TimelineBatch } from './engine.messages.ts';

/** Capture times jitter by a few milliseconds; a frame this close to the expected bin continues without gap or overlap. */
const BIN_TOLERANCE = 3;
const SAMPLES_PER_MS = CORE_SAMPLE_RATE_HZ / 1000;
/** Deltas of an answer that come closer together are one burst. */
const ARRIVAL_GAP_MS = 150;

export class TimelineRecorder {
  readonly #microphone = new PeakBinner();
  /** Session bin of the binner's bin 0; moves when capture paused. */
  #microphoneOffset: number | null = null;
  #microphoneRuns: PeakRun[] = [];
  readonly #items = new Map<string, PeakBinner>();
  /** Items that may have new peaks: few, however many there were in the session. */
  readonly #fresh = new Set<string>();
  readonly #open = new Map<string, PlayedSegment>();
  #changedSegments = new Map<number, PlayedSegment>();
  /** All stretches that were played, in the order in which they began. */
  readonly #segments: PlayedSegment[] = [];
  #arrivals: ArrivalSpan[] = [];
  #marks: Mark[] = [];
  #lastSegmentId = 0;

  /** `capturedAtMs` is the session time of the first sample. */
  microphone(samples: Int16Array, capturedAtMs: number): void {
    const offset = Math.round(capturedAtMs / PEAK_BIN_MS) - this.#microphone.nextBin;
    if (offset + this.#microphone.nextBin < 0) return;
    if (this.#microphoneOffset === null || Math.abs(offset - this.#microphoneOffset) > BIN_TOLERANCE) {
      this.#takeMicrophone();
      this.#microphoneOffset = offset;
    }
    this.#microphone.push(samples);
  }

  /** `atMs`: session time at which it came. */
  received(itemId: string, samples: Int16Array, atMs: number): void {
    this.#arrived(itemId, samples.length / SAMPLES_PER_MS, atMs);
    let binner = this.#items.get(itemId);
    if (!binner) this.#items.set(itemId, (binner = new PeakBinner()));
    binner.push(samples);
    this.#fresh.add(itemId);
  }

  /** No more audio of this item will come. */
  complete(itemId: string): void {
    const binner = this.#items.get(itemId);
    if (!binner) return;
    binner.finish();
    this.#fresh.add(itemId);
  }

  started(itemId: string, atSample: number, atMs: number): void {
    const segment: PlayedSegment = {
      id: (this.#lastSegmentId += 1),
      itemId,
      startMs: atMs,
      fromSample: atSample,
      lengthSamples: 0,
    };
    this.#segments.push(segment);
    this.#open.set(itemId, segment);
    this.#changedSegments.set(segment.id, segment);
  }

  /** The item has been played up to `playedSamples`; `final` when it stopped there. */
  played(itemId: string, playedSamples: number, final: boolean): void {
    const segment = this.#open.get(itemId);
    if (!segment) return;
    segment.lengthSamples = Math.max(segment.lengthSamples, playedSamples - segment.fromSample);
    this.#changedSegments.set(segment.id, segment);
    if (final) this.#open.delete(itemId);
  }

  playback(fact: PlaybackFact): void {
    if (fact.kind === 'started') this.started(fact.itemId, fact.atSample, fact.atMs);
    else if (fact.kind === 'underrun') this.played(fact.itemId, fact.atSample, true);
    else this.played(fact.itemId, fact.playedSamples, fact.kind !== 'position');
  }

  /** Stretches that were played between two session times. */
  playedBetween(fromMs: number, toMs: number): PlayedSegment[] {
    return this.#segments.filter(
      ({ startMs, lengthSamples }) => startMs < toMs && startMs + lengthSamples / SAMPLES_PER_MS > fromMs,
    );
  }

  mark(mark: Mark): void {
    this.#marks.push(mark);
  }

  take(nowMs: number, queuedMs: number): TimelineBatch {
    this.#takeMicrophone();
    const items: TimelineBatch['items'] = [];
    for (const itemId of this.#fresh) {
      const run = this.#items.get(itemId)?.take();
      if (run) items.push({ itemId, run });
    }
    this.#fresh.clear();
    const batch: TimelineBatch = {
      nowMs,
      microphone: this.#microphoneRuns,
      items,
      // Copies: they grow on here.
      segments: [...this.#changedSegments.values()].map((segment) => ({ ...segment })),
      arrivals: this.#arrivals,
      marks: this.#marks,
      queuedMs,
    };
    this.#microphoneRuns = [];
    this.#changedSegments = new Map();
    this.#arrivals = [];
    this.#marks = [];
    return batch;
  }

  #arrived(itemId: string, audioMs: number, atMs: number): void {
    const last = this.#arrivals.at(-1);
    if (last?.itemId === itemId && atMs - last.endMs < ARRIVAL_GAP_MS) {
      last.endMs = Math.max(last.endMs, atMs);
      last.audioMs += audioMs;
    } else this.#arrivals.push({ itemId, startMs: atMs, endMs: atMs, audioMs });
  }

  #takeMicrophone(): void {
    const run = this.#microphone.take();
    if (!run || this.#microphoneOffset === null) return;
    this.#microphoneRuns.push({ startBin: run.startBin + this.#microphoneOffset, bins: run.bins });
  }
}

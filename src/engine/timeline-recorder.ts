/**
 * What the waveform needs, gathered between two batches: peaks of the microphone on the session's clock, peaks of each item's audio on
 * the item's own, the stretches that were played, and marks. Holds no sound.
 */

import { PeakBinner } from '../dsp/level.ts';
import type { Mark, PlayedSegment } from '../session/types.ts';
import { PEAK_BIN_MS, type PeakRun, type TimelineBatch } from './engine.messages.ts';

/** Capture times jitter by a few milliseconds; a frame this close to the expected bin continues without gap or overlap. */
const BIN_TOLERANCE = 3;

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

  received(itemId: string, samples: Int16Array): void {
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
    this.#open.set(itemId, segment);
    this.#changedSegments.set(segment.id, segment);
  }

  /** The item has been played up to `playedSamples`; `final` when it stopped there. */
  played(itemId: string, playedSamples: number, final: boolean): void {
    const segment = this.#open.get(itemId);
    if (!segment) return;
    const lengthSamples = Math.max(segment.lengthSamples, playedSamples - segment.fromSample);
    const grown = { ...segment, lengthSamples };
    this.#changedSegments.set(grown.id, grown);
    if (final) this.#open.delete(itemId);
    else this.#open.set(itemId, grown);
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
      segments: [...this.#changedSegments.values()],
      marks: this.#marks,
      queuedMs,
    };
    this.#microphoneRuns = [];
    this.#changedSegments = new Map();
    this.#marks = [];
    return batch;
  }

  #takeMicrophone(): void {
    const run = this.#microphone.take();
    if (!run || this.#microphoneOffset === null) return;
    this.#microphoneRuns.push({ startBin: run.startBin + this.#microphoneOffset, bins: run.bins });
  }
}

/**
 * The assistant's sound on the session's clock: what was received by item, what of it was played when, and what was never heard. Owns
 * items' peaks and played segments; drawing asks it for columns and for the spans of unheard sound.
 */

import type { PeakRun } from '../engine/engine.messages.ts';
import { PEAK_BIN_MS } from '../engine/engine.messages.ts';
import type { CORE_SAMPLE_RATE_HZ, PlayedSegment } from '../session/types.ts';
import { type Columns, PeakLane, clearColumns } from './peak-lane.ts';

/** Typed by the core's constant, so that it cannot drift from it. */
const SAMPLE_RATE_HZ: typeof CORE_SAMPLE_RATE_HZ = 24_000;
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
export const SAMPLES_PER_BIN = SAMPLES_PER_MS * PEAK_BIN_MS;
/** The last bin may be filled in part, and the last segment may lag: less than this is not called unheard. */
const NEGLIGIBLE_SAMPLES = 3 * SAMPLES_PER_BIN;

/** Sound that has been received and was not heard: still `queued`, or cut off for good. */
export interface UnheardSpan {
  kind: 'queued' | 'cut';
  itemId: string;
  startMs: number;
  endMs: number;
  /** Sample of the item's audio at `startMs`. */
  fromSample: number;
}

/** A stretch of session time whose drawing changed. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

interface ItemAudio {
  itemId: string;
  lane: PeakLane;
  playedSamples: number;
  /** When its last stretch ended; null before it was played. */
  playedUntilMs: number | null;
  /** When it was cut; null while it was not. */
  cutAtMs: number | null;
  /** The item that was cut with it and stood before it in the queue. */
  cutBehind: ItemAudio | null;
}

function segmentEndMs(segment: PlayedSegment): number {
  return segment.startMs + segment.lengthSamples / SAMPLES_PER_MS;
}

export class AssistantAudio {
  readonly #items = new Map<string, ItemAudio>();
  /** Items that may still be played, in the order of their first audio. */
  readonly #open = new Set<ItemAudio>();
  readonly #cut: ItemAudio[] = [];
  /** Sorted by `startMs`. */
  readonly #segments: PlayedSegment[] = [];
  readonly #positions = new Map<number, PlayedSegment>();

  /** Items of which anything was played. */
  get itemsPlayed(): number {
    let played = 0;
    for (const item of this.#items.values()) if (item.playedUntilMs !== null) played += 1;
    return played;
  }

  /** When the last of it ended that was played. */
  get endMs(): number {
    let endMs = 0;
    for (const segment of this.#segments.slice(-4)) endMs = Math.max(endMs, segmentEndMs(segment));
    return endMs;
  }

  get bytes(): number {
    let bytes = 0;
    for (const item of this.#items.values()) bytes += item.lane.bytes;
    return bytes;
  }

  receive(itemId: string, run: PeakRun): void {
    this.#item(itemId).lane.write(run.startBin, run.bins);
  }

  /** Upserts a stretch by `id`; returns the time whose drawing changed. */
  play(segment: PlayedSegment): TimeRange {
    const item = this.#item(segment.itemId);
    const known = this.#positions.get(segment.id);
    let fromMs = segment.startMs;
    if (known && known.startMs === segment.startMs && known.fromSample === segment.fromSample) {
      fromMs = Math.min(segmentEndMs(known), segmentEndMs(segment));
      known.lengthSamples = segment.lengthSamples;
    } else {
      if (known) {
        fromMs = Math.min(fromMs, known.startMs);
        this.#segments.splice(this.#segments.indexOf(known), 1);
      }
      const copy = { ...segment };
      this.#positions.set(segment.id, copy);
      this.#segments.splice(this.#firstStartingAfter(segment.startMs), 0, copy);
    }
    item.playedSamples = Math.max(item.playedSamples, segment.fromSample + segment.lengthSamples);
    item.playedUntilMs = Math.max(item.playedUntilMs ?? 0, segmentEndMs(segment));
    for (const other of this.#open) {
      if (other === item) break;
      if (restOf(other) <= 0) this.#open.delete(other);
    }
    return { fromMs, toMs: segmentEndMs(segment) };
  }

  /**
   * Everything waiting was thrown away at `atMs`, `itemId` (when given) among it: what was not heard stays on record from there, one
   * item after the other. How much that is may become known only later, when the last stretch is reported.
   */
  cut(atMs: number, itemId: string | null): void {
    if (itemId !== null) this.#item(itemId);
    let before: ItemAudio | null = null;
    for (const item of this.#open) {
      item.cutAtMs = atMs;
      item.cutBehind = before;
      before = item;
      this.#cut.push(item);
    }
    this.#open.clear();
  }

  /** Fills `count` columns from 0 with what was heard from `startMs` on, `msPerColumn` each. */
  readHeard(out: Columns, count: number, startMs: number, msPerColumn: number): void {
    clearColumns(out, 0, count);
    const endMs = startMs + count * msPerColumn;
    // A stretch that began earlier may reach in; stretches do not overlap, so one step back is enough.
    let at = Math.max(0, this.#firstStartingAfter(startMs) - 1);
    for (; at < this.#segments.length; at += 1) {
      const segment = this.#segments[at];
      if (!segment || segment.startMs >= endMs) break;
      const first = Math.max(0, Math.floor((segment.startMs - startMs) / msPerColumn));
      const last = Math.min(count, Math.ceil((segmentEndMs(segment) - startMs) / msPerColumn));
      const lane = this.#items.get(segment.itemId)?.lane;
      if (!lane || last <= first) continue;
      const offsetMs = startMs + first * msPerColumn - segment.startMs;
      const startBin = segment.fromSample / SAMPLES_PER_BIN + offsetMs / PEAK_BIN_MS;
      lane.read(out, first, last - first, startBin, msPerColumn / PEAK_BIN_MS);
    }
  }

  /** Fills `count` columns from 0 with an item's audio from a sample on, heard or not. */
  readItem(out: Columns, count: number, itemId: string, fromSample: number, msPerColumn: number): void {
    const lane = this.#items.get(itemId)?.lane;
    if (lane) lane.read(out, 0, count, fromSample / SAMPLES_PER_BIN, msPerColumn / PEAK_BIN_MS);
    else clearColumns(out, 0, count);
  }

  /** Spans of unheard sound between two times. `queuedMs` bounds what can still be waiting at `nowMs`. */
  unheard(fromMs: number, toMs: number, nowMs: number, queuedMs: number): UnheardSpan[] {
    const spans: UnheardSpan[] = [];
    for (const item of this.#cut) {
      const startMs = restStartMs(item);
      const rest = restOf(item);
      if (rest <= 0 || startMs >= toMs) continue;
      const wholeMs = startMs + rest / SAMPLES_PER_MS;
      const next = this.#segments[this.#firstStartingAfter(item.cutAtMs ?? startMs)];
      // The next answer takes the lane over: what is left of the former one would be drawn across it.
      const endMs = next ? Math.min(wholeMs, next.startMs) : wholeMs;
      if (endMs > fromMs && endMs > startMs) {
        spans.push({ kind: 'cut', itemId: item.itemId, startMs, endMs, fromSample: item.playedSamples });
      }
    }
    let leftMs = queuedMs;
    let cursorMs = nowMs;
    for (const item of this.#open) {
      const lengthMs = Math.min(leftMs, restOf(item) / SAMPLES_PER_MS);
      if (lengthMs <= 0) continue;
      const startMs = Math.max(cursorMs, item.playedUntilMs ?? 0);
      if (startMs < toMs) {
        spans.push({
          kind: 'queued',
          itemId: item.itemId,
          startMs,
          endMs: startMs + lengthMs,
          fromSample: item.playedSamples,
        });
      }
      cursorMs = startMs + lengthMs;
      leftMs -= lengthMs;
    }
    return spans;
  }

  /** What was sounding at a time; null when nothing was. */
  playingAt(atMs: number): { itemId: string; sample: number } | null {
    const segment = this.#segments[this.#firstStartingAfter(atMs) - 1];
    if (!segment || segmentEndMs(segment) <= atMs) return null;
    const sample = segment.fromSample + Math.floor((atMs - segment.startMs) * SAMPLES_PER_MS);
    return { itemId: segment.itemId, sample };
  }

  /** When a sample of an item was heard; the end of what was heard for one that was not; null before anything of it was. */
  heardAt(itemId: string, sample: number): number | null {
    let atMs: number | null = null;
    for (const segment of this.#segments) {
      if (segment.itemId !== itemId) continue;
      const into = Math.min(Math.max(0, sample - segment.fromSample), segment.lengthSamples);
      if (atMs === null || sample >= segment.fromSample) atMs = segment.startMs + into / SAMPLES_PER_MS;
    }
    return atMs;
  }

  /** Greatest RMS, 0…1, of what was played in the `windowMs` before `atMs`. */
  loudness(atMs: number, windowMs: number): number {
    const segment = this.#segments[this.#firstStartingAfter(atMs) - 1];
    if (!segment || segmentEndMs(segment) < atMs - windowMs) return 0;
    const toMs = Math.min(atMs, segmentEndMs(segment));
    const toBin = segment.fromSample / SAMPLES_PER_BIN + (toMs - segment.startMs) / PEAK_BIN_MS;
    return this.#items.get(segment.itemId)?.lane.loudest(toBin - windowMs / PEAK_BIN_MS, toBin) ?? 0;
  }

  #item(itemId: string): ItemAudio {
    let item = this.#items.get(itemId);
    if (!item) {
      item = {
        itemId,
        lane: new PeakLane(),
        playedSamples: 0,
        playedUntilMs: null,
        cutAtMs: null,
        cutBehind: null,
      };
      this.#items.set(itemId, item);
      this.#open.add(item);
    }
    return item;
  }

  #firstStartingAfter(timeMs: number): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#segments[middle]?.startMs ?? 0) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Where the unheard rest of a cut item is drawn: from the cut on, behind those that stood before it in the queue. */
function restStartMs(item: ItemAudio): number {
  const before = item.cutBehind;
  const queuedUntilMs = before ? restStartMs(before) + restOf(before) / SAMPLES_PER_MS : 0;
  return Math.max(item.cutAtMs ?? 0, item.playedUntilMs ?? 0, queuedUntilMs);
}

/** Samples received and not played; 0 when it is too little to speak of. */
function restOf(item: ItemAudio): number {
  const rest = item.lane.length * SAMPLES_PER_BIN - item.playedSamples;
  return rest > NEGLIGIBLE_SAMPLES ? rest : 0;
}

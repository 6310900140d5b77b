/**
 * Sound and marks on the session's clock, for the waveform and the meters. Owns the microphone's peaks, the assistant's audio, marks and
 * spans of speech; knows nothing of pixels, canvases or React. Queries fill arrays that the caller reuses.
 */

import { type ArrivalSpan, PEAK_BIN_MS, type TimelineBatch } from '../engine/engine.messages.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Mark } from '../session/types.ts';
import { AssistantAudio, type TimeRange, type UnheardSpan } from './assistant-audio.ts';
import { LevelMeter, meterPosition } from './level-meter.ts';
import { type Columns, PeakLane } from './peak-lane.ts';
import { SessionClock } from './session-clock.ts';

/** A stretch in which the server heard the person speak; null while it lasts. */
export interface SpeechSpan {
  startMs: number;
  endMs: number | null;
}

/** A stretch without a session; null while it lasts. */
export interface GapSpan {
  startMs: number;
  endMs: number | null;
}

/** A tool that ran; `endMs` null while it does. */
export interface ToolSpan {
  itemId: string;
  name: string;
  startMs: number;
  endMs: number | null;
  failed: boolean;
}

/** Everything changed, as after a reset. */
export const ALWAYS: TimeRange = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const NOTHING: TimeRange = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };
/** Bursts of one answer closer together are drawn as one. */
const JOIN_MS = 150;

/** What a meter shows: the loudest of the last bins, so that it does not miss a syllable between two frames. */
const METER_WINDOW_MS = 50;
/** Without a batch for so long, nothing is known about levels any more. */
const STALE_MS = 300;

export class TimelineModel {
  readonly #clock: Clock;
  readonly #time: SessionClock;
  readonly #listeners = new Set<(changed: TimeRange) => void>();
  #microphone = new PeakLane();
  #assistant = new AssistantAudio();
  #marks: Mark[] = [];
  #speech: SpeechSpan[] = [];
  #gaps: GapSpan[] = [];
  #arrivals: ArrivalSpan[] = [];
  readonly #tools = new Map<string, ToolSpan>();
  #queuedMs = 0;
  #microphoneLoudness = 0;
  #you = new LevelMeter();
  #them = new LevelMeter();
  #version = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
    this.#time = new SessionClock(clock);
  }

  /** Grows with each batch and reset. */
  get version(): number {
    return this.#version;
  }

  /** True before anything happened: there is nothing to draw. */
  get empty(): boolean {
    return this.#marks.length === 0 && this.#microphone.length === 0;
  }

  /** True while time moves by itself and a frame should follow this one. */
  get moving(): boolean {
    return this.#time.moving;
  }

  /** Marks in order of time. Not to be changed. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  get speech(): readonly SpeechSpan[] {
    return this.#speech;
  }

  /** Stretches in which a line was lost and no other was there yet. */
  get gaps(): readonly GapSpan[] {
    return this.#gaps;
  }

  /** Bursts of model audio, as they came. */
  get arrivals(): readonly ArrivalSpan[] {
    return this.#arrivals;
  }

  /** In the order in which they began. */
  get tools(): Iterable<ToolSpan> {
    return this.#tools.values();
  }

  /** Memory held for peaks, in bytes. */
  get bytes(): number {
    return this.#microphone.bytes + this.#assistant.bytes;
  }

  /** Session time, smooth between batches. 0 before the first. */
  nowMs(): number {
    return this.#time.nowMs();
  }

  apply(batch: TimelineBatch): void {
    this.#version += 1;
    this.#time.batch(batch.nowMs);
    this.#queuedMs = batch.queuedMs;
    const changed: TimeRange = { ...NOTHING };
    for (const run of batch.microphone) {
      this.#microphone.write(run.startBin, run.bins);
      widen(changed, run.startBin * PEAK_BIN_MS, (run.startBin + run.bins.length / 3) * PEAK_BIN_MS);
    }
    if (batch.microphone.length > 0) {
      const end = this.#microphone.length;
      this.#microphoneLoudness = this.#microphone.loudest(end - METER_WINDOW_MS / PEAK_BIN_MS, end);
    }
    // Marks before sound: an item that is first heard of in the batch that cuts another came after the cut.
    for (const mark of batch.marks) this.#mark(mark);
    for (const { itemId, run } of batch.items) this.#assistant.receive(itemId, run);
    this.#arrive(batch.arrivals);
    for (const segment of batch.segments) {
      const range = this.#assistant.play(segment);
      widen(changed, range.fromMs, range.toMs);
    }
    for (const listener of [...this.#listeners]) listener(changed);
  }

  /** Upserts tools by item. */
  setTools(tools: readonly ToolSpan[]): void {
    for (const tool of tools) this.#tools.set(tool.itemId, tool);
    if (tools.length === 0) return;
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener(NOTHING);
  }

  /** Forgets everything: a new session. */
  reset(): void {
    this.#version += 1;
    this.#time.reset();
    this.#microphone = new PeakLane();
    this.#assistant = new AssistantAudio();
    this.#marks = [];
    this.#speech = [];
    this.#gaps = [];
    this.#arrivals = [];
    this.#tools.clear();
    this.#queuedMs = 0;
    this.#microphoneLoudness = 0;
    for (const listener of [...this.#listeners]) listener(ALWAYS);
  }

  /** Tells the stretch of time whose sound changed; an empty range (`fromMs > toMs`) when only marks or the time did. */
  subscribe(listener: (changed: TimeRange) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Positions of the two meters, 0…1, moved on for the time since the last call. */
  levels(): { you: number; assistant: number } {
    const pageMs = this.#clock.nowMs();
    const stale = this.#time.sinceBatchMs > STALE_MS;
    const you = stale ? 0 : meterPosition(this.#microphoneLoudness);
    const assistant = stale ? 0 : meterPosition(this.#assistant.loudness(this.nowMs(), METER_WINDOW_MS));
    return { you: this.#you.follow(you, pageMs), assistant: this.#them.follow(assistant, pageMs) };
  }

  /** Fills `count` columns from 0 with the microphone's sound from `startMs` on, `msPerColumn` each. */
  readMicrophone(out: Columns, count: number, startMs: number, msPerColumn: number): void {
    this.#microphone.read(out, 0, count, startMs / PEAK_BIN_MS, msPerColumn / PEAK_BIN_MS);
  }

  /** As `readMicrophone`, with what was heard of the assistant. */
  readAssistant(out: Columns, count: number, startMs: number, msPerColumn: number): void {
    this.#assistant.readHeard(out, count, startMs, msPerColumn);
  }

  /** Fills columns with an unheard stretch, from `skipMs` after its start. */
  readUnheard(out: Columns, count: number, span: UnheardSpan, skipMs: number, msPerColumn: number): void {
    this.#assistant.readItem(out, count, span.itemId, span.fromSample + skipMs * 24, msPerColumn);
  }

  unheard(fromMs: number, toMs: number): UnheardSpan[] {
    return this.#assistant.unheard(fromMs, toMs, this.nowMs(), this.#queuedMs);
  }

  /** What of the assistant sounded at a time; null when nothing did. */
  playingAt(atMs: number): { itemId: string; sample: number } | null {
    return this.#assistant.playingAt(atMs);
  }

  /** When a sample of an answer was heard; null when nothing of it was. */
  heardAt(itemId: string, sample: number): number | null {
    return this.#assistant.heardAt(itemId, sample);
  }

  /** The end of what is known: of the sound, and of the marks. */
  get endMs(): number {
    const lastMark = this.#marks.at(-1)?.atMs ?? 0;
    return Math.max(lastMark, this.#microphone.length * PEAK_BIN_MS, this.#assistant.endMs);
  }

  /** Index of the first mark at or after a time. */
  firstMarkFrom(timeMs: number): number {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle]?.atMs ?? 0) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The time line in one sentence, for who does not see it. */
  summary(): string {
    if (this.empty) return 'No sound yet.';
    let interruption: Mark | undefined;
    let errors = 0;
    let resumed = 0;
    for (const mark of this.#marks) {
      if (mark.kind === 'interrupted') interruption = mark;
      if (mark.kind === 'error') errors += 1;
      if (mark.kind === 'resumed') resumed += 1;
    }
    const spoke = `You spoke ${times(this.#speech.length)}, assistant ${times(this.#assistant.itemsPlayed)}`;
    const cut = interruption ? `; last interruption at ${minutes(interruption.atMs)}` : '';
    const seams = resumed > 0 ? `; went on in a new session ${times(resumed)}` : '';
    const failed = errors > 0 ? `; ${errors === 1 ? '1 error' : `${errors} errors`}` : '';
    return `${spoke}${cut}${seams}${failed}.`;
  }

  #mark(mark: Mark): void {
    let at = this.#marks.length;
    while (at > 0 && (this.#marks[at - 1]?.atMs ?? 0) > mark.atMs) at -= 1;
    this.#marks.splice(at, 0, mark);
    const last = this.#speech.at(-1);
    switch (mark.kind) {
      case 'connected':
        this.#time.setRunning(true);
        return;
      case 'disconnected':
        this.#time.setRunning(false);
        if (last?.endMs === null) last.endMs = mark.atMs;
        this.#endGap(mark.atMs);
        this.#assistant.cut(mark.atMs, mark.itemId);
        return;
      case 'seam':
        // Its server will not say any more where the speech ended.
        if (last?.endMs === null) last.endMs = mark.atMs;
        this.#gaps.push({ startMs: mark.atMs, endMs: null });
        return;
      case 'resumed':
        this.#endGap(mark.atMs);
        return;
      case 'interrupted':
        this.#assistant.cut(mark.atMs, mark.itemId);
        return;
      case 'speech-started':
        if (last?.endMs === null) last.endMs = mark.atMs;
        this.#speech.push({ startMs: mark.atMs, endMs: null });
        return;
      case 'speech-stopped':
        if (last?.endMs === null) last.endMs = Math.max(last.startMs, mark.atMs);
        return;
      default:
    }
  }

  /** A burst that goes on from the batch before is one. */
  #arrive(arrivals: readonly ArrivalSpan[]): void {
    for (const arrival of arrivals) {
      const last = this.#arrivals.at(-1);
      if (last?.itemId === arrival.itemId && arrival.startMs - last.endMs < JOIN_MS) {
        last.endMs = Math.max(last.endMs, arrival.endMs);
        last.audioMs += arrival.audioMs;
      } else this.#arrivals.push({ ...arrival });
    }
  }

  #endGap(atMs: number): void {
    const gap = this.#gaps.at(-1);
    if (gap?.endMs === null) gap.endMs = atMs;
  }
}

function widen(range: TimeRange, fromMs: number, toMs: number): void {
  range.fromMs = Math.min(range.fromMs, fromMs);
  range.toMs = Math.max(range.toMs, toMs);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** `0:12`, `61:05`. */
function minutes(timeMs: number): string {
  const seconds = Math.floor(timeMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

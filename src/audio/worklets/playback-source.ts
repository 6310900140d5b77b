/**
 * The source stream of playback: items one after the other, at 24 kHz, silence where there is nothing to say. Decides when an
 * item may begin, covers an underrun with a short fade, and notes what happened at which sample of the stream. Does not know
 * the context's rate of samples, nor what of the stream has been rendered.
 */

import type { QueuedItem } from './playback-queue.ts';

/** 40 ms at 24 kHz: enough for the jitter of deltas that come faster than real time. */
const START_BUFFER_SAMPLES = 960;
/** 60 ms: who ran dry once will again, so a little more is gathered. */
const REBUFFER_SAMPLES = 1440;
const LONGEST_START_WAIT_SECONDS = 0.06;
const LONGEST_REBUFFER_WAIT_SECONDS = 0.09;
/** An item without its end must not keep later items waiting for ever. */
const ABANDON_SECONDS = 0.5;
/** 3 ms. */
const UNDERRUN_FADE_SAMPLES = 72;
/** 2.5 ms. */
const FADE_IN_SAMPLES = 60;

export interface SourceEvent {
  kind: 'started' | 'underrun' | 'ended';
  item: QueuedItem;
  /** Sample of the item. */
  atSample: number;
  /** Sample of the source stream at which it happened. */
  source: number;
}

export class PlaybackSource {
  /** In play-out order. A drained item stays until its owner has seen it rendered and calls `dropFirst`. */
  items: QueuedItem[] = [];
  /** What happened and was not yet taken by the owner, in order. */
  readonly events: SourceEvent[] = [];
  /** Samples of the stream made so far. */
  madeSamples = 0;
  /** End of the last sample of the stream that may be other than silence. */
  soundUntil = 0;
  readonly #rateHz: number;
  /** The last samples before now, for the fade of an underrun. */
  readonly #recent = new Float32Array(UNDERRUN_FADE_SAMPLES);
  #underrunFadeLeft = 0;
  #fadeInLeft = 0;
  #fadeInNext = false;

  constructor(contextRateHz: number) {
    this.#rateHz = contextRateHz;
  }

  /** Whether the next `make` at that context frame has something to do: sound, the fade of an underrun, an item's end. */
  wants(frame: number): boolean {
    if (this.#underrunFadeLeft > 0) return true;
    const item = this.#current(frame);
    if (item === null) return false;
    // One that plays and has nothing left is about to run dry, which must be noted and faded.
    return item.phase === 'playing' || item.complete || this.#mayPlay(item, frame);
  }

  /**
   * Writes `count` samples of the stream to `out`; `frame` is the context frame at which they are made. With `begin` false no item
   * starts or starts again, while what plays goes on.
   */
  make(out: Float32Array, count: number, frame: number, begin: boolean): void {
    let at = 0;
    while (at < count) {
      if (this.#underrunFadeLeft > 0) {
        at = this.#fadeUnderrun(out, at, count);
        continue;
      }
      const item = this.#current(frame);
      if (item === null) break;
      if (item.availableSamples === 0 && item.complete) {
        this.#drain(item, at);
        continue;
      }
      if (item.phase !== 'playing') {
        if (!begin || !this.#mayPlay(item, frame)) break;
        this.#start(item, at);
      }
      if (item.availableSamples === 0) {
        item.starve(frame);
        this.#note('underrun', item, at);
        this.#underrunFadeLeft = UNDERRUN_FADE_SAMPLES;
        this.#fadeInNext = true;
        continue;
      }
      const to = item.read(out, at, count);
      this.#fadeIn(out, at, to);
      this.#remember(out, at, to);
      at = to;
      this.soundUntil = this.madeSamples + at;
      if (item.availableSamples === 0 && item.complete) this.#drain(item, at);
    }
    out.fill(0, at, count);
    this.madeSamples += count;
  }

  /** The first item is rendered whole. */
  dropFirst(): void {
    this.items.shift();
  }

  /** The stream's numbering starts again at 0. Everything made so far must have been rendered. */
  renumber(): void {
    this.madeSamples = 0;
    this.soundUntil = 0;
    for (const item of this.items) item.settle();
  }

  /** Drops everything; `items` are the new queue, whose first sound fades in. */
  restart(items: QueuedItem[]): void {
    this.items = items;
    this.events.length = 0;
    this.#underrunFadeLeft = 0;
    this.#fadeInLeft = 0;
    this.#fadeInNext = true;
    this.renumber();
  }

  /** The item that plays or is next to play. */
  #current(frame: number): QueuedItem | null {
    for (let i = 0; i < this.items.length; i += 1) {
      const item = this.items[i];
      if (!item || item.phase === 'drained') continue;
      const waitedFrames = frame - item.emptySinceFrame;
      const idle = item.phase !== 'playing' && item.availableSamples === 0;
      const last = i === this.items.length - 1;
      if (idle && !last && waitedFrames >= ABANDON_SECONDS * this.#rateHz) item.complete = true;
      return item;
    }
    return null;
  }

  #mayPlay(item: QueuedItem, frame: number): boolean {
    if (item.availableSamples === 0) return false;
    if (item.phase === 'playing' || item.complete) return true;
    const first = item.phase === 'waiting';
    if (item.availableSamples >= (first ? START_BUFFER_SAMPLES : REBUFFER_SAMPLES)) return true;
    const longestSeconds = first ? LONGEST_START_WAIT_SECONDS : LONGEST_REBUFFER_WAIT_SECONDS;
    return frame - item.bufferingSinceFrame >= longestSeconds * this.#rateHz;
  }

  #start(item: QueuedItem, at: number): void {
    item.beginRun(this.madeSamples + at);
    this.#note('started', item, at);
    if (this.#fadeInNext) this.#fadeInLeft = FADE_IN_SAMPLES;
    this.#fadeInNext = false;
  }

  #drain(item: QueuedItem, at: number): void {
    // An item that ended while silent has no run of its own; its end is where the stream is now.
    if (item.phase !== 'playing') item.beginRun(this.madeSamples + at);
    item.phase = 'drained';
    this.#note('ended', item, at);
  }

  #note(kind: SourceEvent['kind'], item: QueuedItem, at: number): void {
    this.events.push({ kind, item, atSample: item.takenSamples, source: this.madeSamples + at });
  }

  #fadeIn(out: Float32Array, from: number, to: number): void {
    for (let i = from; i < to && this.#fadeInLeft > 0; i += 1) {
      out[i] = (out[i] ?? 0) * (1 - this.#fadeInLeft / (FADE_IN_SAMPLES + 1));
      this.#fadeInLeft -= 1;
    }
  }

  /** There is nothing left to fade, so the last milliseconds are played backwards, ever softer: no step, and no new tone. */
  #fadeUnderrun(out: Float32Array, at: number, count: number): number {
    let to = at;
    for (; to < count && this.#underrunFadeLeft > 0; to += 1) {
      this.#underrunFadeLeft -= 1;
      const gain = (this.#underrunFadeLeft + 1) / (UNDERRUN_FADE_SAMPLES + 1);
      out[to] = (this.#recent[this.#underrunFadeLeft] ?? 0) * gain;
    }
    this.soundUntil = this.madeSamples + to;
    return to;
  }

  #remember(out: Float32Array, from: number, to: number): void {
    const recent = this.#recent;
    const count = Math.min(to - from, recent.length);
    recent.copyWithin(0, count);
    const target = recent.length - count;
    for (let i = 0; i < count; i += 1) recent[target + i] = out[to - count + i] ?? 0;
  }
}

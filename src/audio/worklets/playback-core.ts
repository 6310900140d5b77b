/**
 * All logic of the playback worklet: queues, positions, flush, resampling to the context's rate. Knows no worklet, no port:
 * reports go to a callback. Allocates nothing per quantum; a report is made only when something happened, and the one about the
 * position is a single object that is used again.
 *
 * Every position counts 24 kHz samples that are out of this node, the resampler's delay subtracted.
 */

import { StreamingResampler } from '../../dsp/resample.ts';
import type { PlaybackReport } from './playback.messages.ts';
import { QueuedItem } from './playback-queue.ts';
import { PlaybackSource, type SourceEvent } from './playback-source.ts';

const CORE_RATE_HZ = 24_000;
const FLUSH_FADE_SECONDS = 0.005;
const POSITION_SECONDS = 0.02;

interface PendingFlush {
  token: number;
  items: QueuedItem[];
}

export class PlaybackCore {
  readonly #rateHz: number;
  readonly #report: (report: PlaybackReport) => void;
  readonly #resampler: StreamingResampler | null;
  readonly #delaySamples: number;
  readonly #source: PlaybackSource;
  #scratch = new Float32Array(0);
  readonly #fadeFrames: number;
  readonly #positionFrames: number;
  readonly #position: Extract<PlaybackReport, { kind: 'position' }> = {
    kind: 'position',
    itemId: '',
    playedSamples: 0,
    queuedSamples: 0,
    contextTimeMs: 0,
  };
  #framesSincePosition = 0;
  /** Context frame of the next quantum. */
  #nextFrame = 0;
  /** While idle, silence is written and the source stands still. */
  #idle = true;
  /** Context frame at which the source stream's sample 0 was made, and frames written since. */
  #originFrame = 0;
  #writtenFrames = 0;
  /** Flushes that wait for the end of the fade; empty when none is under way. */
  #flushes: PendingFlush[] = [];
  #fadeLeft = 0;
  /** What was enqueued since the flush that is under way. */
  #afterFlush: QueuedItem[] = [];

  /** `report` must not keep its argument: a position report is overwritten by the next. */
  constructor(contextRateHz: number, report: (report: PlaybackReport) => void) {
    this.#rateHz = contextRateHz;
    this.#report = report;
    this.#resampler =
      contextRateHz === CORE_RATE_HZ ? null : new StreamingResampler(CORE_RATE_HZ, contextRateHz);
    this.#delaySamples = this.#resampler?.delaySamples ?? 0;
    this.#source = new PlaybackSource(contextRateHz);
    this.#fadeFrames = Math.floor(FLUSH_FADE_SECONDS * contextRateHz);
    this.#positionFrames = POSITION_SECONDS * contextRateHz;
  }

  /** Appends to the item's queue, a new one if need be. Takes the array over. */
  enqueue(itemId: string, pcm16: Int16Array): void {
    const queue = this.#openQueue();
    let item = find(queue, itemId);
    if (!item) {
      item = new QueuedItem(itemId, this.#nextFrame);
      queue.push(item);
    }
    item.append(pcm16, this.#nextFrame);
  }

  /** No more audio comes for the item. Unknown items (flushed, or without audio) are ignored. */
  end(itemId: string): void {
    const item = find(this.#openQueue(), itemId);
    if (item) item.complete = true;
  }

  /** Answers at once when nothing sounds, else when the fade is over. Flushes are answered in their order. */
  flush(token: number): void {
    if (this.#flushes.length > 0) {
      this.#flushes.push({ token, items: this.#afterFlush });
      this.#afterFlush = [];
      return;
    }
    this.#flushes.push({ token, items: [...this.#source.items] });
    if (this.#idle) this.#finishFlush(this.#rendered());
    else this.#fadeLeft = this.#fadeFrames;
  }

  /** Fills one quantum of mono output; `contextFrame` is the context frame of its first sample. */
  process(out: Float32Array, contextFrame: number): void {
    this.#nextFrame = contextFrame + out.length;
    if (this.#idle && !this.#wake(contextFrame)) {
      out.fill(0);
      return;
    }
    const flushing = this.#flushes.length > 0;
    this.#render(out, contextFrame, !flushing);
    if (flushing && this.#fade(out)) return;
    this.#writtenFrames += out.length;
    const rendered = this.#rendered();
    this.#reportEvents(rendered);
    this.#reportPosition(rendered, out.length);
    if (flushing) return;
    // What the filter still holds of the last sound leaves within another delay.
    const silent = rendered >= this.#source.soundUntil + this.#delaySamples;
    if (silent && this.#source.events.length === 0 && !this.#source.wants(this.#nextFrame)) this.#idle = true;
  }

  #openQueue(): QueuedItem[] {
    return this.#flushes.length > 0 ? this.#afterFlush : this.#source.items;
  }

  #wake(contextFrame: number): boolean {
    if (!this.#source.wants(contextFrame)) return false;
    this.#source.renumber();
    this.#resampler?.reset();
    this.#originFrame = contextFrame;
    this.#writtenFrames = 0;
    this.#framesSincePosition = 0;
    this.#idle = false;
    return true;
  }

  #render(out: Float32Array, contextFrame: number, begin: boolean): void {
    if (!this.#resampler) {
      this.#source.make(out, out.length, contextFrame, begin);
      return;
    }
    const count = this.#resampler.inputSamplesFor(out.length);
    if (this.#scratch.length < count) this.#scratch = new Float32Array(2 * count);
    this.#source.make(this.#scratch, count, contextFrame, begin);
    this.#resampler.process(this.#scratch, out, count);
  }

  /** Samples of the source stream that are out of the node. Negative while the resampler's delay has not passed. */
  #rendered(): number {
    return Math.floor((this.#writtenFrames * CORE_RATE_HZ) / this.#rateHz) - this.#delaySamples;
  }

  #timeMsOf(sourceSample: number): number {
    const inContextMs = (this.#originFrame * 1000) / this.#rateHz;
    return inContextMs + ((sourceSample + this.#delaySamples) * 1000) / CORE_RATE_HZ;
  }

  /** Fades the flush out, by half a cosine. True when it is over; the rest of the quantum is silent then. */
  #fade(out: Float32Array): boolean {
    const faded = Math.min(out.length, this.#fadeLeft);
    for (let i = 0; i < faded; i += 1) {
      this.#fadeLeft -= 1;
      out[i] = (out[i] ?? 0) * (0.5 - 0.5 * Math.cos((Math.PI * this.#fadeLeft) / this.#fadeFrames));
    }
    if (this.#fadeLeft > 0) return false;
    out.fill(0, faded);
    this.#writtenFrames += faded;
    const rendered = this.#rendered();
    this.#reportEvents(rendered);
    this.#finishFlush(rendered);
    return true;
  }

  #finishFlush(rendered: number): void {
    const contextTimeMs = this.#idle ? (this.#nextFrame * 1000) / this.#rateHz : this.#timeMsOf(rendered);
    const flushes = this.#flushes;
    const next = this.#afterFlush;
    this.#flushes = [];
    this.#afterFlush = [];
    this.#fadeLeft = 0;
    flushes.forEach(({ token, items }) => {
      const played = items.map((item) => ({
        itemId: item.itemId,
        playedSamples: item.playedAt(rendered),
        receivedSamples: item.receivedSamples,
      }));
      this.#report({ kind: 'flushed', token, items: played, contextTimeMs });
    });
    this.#source.restart(next);
    this.#resampler?.reset();
    this.#idle = true;
  }

  #reportEvents(rendered: number): void {
    const events = this.#source.events;
    for (let event = events[0]; event && isDue(event, rendered); event = events[0]) {
      events.shift();
      const { kind, item, atSample, source } = event;
      const contextTimeMs = this.#timeMsOf(source);
      if (kind === 'ended') {
        this.#source.dropFirst();
        this.#report({ kind, itemId: item.itemId, playedSamples: atSample, contextTimeMs });
      } else {
        this.#report({ kind, itemId: item.itemId, atSample, contextTimeMs });
        this.#framesSincePosition = 0;
      }
    }
  }

  #reportPosition(rendered: number, frames: number): void {
    this.#framesSincePosition += frames;
    if (this.#framesSincePosition < this.#positionFrames) return;
    const item = this.#source.items[0];
    if (!item?.inPlay) return;
    const playedSamples = item.playedAt(rendered);
    if (playedSamples === 0) return;
    this.#framesSincePosition = 0;
    this.#position.itemId = item.itemId;
    this.#position.playedSamples = playedSamples;
    this.#position.queuedSamples = item.receivedSamples - playedSamples;
    this.#position.contextTimeMs = this.#timeMsOf(rendered);
    this.#report(this.#position);
  }
}

function find(queue: QueuedItem[], itemId: string): QueuedItem | null {
  return queue.find((item) => item.itemId === itemId && item.phase !== 'drained') ?? null;
}

/** A start is due when its first sample is out, an end when its last is. */
function isDue(event: SourceEvent, rendered: number): boolean {
  return event.kind === 'started' ? rendered > event.source : rendered >= event.source;
}

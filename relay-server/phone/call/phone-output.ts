/**
 * The caller's ear as the conversation core sees it: an `AudioOutput` in μ-law. Cuts audio into whole frames of 20 ms, puts marks between them,
 * and knows from the marks that come back how far the caller has heard. Owns what was sent and not yet played.
 */

import type { Clock } from '../../../src/lib/clock.ts';
import { SILENCE } from '../../../src/dsp/phone-audio.ts';
import type { AudioOutput, FlushedItem } from '../../../src/session/ports.ts';
import { PlayoutLedger } from './playout-ledger.ts';

const FRAME_BYTES = 160;
/** A mark each 200 ms: often enough that time need not be reckoned for long, seldom enough to cost nothing. */
const MARK_EVERY_BYTES = 1600;
/** Samples of the core, at 24 kHz, in a byte. */
const CORE_SAMPLES = 3;
/** A gap that the reckoning of time alone may show is none. */
const UNDERRUN_MS = 60;

interface EarEvents {
  started(itemId: string, atSample: number): void;
  position(itemId: string, playedSamples: number): void;
  ended(itemId: string, playedSamples: number): void;
  underrun(itemId: string, atSample: number): void;
  /** All that was sent has been heard, and no item is being received. */
  quiet(): void;
}

export interface PhoneOutputDeps {
  clock: Clock;
  media: (audio: Uint8Array) => void;
  mark: (name: string) => void;
  clear: () => void;
  ear: EarEvents;
}

/** An item that is not heard to its end. */
interface Sounding {
  /** Not sent yet: less than a frame, or all of it while another item is before it. */
  rest: Uint8Array;
  sentBytes: number;
  unmarkedBytes: number;
  complete: boolean;
  /** To its end. */
  isSent: boolean;
  started: boolean;
}

export class PhoneOutput implements AudioOutput<Uint8Array<ArrayBuffer>> {
  readonly #deps: PhoneOutputDeps;
  readonly #ledger = new PlayoutLedger();
  /** In the order of play-out. */
  readonly #items = new Map<string, Sounding>();

  constructor(deps: PhoneOutputDeps) {
    this.#deps = deps;
  }

  /** Nothing sounds and nothing is to come of what has begun. */
  get isQuiet(): boolean {
    return this.#items.size === 0 && this.#ledger.isDry(this.#nowMs);
  }

  /** How much was sent ahead of what is heard, in milliseconds. */
  get aheadMs(): number {
    return this.#ledger.aheadBytes(this.#nowMs) / 8;
  }

  enqueue(itemId: string, audio: Uint8Array<ArrayBuffer>): void {
    const item = this.#item(itemId);
    item.rest = joined(item.rest, audio);
    this.#pump();
  }

  end(itemId: string): void {
    const item = this.#items.get(itemId);
    if (!item) return;
    item.complete = true;
    this.#pump();
  }

  flush(): Promise<FlushedItem[]> {
    const played = this.#ledger.hasUnreported ? this.#ledger.clear(this.#nowMs) : null;
    if (played !== null) this.#deps.clear();
    this.#items.clear();
    return Promise.resolve(
      (played ?? []).map(({ itemId, playedBytes }) => ({
        itemId,
        playedSamples: playedBytes * CORE_SAMPLES,
      })),
    );
  }

  /** Sound of no item, such as a tone, behind all that was sent. */
  insert(audio: Uint8Array): void {
    const padded = new Uint8Array(Math.ceil(audio.length / FRAME_BYTES) * FRAME_BYTES).fill(SILENCE.ulaw);
    padded.set(audio);
    this.#ledger.sent(null, padded.length, this.#nowMs);
    this.#frames(padded);
  }

  /** A mark came back from the telephone. */
  markReported(name: string): void {
    const nowMs = this.#nowMs;
    const { ear } = this.#deps;
    for (const { itemId, isEnd } of this.#ledger.reported(name, nowMs)) {
      const item = this.#items.get(itemId);
      if (!item) continue;
      this.#start(itemId, item, 0);
      if (!isEnd) {
        ear.position(itemId, (this.#ledger.playedOf(itemId, nowMs) ?? item.sentBytes) * CORE_SAMPLES);
        continue;
      }
      this.#items.delete(itemId);
      ear.ended(itemId, item.sentBytes * CORE_SAMPLES);
      const [next] = this.#items;
      if (next !== undefined) this.#start(...next, 0);
    }
    if (this.isQuiet) ear.quiet();
  }

  get #nowMs(): number {
    return this.#deps.clock.nowMs();
  }

  #item(itemId: string): Sounding {
    let item = this.#items.get(itemId);
    if (!item) {
      item = {
        rest: new Uint8Array(0),
        sentBytes: 0,
        unmarkedBytes: 0,
        complete: false,
        isSent: false,
        started: false,
      };
      this.#items.set(itemId, item);
    }
    return item;
  }

  /** One item after the other, whatever the order in which their pieces come. */
  #pump(): void {
    for (const [itemId, item] of this.#items) {
      if (item.isSent) continue;
      this.#sendFrames(itemId, item);
      if (!item.complete) return;
      this.#sendEnd(itemId, item);
    }
  }

  #sendFrames(itemId: string, item: Sounding): void {
    const { rest } = item;
    const whole = rest.length - (rest.length % FRAME_BYTES);
    if (whole === 0) return;
    item.rest = rest.slice(whole);
    for (let at = 0; at < whole;) {
      // All frames up to the next mark in one message, for Twilio takes any length, and a message each costs more than its sound.
      const frames = rest.subarray(at, Math.min(whole, at + MARK_EVERY_BYTES - item.unmarkedBytes));
      this.#begin(itemId, item, frames.length);
      this.#deps.media(frames);
      at += frames.length;
      item.unmarkedBytes += frames.length;
      if (item.unmarkedBytes >= MARK_EVERY_BYTES) this.#mark(itemId, item, false);
    }
  }

  #sendEnd(itemId: string, item: Sounding): void {
    const { rest } = item;
    item.isSent = true;
    item.rest = new Uint8Array(0);
    if (rest.length > 0) {
      // What fills its last frame is silence, and not the item's.
      const frame = new Uint8Array(FRAME_BYTES).fill(SILENCE.ulaw);
      frame.set(rest);
      this.#begin(itemId, item, rest.length);
      this.#ledger.sent(null, FRAME_BYTES - rest.length, this.#nowMs);
      this.#deps.media(frame);
    }
    this.#mark(itemId, item, true);
  }

  /** Notes what is about to be sent of an item, and whether it is heard at once. */
  #begin(itemId: string, item: Sounding, bytes: number): void {
    const nowMs = this.#nowMs;
    const dryForMs = this.#ledger.dryForMs(nowMs);
    const isNext = this.#ledger.isDry(nowMs);
    if (isNext && item.started && item.sentBytes > 0 && dryForMs > UNDERRUN_MS) {
      this.#deps.ear.underrun(itemId, item.sentBytes * CORE_SAMPLES);
      item.started = false;
    }
    this.#ledger.sent(itemId, bytes, nowMs);
    if (isNext) this.#start(itemId, item, item.sentBytes);
    item.sentBytes += bytes;
  }

  #start(itemId: string, item: Sounding, atByte: number): void {
    if (item.started) return;
    item.started = true;
    this.#deps.ear.started(itemId, atByte * CORE_SAMPLES);
  }

  #mark(itemId: string, item: Sounding, isEnd: boolean): void {
    item.unmarkedBytes = 0;
    this.#deps.mark(this.#ledger.mark(itemId, isEnd));
  }

  #frames(audio: Uint8Array): void {
    for (let at = 0; at < audio.length; at += FRAME_BYTES) {
      this.#deps.media(audio.subarray(at, at + FRAME_BYTES));
    }
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

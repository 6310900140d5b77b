/**
 * What was received, heard, cut and late of each answer's audio: the one truth about how far a person listened. Samples at
 * 24 kHz throughout. Keeps `heard <= received` whatever playback reports. Knows nothing of text, wire or playback.
 */

import { CORE_SAMPLE_RATE_HZ, type InterruptReason } from './types.ts';

const SAMPLES_PER_MS = CORE_SAMPLE_RATE_HZ / 1000;

export interface LedgerEntry {
  readonly receivedSamples: number;
  readonly heardSamples: number;
  /** Samples that came after the interruption. */
  readonly lateSamples: number;
  /** The server said that no more audio will come. */
  readonly complete: boolean;
  readonly interrupted: InterruptReason | null;
  /** What the server was told was heard; 0 = deleted as unheard; null = never cut. */
  readonly truncatedAtMs: number | null;
  /** Playback reached its end. */
  readonly ended: boolean;
  /** An interruption has been decided; positions reported later do not count. */
  readonly settled: boolean;
}

/** What the server must be told after an interruption. */
export type Cut =
  /** `heardMs` is a whole number, above 0 and not past what was received. */
  | { kind: 'truncate'; heardMs: number }
  /** Less than a millisecond was heard: the server refuses to truncate at 0, so the item goes. */
  | { kind: 'delete' }
  /** All of it was heard. */
  | { kind: 'none' };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class HeardLedger {
  readonly #entries = new Map<string, Mutable<LedgerEntry>>();
  /** Items that may have audio nobody has heard: few, however long the session. */
  readonly #open = new Set<string>();
  #lateSamples = 0;

  /** Late samples of all items. */
  get lateSamples(): number {
    return this.#lateSamples;
  }

  get(itemId: string): LedgerEntry | null {
    return this.#entries.get(itemId) ?? null;
  }

  /** Items with audio that nobody has heard yet and no interruption has ended, in the order of arrival. */
  unheard(): string[] {
    for (const itemId of this.#open) {
      const entry = this.#entries.get(itemId);
      const toCome =
        entry && (!entry.complete || (entry.heardSamples < entry.receivedSamples && !entry.ended));
      if (!toCome || entry.interrupted !== null) this.#open.delete(itemId);
    }
    return [...this.#open];
  }

  /** Counts samples in. An interrupted item's are late instead; then the answer is false: do not play them. */
  received(itemId: string, samples: number): boolean {
    const entry = this.#entry(itemId);
    if (entry.interrupted !== null) {
      entry.lateSamples += samples;
      this.#lateSamples += samples;
      return false;
    }
    entry.receivedSamples += samples;
    this.#open.add(itemId);
    return true;
  }

  /** Playback has rendered `playedSamples` of the item. Never goes back. True when that is news. */
  heard(itemId: string, playedSamples: number): boolean {
    const entry = this.#entries.get(itemId);
    if (!entry || entry.settled) return false;
    const played = Math.min(Math.max(0, Math.floor(playedSamples) || 0), entry.receivedSamples);
    if (played <= entry.heardSamples) return false;
    entry.heardSamples = played;
    return true;
  }

  /** What was heard, from somebody who knows better than what was assumed so far. */
  correct(itemId: string, heardSamples: number): void {
    const entry = this.#entries.get(itemId);
    if (entry && !entry.settled) entry.heardSamples = Math.min(heardSamples, entry.receivedSamples);
  }

  /** Playback of the item is over: nothing of it can be interrupted any more. */
  end(itemId: string, playedSamples: number): boolean {
    const news = this.heard(itemId, playedSamples);
    const entry = this.#entries.get(itemId);
    if (entry?.complete) entry.ended = true;
    return news;
  }

  /** True when that is news. */
  complete(itemId: string): boolean {
    const entry = this.#entries.get(itemId);
    if (!entry || entry.complete) return false;
    entry.complete = true;
    return true;
  }

  /** From now on audio of the item is late. The cut itself follows when the exact position is known. */
  interrupt(itemId: string, reason: InterruptReason): void {
    const entry = this.#entry(itemId);
    entry.interrupted ??= reason;
  }

  /** Decides the cut of an interrupted item. `playedSamples` null = the last known position is the best there is. */
  settle(itemId: string, playedSamples: number | null): Cut {
    if (playedSamples !== null) this.heard(itemId, playedSamples);
    const entry = this.#entry(itemId);
    if (entry.settled) return { kind: 'none' };
    entry.settled = true;
    if (entry.complete && entry.receivedSamples > 0 && entry.heardSamples >= entry.receivedSamples) {
      return { kind: 'none' };
    }
    const heardMs = Math.floor(entry.heardSamples / SAMPLES_PER_MS);
    entry.truncatedAtMs = heardMs;
    return heardMs > 0 ? { kind: 'truncate', heardMs } : { kind: 'delete' };
  }

  forget(itemId: string): void {
    this.#entries.delete(itemId);
    this.#open.delete(itemId);
  }

  #entry(itemId: string): Mutable<LedgerEntry> {
    let entry = this.#entries.get(itemId);
    if (!entry) {
      entry = {
        receivedSamples: 0,
        heardSamples: 0,
        lateSamples: 0,
        complete: false,
        interrupted: null,
        truncatedAtMs: null,
        ended: false,
        settled: false,
      };
      this.#entries.set(itemId, entry);
    }
    return entry;
  }
}

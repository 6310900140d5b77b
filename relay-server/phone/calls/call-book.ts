/** The calls that are under way and those that ended lately: what is told of them, and to whom. In memory, bounded. Runs no call. */

import type { CallEndReason, CallList, CallSummary } from '../../../src/lib/call-messages.ts';
import { maskedNumber } from './masked-number.ts';

/** What is known of a call when it is entered. `number`: whole; it leaves the book only on request. */
export type CallFacts = Pick<CallSummary, 'id' | 'direction' | 'line' | 'number' | 'state'> &
  Partial<Pick<CallSummary, 'upstream' | 'model'>>;

export type CallPatch = Partial<Omit<CallSummary, 'id' | 'direction' | 'line' | 'number' | 'end'>>;

interface Entry {
  summary: CallSummary;
  number: string;
}

/** Calls that have ended and are still listed. */
const MOST_ENDED = 100;

export class CallBook {
  readonly #nowEpochMs: () => number;
  readonly #live = new Map<string, Entry>();
  readonly #followers = new Set<(call: CallSummary) => void>();
  /** The last first. */
  #ended: Entry[] = [];

  constructor(nowEpochMs: () => number) {
    this.#nowEpochMs = nowEpochMs;
  }

  /** Enters a call. One that is there already, because it was placed from here, gets what is new. */
  begin({ id, direction, line, number, ...known }: CallFacts): void {
    if (this.#live.has(id)) return this.update(id, known);
    const summary: CallSummary = {
      id,
      direction,
      line,
      number: maskedNumber(number),
      startedAtEpochMs: this.#nowEpochMs(),
      talkingSinceEpochMs: null,
      upstream: '',
      model: '',
      voiceToVoiceMs: null,
      spentUsd: null,
      takenOverBy: null,
      answeredBy: null,
      watchers: 0,
      recording: null,
      end: null,
      ...known,
    };
    this.#live.set(id, { summary, number });
    this.#changed(summary);
  }

  /** Does nothing when there is no such call, or it has ended. */
  update(id: string, patch: CallPatch): void {
    const entry = this.#live.get(id);
    if (entry === undefined) return;
    Object.assign(entry.summary, patch);
    this.#changed(entry.summary);
  }

  /** A recording is not there any more, or broke off; its call may have ended. */
  withoutRecording(recordingId: string): void {
    for (const entry of [...this.#live.values(), ...this.#ended]) {
      if (entry.summary.recording !== recordingId) continue;
      entry.summary = { ...entry.summary, recording: null };
      this.#changed(entry.summary);
    }
  }

  /** Does nothing when there is no such call, or it has ended. */
  end(id: string, why: CallEndReason): void {
    const entry = this.#live.get(id);
    if (entry === undefined) return;
    this.#live.delete(id);
    const end = { atEpochMs: this.#nowEpochMs(), why };
    const summary: CallSummary = { ...entry.summary, state: 'ended', watchers: 0, takenOverBy: null, end };
    this.#ended = [{ ...entry, summary }, ...this.#ended].slice(0, MOST_ENDED);
    this.#changed(summary);
  }

  list(): CallList {
    return {
      nowEpochMs: this.#nowEpochMs(),
      live: [...this.#live.values()].map(({ summary }) => ({ ...summary })),
      ended: this.#ended.map(({ summary }) => summary),
    };
  }

  /** A call, live or ended lately; null when there is none of that id. */
  get(id: string): CallSummary | null {
    const entry = this.#entry(id);
    return entry === null ? null : { ...entry.summary };
  }

  /** Unmasked; null when there is no such call. */
  numberOf(id: string): string | null {
    return this.#entry(id)?.number ?? null;
  }

  /** Tells of every call that begins, changes or ends; must not throw and must not wait. The result ends that. */
  follow(onChange: (call: CallSummary) => void): () => void {
    this.#followers.add(onChange);
    return () => void this.#followers.delete(onChange);
  }

  #entry(id: string): Entry | null {
    return this.#live.get(id) ?? this.#ended.find(({ summary }) => summary.id === id) ?? null;
  }

  #changed(summary: CallSummary): void {
    for (const follower of this.#followers) follower({ ...summary });
  }
}

/** The registry of one process: maps in memory, all of them bounded. */

import type { LiveSession, SessionList } from '../../src/lib/watch-messages.ts';
import type { Observer, PassedFrame, SessionFacts, SessionRegistry } from './session-registry.ts';

interface Entry {
  session: LiveSession;
  observers: Set<Observer>;
  /** The latest frames without sound, for those who come late. */
  past: PassedFrame[];
  pastBytes: number;
  /** Frames that are not among them any more, or never were. */
  forgotten: number;
}

export interface RegistryBounds {
  /** Sessions that have ended and are still listed. */
  maxEnded: number;
  /** What is kept of each live session's past. */
  maxPastFrames: number;
  maxPastBytes: number;
}

const BOUNDS: RegistryBounds = { maxEnded: 50, maxPastFrames: 200, maxPastBytes: 64 * 1024 };

export class MemoryRegistry implements SessionRegistry {
  readonly #bounds: RegistryBounds;
  readonly #nowEpochMs: () => number;
  readonly #live = new Map<string, Entry>();
  /** The last first. */
  #ended: LiveSession[] = [];

  constructor(nowEpochMs: () => number, bounds: RegistryBounds = BOUNDS) {
    this.#nowEpochMs = nowEpochMs;
    this.#bounds = bounds;
  }

  begin(facts: SessionFacts): void {
    this.#live.set(facts.id, {
      session: { ...facts, state: 'connecting', watchers: 0, end: null },
      observers: new Set(),
      past: [],
      pastBytes: 0,
      forgotten: 0,
    });
  }

  update(id: string, patch: Partial<LiveSession>): void {
    const entry = this.#live.get(id);
    if (entry !== undefined) Object.assign(entry.session, patch);
  }

  end(id: string, end: NonNullable<LiveSession['end']>): void {
    const entry = this.#live.get(id);
    if (entry === undefined) return;
    this.#live.delete(id);
    const session: LiveSession = { ...entry.session, state: 'ended', watchers: 0, end };
    this.#ended = [session, ...this.#ended].slice(0, this.#bounds.maxEnded);
    for (const observer of entry.observers) observer.ended(session);
  }

  passed(id: string, passed: PassedFrame): void {
    const entry = this.#live.get(id);
    if (entry === undefined) return;
    if (passed.isAudio) entry.forgotten += 1;
    else this.#keep(entry, passed);
    for (const observer of entry.observers) observer.passed(passed);
  }

  list(): Promise<SessionList> {
    return Promise.resolve({
      nowEpochMs: this.#nowEpochMs(),
      live: [...this.#live.values()].map(({ session }) => ({ ...session })),
      ended: this.#ended,
    });
  }

  get(id: string): Promise<LiveSession | null> {
    const live = this.#live.get(id)?.session;
    const session = live === undefined ? this.#ended.find((each) => each.id === id) : { ...live };
    return Promise.resolve(session ?? null);
  }

  watch(id: string, observer: Observer): Promise<(() => void) | null> {
    const entry = this.#live.get(id);
    if (entry === undefined) return Promise.resolve(null);
    observer.session({ ...entry.session });
    if (entry.forgotten > 0) observer.lost(entry.forgotten);
    for (const frame of entry.past) observer.passed(frame);
    entry.observers.add(observer);
    entry.session.watchers = entry.observers.size;
    return Promise.resolve(() => {
      entry.observers.delete(observer);
      entry.session.watchers = entry.observers.size;
    });
  }

  #keep(entry: Entry, passed: PassedFrame): void {
    const { maxPastFrames, maxPastBytes } = this.#bounds;
    // A copy: what comes from a socket is often a slice of something larger, which would stay with it.
    const frame = Buffer.from(passed.frame);
    entry.past.push({ ...passed, frame });
    entry.pastBytes += frame.length;
    while (entry.past.length > maxPastFrames || entry.pastBytes > maxPastBytes) {
      entry.pastBytes -= entry.past.shift()?.frame.length ?? 0;
      entry.forgotten += 1;
    }
  }
}

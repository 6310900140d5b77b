/** The registry of one process: maps in memory, all of them bounded. */

import type { LiveSession, SessionList } from '../../src/lib/watch-messages.ts';
import { Past, type PastBounds } from './past.ts';
import type { Observer, PassedFrame, SessionFacts, SessionRegistry } from './session-registry.ts';

interface Entry {
  session: LiveSession;
  observers: Set<Observer>;
  past: Past;
  onEndWish: () => void;
}

export interface RegistryBounds extends PastBounds {
  /** Sessions that have ended and are still listed. */
  maxEnded: number;
}

const BOUNDS: RegistryBounds = { maxEnded: 50, maxPastFrames: 200, maxPastBytes: 128 * 1024 };

export class MemoryRegistry implements SessionRegistry {
  readonly #bounds: RegistryBounds;
  readonly #nowEpochMs: () => number;
  readonly #live = new Map<string, Entry>();
  readonly #followers = new Set<(session: LiveSession) => void>();
  /** The last first. */
  #ended: LiveSession[] = [];

  constructor(nowEpochMs: () => number, bounds: RegistryBounds = BOUNDS) {
    this.#nowEpochMs = nowEpochMs;
    this.#bounds = bounds;
  }

  begin(facts: SessionFacts, onEndWish: () => void): void {
    const session: LiveSession = { ...facts, state: 'connecting', watchers: 0, end: null };
    this.#live.set(facts.id, { session, observers: new Set(), past: new Past(this.#bounds), onEndWish });
    this.#changed(session);
  }

  update(id: string, patch: Partial<LiveSession>): void {
    const entry = this.#live.get(id);
    if (entry === undefined) return;
    Object.assign(entry.session, patch);
    this.#changed(entry.session);
  }

  end(id: string, end: NonNullable<LiveSession['end']>): void {
    const entry = this.#live.get(id);
    if (entry === undefined) return;
    this.#live.delete(id);
    const session: LiveSession = { ...entry.session, state: 'ended', watchers: 0, end };
    this.#ended = [session, ...this.#ended].slice(0, this.#bounds.maxEnded);
    for (const observer of entry.observers) observer.ended(session);
    this.#changed(session);
  }

  isWatched(id: string): boolean {
    return (this.#live.get(id)?.observers.size ?? 0) > 0;
  }

  passed(id: string, passed: PassedFrame): void {
    const entry = this.#live.get(id);
    if (entry === undefined) return;
    entry.past.keep(passed);
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
    const count = (): void => {
      entry.session.watchers = entry.observers.size;
      if (this.#live.has(id)) this.#changed(entry.session);
    };
    entry.observers.add(observer);
    count();
    observer.session({ ...entry.session });
    for (const frame of entry.past.list()) observer.passed(frame);
    return Promise.resolve(() => {
      entry.observers.delete(observer);
      count();
    });
  }

  follow(onChange: (session: LiveSession) => void): Promise<() => void> {
    this.#followers.add(onChange);
    return Promise.resolve(() => void this.#followers.delete(onChange));
  }

  endSession(id: string): Promise<boolean> {
    const entry = this.#live.get(id);
    entry?.onEndWish();
    return Promise.resolve(entry !== undefined);
  }

  #changed(session: LiveSession): void {
    for (const follower of this.#followers) follower({ ...session });
  }
}

/**
 * The live sessions, and who watches them. Everything that goes in and comes out is plain data, so that an engine outside this process
 * can take the place of the memory that is the default.
 */

import type { LiveSession, SessionList, WatchedEvent } from '../../src/lib/watch-messages.ts';

/** A frame that passed, its text not made yet: most frames are watched by nobody. */
export interface PassedFrame extends Omit<WatchedEvent, 'kind' | 'text'> {
  frame: Buffer;
  /** Carries sound; such frames are not kept for those who come late. */
  isAudio: boolean;
}

/** Called in order; must not throw and must not wait. */
export interface Observer {
  session(session: LiveSession): void;
  passed(frame: PassedFrame): void;
  lost(count: number): void;
  ended(session: LiveSession): void;
}

export type SessionFacts = Omit<LiveSession, 'watchers' | 'end' | 'state'>;

export interface SessionRegistry {
  begin(facts: SessionFacts): void;
  /** Counts and state as they are now. */
  update(id: string, patch: Partial<Omit<LiveSession, 'id' | 'watchers' | 'end'>>): void;
  end(id: string, end: NonNullable<LiveSession['end']>): void;
  /** Something passed. Costs a look-up when nobody watches. */
  passed(id: string, frame: PassedFrame): void;
  list(): Promise<SessionList>;
  /** The session, live or ended lately; null when there is none of that id. */
  get(id: string): Promise<LiveSession | null>;
  /**
   * Tells the observer what the session is, what of its past is kept, and then everything as it passes. The result ends that; null when
   * no session of that id is live.
   */
  watch(id: string, observer: Observer): Promise<(() => void) | null>;
}

/**
 * The live sessions, and who watches them. What goes in and comes out is plain data, so that an engine outside this process can take the
 * place of the memory that is the default; what must be answered for every frame is answered at once, the rest in its own time.
 */

import type { InputSent, LiveSession, SessionList, WatchedEvent } from '../../src/lib/watch-messages.ts';

/** A frame that passed, its text not made yet. */
export interface PassedFrame extends Omit<WatchedEvent, 'kind' | 'text' | 'input'> {
  /** Shared with whoever else has it; not to be changed. */
  frame: Buffer;
  /** Carries sound and nothing else worth reading. */
  isAudio: boolean;
  /** Of the client's sound, sent before this frame and with it. */
  before: InputSent;
  after: InputSent;
  /** For those who come late: as what the session is now, or among the latest that happened; null is for those who watch already. */
  keep: 'session' | 'past' | null;
}

/** Called in order; must not throw and must not wait. Where `seq` jumps, something was not passed on. */
export interface Observer {
  session(session: LiveSession): void;
  passed(frame: PassedFrame): void;
  ended(session: LiveSession): void;
}

export type SessionFacts = Omit<LiveSession, 'watchers' | 'end' | 'state'>;

export interface SessionRegistry {
  /** `onEndWish`: the operator wants it to end. */
  begin(facts: SessionFacts, onEndWish: () => void): void;
  /** Counts and state as they are now. */
  update(id: string, patch: Partial<Omit<LiveSession, 'id' | 'watchers' | 'end'>>): void;
  end(id: string, end: NonNullable<LiveSession['end']>): void;
  /** Whether anybody watches: asked for every frame. */
  isWatched(id: string): boolean;
  /** Something passed that is watched, or is to be kept. */
  passed(id: string, frame: PassedFrame): void;
  list(): Promise<SessionList>;
  /** The session, live or ended lately; null when there is none of that id. */
  get(id: string): Promise<LiveSession | null>;
  /**
   * Tells the observer what the session is, what of its past is kept, and then everything as it passes. The result ends that; null when
   * no session of that id is live.
   */
  watch(id: string, observer: Observer): Promise<(() => void) | null>;
  /** Tells of every session that begins, changes or ends; must not throw and must not wait. The result ends that. */
  follow(onChange: (session: LiveSession) => void): Promise<() => void>;
  /** Asks whoever runs the session to end it. False when none of that id is live. */
  endSession(id: string): Promise<boolean>;
}
